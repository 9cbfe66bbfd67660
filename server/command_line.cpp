#include "server/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "corpus/error.hpp"
#include "corpus/open_reader.hpp"
#include "corpus/text.hpp"
#include "query/request.hpp"
#include "server/config.hpp"
#include "server/nearest.hpp"
#include "server/version.hpp"

namespace coldopen {
namespace {

// --- The tables ---------------------------------------------------------------------------------

constexpr std::uint32_t bit(CommandName command) { return 1U << static_cast<unsigned>(command); }
constexpr std::uint32_t kAll = ~0U;
constexpr std::uint32_t kIndex = bit(CommandName::index);
constexpr std::uint32_t kSearch = bit(CommandName::search);
constexpr std::uint32_t kServe = bit(CommandName::serve);
constexpr std::uint32_t kCheck = bit(CommandName::check);
constexpr std::uint32_t kBench = bit(CommandName::bench);

enum class Kind : std::uint8_t {
  flag,
  text,    // UTF-8
  path,    // any bytes
  number,  // min..max
  choice,  // one of `argument`, parted by |
};

struct Option {
  std::string_view name;
  std::string_view argument;  // as shown in help
  Kind kind = Kind::flag;
  std::uint32_t commands = kAll;
  std::string_view help;
  bool repeatable = false;
  bool is_setting = false;  // checked by config.hpp, may also come from environment or file
  std::uint64_t min = 0, max = 0;
};

constexpr std::array kOptions = {
    Option{.name = "format",
           .argument = "auto|ndjson|json|csv|text|markdown|html",
           .kind = Kind::choice,
           .commands = kIndex,
           .help = "how to read the inputs (auto: by their content)"},
    Option{.name = "attr",
           .argument = "NAME=VALUE",
           .kind = Kind::text,
           .commands = kIndex,
           .help = "an attribute for every article that lacks it; may be repeated",
           .repeatable = true},
    Option{.name = "base-url",
           .argument = "URL",
           .kind = Kind::text,
           .commands = kIndex,
           .help = "begin of the addresses made from file names"},
    Option{.name = "boilerplate",
           .argument = "drop|keep",
           .kind = Kind::choice,
           .commands = kIndex,
           .help = "menus, credits, related posts: left out (drop) or indexed"},
    Option{.name = "report",
           .argument = "FILE",
           .kind = Kind::path,
           .commands = kIndex,
           .help = "writes what was skipped and dropped, and why, as NDJSON"},
    Option{.name = "dry-run",
           .argument = "",
           .commands = kIndex,
           .help = "reads and reports, stores nothing"},
    Option{.name = "strict",
           .argument = "",
           .commands = kIndex,
           .help = "exit code 65 if any record was bad"},

    Option{.name = "limit",
           .argument = "N",
           .kind = Kind::number,
           .commands = kSearch | kBench,
           .help = "hits (10)",
           .max = SearchLimits::limit_max},
    Option{.name = "offset",
           .argument = "N",
           .kind = Kind::number,
           .commands = kSearch,
           .help = "hits to pass over (0)",
           .max = SearchLimits::window_max - 1},
    Option{.name = "filter",
           .argument = "CLAUSE",
           .kind = Kind::text,
           .commands = kSearch,
           .help = "season:4, season:3..5, -cast:\"Amy Ryan\"; may be repeated",
           .repeatable = true},
    Option{.name = "facets",
           .argument = "NAMES",
           .kind = Kind::text,
           .commands = kSearch,
           .help = "counts by value: season,cast"},
    Option{.name = "facet-limit",
           .argument = "N",
           .kind = Kind::number,
           .commands = kSearch,
           .help = "values of a facet (20)",
           .min = 1,
           .max = SearchLimits::facet_limit_max},
    Option{.name = "sort",
           .argument = "KEYS",
           .kind = Kind::text,
           .commands = kSearch,
           .help = "-air_date,title (by score)"},
    Option{.name = "match",
           .argument = "auto|all|any",
           .kind = Kind::choice,
           .commands = kSearch,
           .help = "which words must be there (auto: all, then some)"},
    Option{.name = "passages",
           .argument = "N",
           .kind = Kind::number,
           .commands = kSearch,
           .help = "passages of a hit (1)",
           .min = 1,
           .max = SearchLimits::passages_max},
    Option{.name = "explain",
           .argument = "",
           .commands = kSearch,
           .help = "says why each hit has its score"},

    Option{.name = "listen",
           .argument = "HOST:PORT",
           .kind = Kind::text,
           .commands = kServe,
           .help = "where to answer (127.0.0.1:7700); may be repeated",
           .repeatable = true,
           .is_setting = true},
    Option{.name = "public-url",
           .argument = "URL",
           .kind = Kind::text,
           .commands = kServe,
           .help = "the address that readers use, where a proxy stands in front",
           .repeatable = true,
           .is_setting = true},
    Option{.name = "drain",
           .argument = "TIME",
           .kind = Kind::text,
           .commands = kServe,
           .help = "time for running requests at the end (10s)",
           .is_setting = true},
    Option{.name = "log-level",
           .argument = "debug|info|warning|error",
           .kind = Kind::text,
           .commands = kServe,
           .help = "what is logged (info)",
           .is_setting = true},
    Option{.name = "access-log",
           .argument = "on|off",
           .kind = Kind::text,
           .commands = kServe,
           .help = "a line for each request (on)",
           .is_setting = true},
    Option{.name = "open",
           .argument = "",
           .commands = kServe,
           .help = "opens the page in the browser"},
    Option{.name = "print-config",
           .argument = "",
           .commands = kServe,
           .help = "shows every setting, its value and where it came from"},

    Option{.name = "rebuild",
           .argument = "",
           .commands = kCheck,
           .help = "makes all derived files anew from the stored articles first"},

    Option{.name = "url",
           .argument = "URL",
           .kind = Kind::text,
           .commands = kSearch | kBench,
           .help = "asks a running server instead of the data directory"},
    Option{.name = "rounds",
           .argument = "N",
           .kind = Kind::number,
           .commands = kBench,
           .help = "times through the file (5)",
           .min = 1,
           .max = 1'000'000},
    Option{.name = "warmup",
           .argument = "N",
           .kind = Kind::number,
           .commands = kBench,
           .help = "rounds before measuring (1)",
           .max = 1'000},
    Option{.name = "rate",
           .argument = "N",
           .kind = Kind::number,
           .commands = kBench,
           .help = "queries a second, whatever the answers take (as fast as answers come)",
           .min = 1,
           .max = 1'000'000},
    Option{.name = "threads",
           .argument = "N",
           .kind = Kind::text,
           .commands = kServe | kBench,
           .help = "searches at a time (serve: the cores; bench: 1)",
           .is_setting = true},

    Option{.name = "data",
           .argument = "DIR",
           .kind = Kind::path,
           .help = "the data directory (./coldopen-data)",
           .is_setting = true},
    Option{.name = "index",
           .argument = "NAME",
           .kind = Kind::text,
           .help = "the index (main)",
           .is_setting = true},
    Option{.name = "config",
           .argument = "FILE",
           .kind = Kind::path,
           .help = "settings as `name = value` lines",
           .is_setting = true},
    Option{.name = "json", .argument = "", .help = "results as JSON"},
    Option{.name = "quiet", .argument = "", .help = "only results and errors"},
    Option{.name = "verbose", .argument = "", .help = "says more"},
    Option{.name = "color",
           .argument = "auto|always|never",
           .kind = Kind::text,
           .help = "colours in the terminal (auto)",
           .is_setting = true},
    Option{.name = "help", .argument = "", .help = "this text"},
    Option{.name = "version", .argument = "", .help = "the version"},
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

constexpr std::size_t kMany = 1'000'000;
constexpr std::array kCommands = {
    Command{CommandName::index, "index", "PATH...", 1, kMany, true,
            "adds or replaces articles from files, folders, archives or - (standard input)",
            "coldopen index ./my-wiki --data wiki.data"},
    Command{CommandName::search, "search", "QUERY...", 1, kMany, false,
            "searches from the terminal; exit code 1 if nothing was found",
            "coldopen search dinner party --filter season:4 --data wiki.data"},
    Command{CommandName::serve, "serve", "[PATH...]", 0, kMany, true,
            "indexes the PATHs if given, then serves the page and the HTTP API",
            "coldopen serve ./my-wiki --open"},
    Command{CommandName::check, "check", "", 0, 0, false,
            "reads every byte again and compares; exit code 1 if there is damage",
            "coldopen check --data wiki.data"},
    Command{CommandName::stats, "stats", "", 0, 0, false,
            "articles, passages, terms, attributes, bytes", "coldopen stats --data wiki.data"},
    Command{CommandName::analyze, "analyze", "TEXT", 1, kMany, false, "shows the tokens of a text",
            "coldopen analyze \"B.J. Novak\""},
    Command{CommandName::bench, "bench", "FILE", 1, 1, true,
            "times the queries of a file: one a line, or ID<tab>QUERY",
            "coldopen bench queries.txt --data wiki.data --rounds 20"},
};

constexpr std::string_view kNotes =
    "Exit codes: 0 done, 1 nothing found or damage found, 64 wrong usage, 65 input not "
    "understood,\n"
    "66 input missing, 69 address in use or server not reachable, 70 a bug, 73 cannot create,\n"
    "74 input/output or damaged data, 75 data directory in use, 77 permission, 78 configuration.\n";

// --- Help
// -----------------------------------------------------------------------------------------

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 2, width), ' ');
  return text;
}

std::string option_line(const Option& option) {
  std::string left = "  --" + std::string(option.name);
  if (!option.argument.empty()) left += " " + std::string(option.argument);
  if (left.size() > 30) return left + "\n" + std::string(32, ' ') + std::string(option.help) + "\n";
  return padded(left, 32) + std::string(option.help) + "\n";
}

const Command* command_of(std::string_view name) {
  const auto found = std::ranges::find(kCommands, name, &Command::name);
  return found == kCommands.end() ? nullptr : &*found;
}

// --- Reading
// --------------------------------------------------------------------------------------

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

bool belongs(const Option& option, const Command& command) {
  return (option.commands & bit(command.id)) != 0;
}

[[noreturn]] void refuse_unknown_option(std::string_view word, const Command& command) {
  const std::string_view bare = word.substr(0, word.find('='));
  std::vector<std::string_view> names;
  for (const Option& option : kOptions) {
    if (belongs(option, command)) names.push_back(option.name);
  }
  std::string message = "`" + std::string(command.name) + "` has no option " + escaped_name(bare);
  const std::string_view name = bare.substr(std::min(bare.find_first_not_of('-'), bare.size()));
  const std::string_view near = word.starts_with("--") ? nearest(name, names) : std::string_view();
  if (!near.empty()) {
    message += ": did you mean --" + std::string(near);
  } else if (command.id == CommandName::search) {
    message += ": to leave out a word, put -- before the query";
  } else {
    message += ": see coldopen " + std::string(command.name) + " --help";
  }
  refuse(message);
}

void check_value(const Option& option, const std::string& value) {
  const std::string name = "--" + std::string(option.name);
  if (value.empty()) refuse(name + " needs a value");
  if (option.kind != Kind::path && utf8_error(value) != std::string_view::npos) {
    refuse(name + " is not UTF-8: " + escaped_name(value));
  }
  if (option.kind == Kind::number) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (problem != std::errc{} || end != value.data() + value.size() || number < option.min ||
        number > option.max) {
      refuse(name + " is a whole number from " + std::to_string(option.min) + " to " +
             std::to_string(option.max) + ", not '" + escaped_name(value) + "'");
    }
  }
  if (option.kind == Kind::choice) {
    const std::string choices = "|" + std::string(option.argument) + "|";
    if (value.find('|') != std::string::npos ||
        choices.find("|" + value + "|") == std::string::npos) {
      refuse(name + " is one of " + std::string(option.argument) + ", not '" + escaped_name(value) +
             "'");
    }
  }
}

void keep(const Option& option, Strings values, CommandLine& line) {
  for (const std::string& value : values) check_value(option, value);
  if (!option.repeatable && values.size() > 1) {
    if (std::ranges::any_of(values, [&](const auto& value) { return value != values.front(); })) {
      refuse("--" + std::string(option.name) + " was given twice: '" +
             escaped_name(values.front()) + "' and '" + escaped_name(values.back()) + "'");
    }
    values.resize(1);
  }
  const std::string name(option.name);
  if (option.is_setting) {
    line.settings[name] = std::move(values);
  } else {
    line.options[name] = std::move(values);
  }
}

// "--sort -air_date" as "--sort=-air_date", so that a value may begin with a hyphen.
Strings with_joined_values(std::span<const std::string> words, const Command& command) {
  Strings joined;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const auto takes_value = [&](const Option& option) {
      return option.kind != Kind::flag && belongs(option, command) &&
             word == "--" + std::string(option.name);
    };
    if (std::ranges::none_of(kOptions, takes_value)) {
      joined.push_back(word);
    } else if (i + 1 == words.size()) {
      refuse(word + " needs a value");
    } else {
      joined.push_back(word + "=" + words[++i]);
    }
  }
  return joined;
}

void check_arguments(const Command& command, const Strings& arguments) {
  const std::string name(command.name);
  if (arguments.size() < command.arguments_min) {
    refuse("`" + name + "` needs " + std::string(command.arguments) + ": " +
           std::string(command.example));
  }
  if (arguments.size() > command.arguments_max) {
    refuse("`" + name + "` takes no argument '" + escaped_name(arguments[command.arguments_max]) +
           "': see coldopen " + name + " --help");
  }
  for (const std::string& argument : arguments) {
    if (!command.paths && utf8_error(argument) != std::string_view::npos) {
      refuse("the argument is not UTF-8: " + escaped_name(argument));
    }
  }
}

CommandLine read_words(const Command& command, std::span<const std::string> words) {
  const auto marker = std::ranges::find(words, "--");
  const auto before = static_cast<std::size_t>(marker - words.begin());
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<std::string_view, Strings> values;
  std::map<std::string_view, bool> flags;
  for (const Option& option : kOptions) {
    if (!belongs(option, command)) continue;
    const std::string name = "--" + std::string(option.name);
    if (option.kind == Kind::flag) {
      app.add_flag(name, flags[option.name]);
    } else {
      app.add_option(name, values[option.name])
          ->expected(1)
          ->allow_extra_args(false)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
  Strings reversed = with_joined_values(words.first(before), command);
  std::ranges::reverse(reversed);  // as CLI11 takes them
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& problem) {
    refuse(problem.what());
  }
  CommandLine line;
  line.command = command.id;
  for (const std::string& word : app.remaining()) {
    if (word.size() > 1 && word[0] == '-') refuse_unknown_option(word, command);
    line.arguments.push_back(word);
  }
  if (marker != words.end()) line.arguments.insert(line.arguments.end(), marker + 1, words.end());
  for (const Option& option : kOptions) {
    const std::string name(option.name);
    if (option.kind == Kind::flag ? flags[option.name] : !values[option.name].empty()) {
      keep(option, std::move(values[option.name]), line);
    }
  }
  return line;
}

}  // namespace

bool CommandLine::has(std::string_view option) const { return options.contains(option); }

std::string CommandLine::text(std::string_view option, std::string_view fallback) const {
  const auto found = options.find(option);
  return found == options.end() ? std::string(fallback) : found->second.front();
}

std::uint64_t CommandLine::number(std::string_view option, std::uint64_t fallback) const {
  const auto found = options.find(option);
  return found == options.end() ? fallback : std::stoull(found->second.front());
}

Strings CommandLine::list(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? Strings{} : found->second;
}

CommandLine parse_command_line(std::span<const std::string> words) {
  if (words.empty()) refuse("which command? see coldopen --help");
  const std::string& first = words.front();
  if (first == "--help" || first == "-h" || first == "help") {
    return {CommandName::help, Strings(words.begin() + 1, words.end()), {}, {}};
  }
  if (first == "--version") return {CommandName::version, {}, {}, {}};
  const Command* command = command_of(first);
  if (command == nullptr) {
    if (first.starts_with('-'))
      refuse("the command comes first, then its options: see coldopen --help");
    std::vector<std::string_view> names;
    for (const Command& one : kCommands) names.push_back(one.name);
    const std::string_view near = nearest(first, names);
    refuse("there is no command `" + escaped_name(first) + "`: " +
           (near.empty() ? "see coldopen --help" : "did you mean `" + std::string(near) + "`"));
  }
  CommandLine line = read_words(*command, words.subspan(1));
  if (line.has("help")) return {CommandName::help, {std::string(command->name)}, {}, {}};
  if (line.has("version")) return {CommandName::version, {}, {}, {}};
  check_arguments(*command, line.arguments);
  return line;
}

std::string help_text() {
  std::string text =
      "coldopen: a search engine for fan wikis\n\nUsage: coldopen COMMAND [OPTIONS] "
      "[ARGUMENTS]\n\n";
  for (const Command& command : kCommands) {
    text += padded("  " + std::string(command.name) + " " + std::string(command.arguments), 20) +
            std::string(command.summary) + "\n";
  }
  text += "\nOptions of every command:\n";
  for (const Option& option : kOptions) {
    if (option.commands == kAll) text += option_line(option);
  }
  text += "\ncoldopen COMMAND --help tells the options of a command.\n\n";
  return text + std::string(kNotes);
}

std::string help_text(std::string_view name) {
  const Command* command = command_of(name);
  if (command == nullptr) return help_text();
  std::string text = "Usage: coldopen " + std::string(command->name) + " [OPTIONS] " +
                     std::string(command->arguments) + "\n\n" + std::string(command->summary) +
                     "\n\nOptions:\n";
  for (const Option& option : kOptions) {
    if (belongs(option, *command) && option.commands != kAll) text += option_line(option);
  }
  for (const Option& option : kOptions) {
    if (option.commands == kAll) text += option_line(option);
  }
  return text + "\nExample: " + std::string(command->example) + "\n";
}

std::string version_text() { return "coldopen " + std::string(kVersion); }

}  // namespace coldopen
