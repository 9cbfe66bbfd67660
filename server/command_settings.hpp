// settings: shows the settings of an index, or replaces them by those of a file; with --url those
// of a running server.
#pragma once

#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"

namespace coldopen {

// Errors: those of settings_from_json (index/settings_json); Error(not_found) where there is no
// such index or file; with --url those of HttpClient and body_of.
int settings_command(const CommandLine& line, const Config& config, const Console& console);

}  // namespace coldopen
