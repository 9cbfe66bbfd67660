// The table of commands and options -> a checked CommandLine, and help.
//
// Nothing is done before all arguments are checked: unknown words name their nearest known one,
// numbers their range, choices their choices. Errors: Error(invalid_argument), exit code 64.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"

namespace coldopen {

enum class CommandName : std::uint8_t {
  help,  // arguments: the command asked about, or none
  version,
  index,
  search,
  serve,
  check,
  stats,
  analyze,
  bench,
};

struct CommandLine {
  CommandName command = CommandName::help;
  Strings arguments;
  std::map<std::string, Strings> settings;              // those of config.hpp, and "config"
  std::map<std::string, Strings, std::less<>> options;  // all others; a flag has no values

  bool has(std::string_view option) const;
  std::string text(std::string_view option, std::string_view fallback = {}) const;
  std::uint64_t number(std::string_view option, std::uint64_t fallback) const;  // was checked
  Strings list(std::string_view option) const;
};

// `words` are those after the program's name.
CommandLine parse_command_line(std::span<const std::string> words);

std::string help_text();                          // of the program
std::string help_text(std::string_view command);  // of one command
std::string version_text();                       // "coldopen 0.1.0"

}  // namespace coldopen
