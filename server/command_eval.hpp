// coldopen eval: how good the rankings are, by judged queries.
//
// Searched is a data directory, or --corpus FILE... (indexed in memory, so that weights and
// language can be tried), or nothing: --run FILE is the ranking of any engine as TREC has it. In
// process and without the limits that a search has on `q`; rankings are 1,000 deep. --set and
// --without change this system, not the one it is compared with.
#pragma once

#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"

namespace coldopen {

// Exit code 1 where a measure is below its --min.
int eval_command(const CommandLine& line, const Config& config, const Console& console);

}  // namespace coldopen
