#include "server/commands.hpp"

#include <exception>
#include <new>

#include "index/segment/kernels.hpp"
#include "server/command_analyze.hpp"
#include "server/command_bench.hpp"
#include "server/command_eval.hpp"
#include "server/command_index.hpp"
#include "server/command_line.hpp"
#include "server/command_search.hpp"
#include "server/command_serve.hpp"
#include "server/command_settings.hpp"
#include "server/command_stats.hpp"
#include "server/config.hpp"
#include "server/console.hpp"

namespace coldopen {
namespace {

int help(const CommandLine& line, const Console& console) {
  console.out(line.arguments.empty() ? help_text() : help_text(line.arguments.front()));
  return 0;
}

int run_command(const CommandLine& line, const Config& config, const Console& console) {
  switch (line.command) {
    case CommandName::help:
      return help(line, console);
    case CommandName::version:
      console.out(version_text() + "\n");
      return 0;
    case CommandName::index:
      return index_command(line, config, console);
    case CommandName::search:
      return search_command(line, config, console);
    case CommandName::serve:
      return serve_command(line, config, console);
    case CommandName::check:
      return check_command(line, config, console);
    case CommandName::stats:
      return stats_command(line, config, console);
    case CommandName::settings:
      return settings_command(line, config, console);
    case CommandName::analyze:
      return analyze_command(line, config, console);
    case CommandName::bench:
      return bench_command(line, config, console);
    case CommandName::eval:
      return eval_command(line, config, console);
  }
  return 70;
}

std::string told(const Error& error) {
  const std::string_view what = error.what();
  const bool names_it = what.find(error.where()) != std::string_view::npos;  // also an empty one
  return "coldopen: " + (names_it ? "" : terminal_text(error.where()) + ": ") +
         terminal_text(what) + "\n";
}

}  // namespace

int exit_code_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::too_large:
      return 64;
    case ErrorCode::bad_input:
    case ErrorCode::conflict:
      return 65;
    case ErrorCode::not_found:
      return 66;
    case ErrorCode::address:
    case ErrorCode::overloaded:
    case ErrorCode::unavailable:
      return 69;
    case ErrorCode::cannot_create:
      return 73;
    case ErrorCode::io:
    case ErrorCode::disk_full:
    case ErrorCode::damaged:
      return 74;
    case ErrorCode::in_use:
      return 75;
    case ErrorCode::permission:
      return 77;
    case ErrorCode::newer_format:
    case ErrorCode::configuration:
      return 78;
  }
  return 70;
}

int run_program(const std::vector<std::string>& words) {
  Console console;
  try {
    const CommandLine line = parse_command_line(words);
    const bool asks = line.command == CommandName::help || line.command == CommandName::version;
    const Config config = asks ? Config{} : read_config(line.settings, process_environment());
    if (!config.simd.empty()) use_kernels(config.simd);
    console = Console(config, line.has("quiet"));
    const int code = run_command(line, config, console);
    console.finish();
    return code;
  } catch (const Error& error) {
    console.error(told(error));
    if (words.empty()) console.error("\n" + help_text());
    return exit_code_of(error.code());
  } catch (const std::bad_alloc&) {
    console.error("coldopen: there is not enough memory: close other programs or index in parts\n");
    return 70;
  } catch (const std::exception& problem) {
    console.error(std::string("coldopen: this is a bug, please report it: ") + problem.what() +
                  " (" + version_text() + ")\n");
    return 70;
  }
}

}  // namespace coldopen
