// coldopen index: from paths to stored articles, and the account of what was read.
#pragma once

#include <memory>
#include <string>

#include "corpus/open_reader.hpp"
#include "index/live/engine.hpp"
#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"
#include "server/reports.hpp"

namespace coldopen {

// The data directory of the configuration. Errors: those of Engine::open; Error(cannot_create)
// where a file stands in its place.
std::unique_ptr<Engine> open_data(const Config& config, OpenMode mode, EngineOptions options = {});

struct ImportOptions {
  ReadOptions read;
  std::string index = "main";
  std::string report;  // a file for every skipped record and dropped line; empty: none
};

// Reads all paths into `engine` (null: a dry run) in groups of at most 1,000 articles or 8 MiB.
// A signal ends it after the group in flight. Errors: those of Engine::apply; Error(cannot_create)
// and Error(io) for the report.
ImportSummary import_paths(const Strings& paths, const ImportOptions& options, Engine* engine,
                           const Console& console);

// For people, several lines.
std::string summary_text(const ImportSummary& summary);

// 0, or 65 and 66 as PRODUCT 2 says.
int import_exit_code(const ImportSummary& summary, bool strict) noexcept;

// "season=4" -> an attribute: true and false, numbers and dates are such, anything else is text.
// Errors: Error(invalid_argument).
Attribute parse_attribute(const std::string& text);

int index_command(const CommandLine& line, const Config& config, const Console& console);

}  // namespace coldopen
