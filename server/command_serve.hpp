// coldopen serve: the page and the HTTP API until SIGTERM.
#pragma once

#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"

namespace coldopen {

int serve_command(const CommandLine& line, const Config& config, const Console& console);

}  // namespace coldopen
