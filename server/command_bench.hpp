// coldopen bench: how fast a log of queries is answered, in process or over HTTP.
//
// File     one query a line, or KIND<tab>QUERY; empty lines and lines that begin with # are passed
//          (KIND<tab> alone asks for everything).
// Closed   without --rate each thread asks its next query when the last is answered.
// Open     with --rate queries start on a fixed beat; a late start counts as waiting, so a stall is
//          seen in every query it delays (no coordinated omission).
#pragma once

#include <string>
#include <string_view>

#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"
#include "server/reports.hpp"

namespace coldopen {

int bench_command(const CommandLine& line, const Config& config, const Console& console);

struct BenchQueries {
  Strings queries;
  Strings kinds;  // by query; empty where none is given
};

// Errors: Error(not_found); Error(bad_input) with file:line for what is not UTF-8 or too long, and
// for a file without a query.
BenchQueries read_queries(const std::string& path);

std::string bench_text(const BenchResult& result);

}  // namespace coldopen
