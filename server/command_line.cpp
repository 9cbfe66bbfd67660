#include "server/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstddef>

#include "corpus/error.hpp"
#include "corpus/nearest.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

[[noreturn]] void refuse_unknown_option(std::string_view word, const Command& command) {
  const std::string_view bare = word.substr(0, word.find('='));
  std::vector<std::string_view> names;
  for (const CommandOption& option : command_options()) {
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

void check_value(const CommandOption& option, const std::string& value) {
  const std::string name = "--" + std::string(option.name);
  if (value.empty()) refuse(name + " needs a value");
  if (option.kind != OptionKind::path && utf8_error(value) != std::string_view::npos) {
    refuse(name + " is not UTF-8: " + escaped_name(value));
  }
  if (option.kind == OptionKind::number) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (problem != std::errc{} || end != value.data() + value.size() || number < option.min ||
        number > option.max) {
      refuse(name + " is a whole number from " + std::to_string(option.min) + " to " +
             std::to_string(option.max) + ", not '" + escaped_name(value) + "'");
    }
  }
  if (option.kind == OptionKind::choice) {
    const std::string choices = "|" + std::string(option.argument) + "|";
    if (value.find('|') != std::string::npos ||
        choices.find("|" + value + "|") == std::string::npos) {
      refuse(name + " is one of " + std::string(option.argument) + ", not '" + escaped_name(value) +
             "'");
    }
  }
}

void keep(const CommandOption& option, Strings values, CommandLine& line) {
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
    const auto takes_value = [&](const CommandOption& option) {
      return option.kind != OptionKind::flag && belongs(option, command) &&
             word == "--" + std::string(option.name);
    };
    if (std::ranges::none_of(command_options(), takes_value)) {
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
  for (const CommandOption& option : command_options()) {
    if (!belongs(option, command)) continue;
    const std::string name = "--" + std::string(option.name);
    if (option.kind == OptionKind::flag) {
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
  for (const CommandOption& option : command_options()) {
    if (option.kind == OptionKind::flag ? flags[option.name] : !values[option.name].empty()) {
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
  const Command* command = find_command(first);
  if (command == nullptr) {
    if (first.starts_with('-'))
      refuse("the command comes first, then its options: see coldopen --help");
    std::vector<std::string_view> names;
    for (const Command& one : commands()) names.push_back(one.name);
    const std::string_view near = nearest(first, names);
    refuse("there is no command `" + escaped_name(first) + "`: " +
           (near.empty() ? "see coldopen --help" : "did you mean `" + std::string(near) + "`"));
  }
  CommandLine line = read_words(*command, words.subspan(1));
  if (line.has("help")) return {CommandName::help, {std::string(command->name)}, {}, {}};
  if (line.has("version")) return {CommandName::version, {}, {}, {}};
  check_arguments(*command, line.arguments);
  if (line.has("key-file") && !line.has("url")) refuse("--key-file needs --url");
  return line;
}

}  // namespace coldopen
