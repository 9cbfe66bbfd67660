// Words of a shell -> a checked CommandLine, by the tables of command_table.
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
#include "server/command_table.hpp"

namespace coldopen {

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

}  // namespace coldopen
