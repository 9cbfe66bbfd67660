// coldopen stats and check: what is in a data directory, and whether all of it is whole.
#pragma once

#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"

namespace coldopen {

int stats_command(const CommandLine& line, const Config& config, const Console& console);
int check_command(const CommandLine& line, const Config& config, const Console& console);

}  // namespace coldopen
