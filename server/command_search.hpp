// coldopen search: questions from the terminal.
#pragma once

#include <string>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"
#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"

namespace coldopen {

int search_command(const CommandLine& line, const Config& config, const Console& console);

// "season,cast" -> its names.
Strings split_names(const std::string& text);

// A response for people.
std::string response_text(const SearchResponse& response, const std::string& q,
                          std::uint32_t offset, const Console& console);

// The snapshot of config.index on the last committed state of the data directory. Errors:
// Error(not_found) that says which indexes there are.
Shared<Snapshot> open_snapshot(const Config& config);

// "/v1/indexes/main/search?q=...", for a server that is asked by --url.
std::string search_target(std::string_view index, std::string_view q);

}  // namespace coldopen
