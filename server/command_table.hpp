// The tables of commands and options, and the help that comes of them. Adding an option is adding a
// row; command_line reads words by these tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace coldopen {

enum class CommandName : std::uint8_t {
  help,  // arguments: the command asked about, or none
  version,
  index,
  search,
  serve,
  check,
  stats,
  settings,
  analyze,
  bench,
  eval,
};

enum class OptionKind : std::uint8_t {
  flag,
  text,    // UTF-8
  path,    // any bytes
  number,  // min..max
  choice,  // one of `argument`, parted by |
};

struct CommandOption {
  std::string_view name;
  std::string_view argument;  // as shown in help
  OptionKind kind = OptionKind::flag;
  std::uint32_t commands = ~0U;  // a bit for each that takes it; all bits: every command
  std::string_view help;
  bool repeatable = false;
  bool is_setting = false;  // checked by config.hpp, may also come from environment or file
  std::uint64_t min = 0, max = 0;
};

struct Command {
  CommandName id;
  std::string_view name;
  std::string_view arguments;  // as shown in help
  std::size_t arguments_min, arguments_max;
  bool paths;  // its arguments are paths: any bytes
  std::string_view summary;
  std::string_view example;
};

std::span<const CommandOption> command_options() noexcept;
std::span<const Command> commands() noexcept;

const Command* find_command(std::string_view name) noexcept;
bool belongs(const CommandOption& option, const Command& command) noexcept;

std::string help_text();                          // of the program
std::string help_text(std::string_view command);  // of one command
std::string version_text();                       // "coldopen 0.1.0"

}  // namespace coldopen
