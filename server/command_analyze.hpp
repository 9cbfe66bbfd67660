// coldopen analyze: what becomes of a text, as a table for people or as JSON.
#pragma once

#include <string>

#include "server/analysis_report.hpp"
#include "server/command_line.hpp"
#include "server/config.hpp"
#include "server/console.hpp"

namespace coldopen {

int analyze_command(const CommandLine& line, const Config& config, const Console& console);

// One line a token, in columns: position, length, lane, rule, bytes, term, stem, source; then the
// readings of a query or name.
std::string analysis_text(const AnalysisReport& report, const Console& console);

}  // namespace coldopen
