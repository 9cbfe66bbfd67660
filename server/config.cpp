#include "server/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

#include "corpus/error.hpp"
#include "corpus/nearest.hpp"
#include "corpus/text.hpp"
#include "index/live/engine.hpp"
#include "index/segment/kernels.hpp"
#include "server/cors.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{1} << 20;

// Each setter takes text that is not empty and says what would be right, or nothing.
using Complaint = std::string;
using Setter = Complaint (*)(Config& config, const std::string& text);

struct Setting {
  std::string_view name;
  bool repeatable;
  std::string_view fallback;  // as shown by --print-config
  Setter set;
};

Complaint set_switch(bool& target, const std::string& text) {
  if (text != "on" && text != "off") return "is on or off";
  target = text == "on";
  return {};
}

Complaint set_index(Config& config, const std::string& text) {
  if (!is_index_name(text)) return "is a name like main: a-z, 0-9, _ and -, at most 63 characters";
  config.index = text;
  config.index_given = true;
  return {};
}

Complaint set_color(Config& config, const std::string& text) {
  if (text != "auto" && text != "always" && text != "never") return "is auto, always or never";
  config.color = text == "auto"     ? Color::automatic
                 : text == "always" ? Color::always
                                    : Color::never;
  return {};
}

Complaint set_listen(Config& config, const std::string& text) {
  try {
    static_cast<void>(parse_address(text));
  } catch (const Error& error) {
    return error.what();
  }
  config.listen.push_back(text);
  return {};
}

Complaint set_public_url(Config& config, const std::string& text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) {
    return "begins with https:// or http://";
  }
  config.public_url.push_back(text);
  return {};
}

Complaint set_cors_origin(Config& config, const std::string& text) {
  Complaint complaint = complaint_about_origin(text);
  if (complaint.empty()) config.cors_origins.push_back(text);
  return complaint;
}

Complaint set_threads(Config& config, const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size() || number < 1 || number > 256) {
    return "is a number from 1 to 256";
  }
  config.threads = number;
  return {};
}

Complaint set_drain(Config& config, const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration) return "is a duration like 10s or 500ms, at most 1 hour";
  config.drain = *duration;
  return {};
}

Complaint set_log_level(Config& config, const std::string& text) {
  static constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
  const auto found = std::ranges::find(kLevels, text);
  if (found == kLevels.end()) return "is debug, info, warning or error";
  config.log_level = static_cast<LogDetail>(found - kLevels.begin());
  return {};
}

Complaint set_simd(Config& config, const std::string& text) {
  std::string names;
  for (const Kernels* twin : runnable_kernels()) {
    if (twin->name == text) {
      config.simd = text;
      return {};
    }
    names.append(names.empty() ? "" : " or ").append(twin->name);
  }
  return "is what this machine can run: " + names;
}

constexpr std::array kSettings = {
    Setting{"data", false, "./coldopen-data",
            [](Config& config, const std::string& text) -> Complaint {
              config.data = text;
              return {};
            }},
    Setting{"index", false, "main", set_index},
    Setting{"color", false, "auto", set_color},
    Setting{"listen", true, "127.0.0.1:7700", set_listen},
    Setting{"public-url", true, "", set_public_url},
    Setting{"cors-origins", true, "", set_cors_origin},
    Setting{"threads", false, "the number of cores", set_threads},
    Setting{"drain", false, "10s", set_drain},
    Setting{"log-level", false, "info", set_log_level},
    Setting{"access-log", false, "off",
            [](Config& config, const std::string& text) {
              return set_switch(config.access_log, text);
            }},
    Setting{
        "analytics", false, "on",
        [](Config& config, const std::string& text) { return set_switch(config.analytics, text); }},
    Setting{"simd", false, "the fastest here", set_simd},
};

struct Given {
  Strings values;
  std::string origin;  // "flag", "COLDOPEN_DATA", "coldopen.conf:3"
  ErrorCode code = ErrorCode::configuration;
};
using AllGiven = std::map<std::string, Given, std::less<>>;

std::string variable_of(std::string_view name) {
  std::string variable = "COLDOPEN_";
  for (const char byte : name) {
    variable += byte == '-' ? '_' : static_cast<char>(byte - 'a' + 'A');
  }
  return variable;
}

std::string read_file(const std::string& path, bool must_exist) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    if (!must_exist) return {};
    throw Error(ErrorCode::configuration, "the configuration file cannot be read: check --config",
                path);
  }
  std::string text;
  std::array<char, 4096> piece{};
  while (in.read(piece.data(), piece.size()), in.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > kFileBytesMax) {
      throw Error(ErrorCode::configuration, "a configuration file is at most 1 MiB", path);
    }
  }
  return text;
}

const Setting* setting_of(std::string_view name) {
  const auto found = std::ranges::find(kSettings, name, &Setting::name);
  return found == kSettings.end() ? nullptr : &*found;
}

[[noreturn]] void throw_unknown(std::string_view name, const std::string& where) {
  std::string message = "there is no setting '" + escaped_name(name) + "'";
  const std::string_view near = nearest(name, setting_names());
  if (!near.empty()) message += ": did you mean '" + std::string(near) + "'";
  throw Error(ErrorCode::configuration, message, where);
}

void read_line(std::string_view line, const std::string& where, AllGiven& given) {
  line = trimmed(line);
  if (line.empty() || line.front() == '#') return;
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) {
    throw Error(ErrorCode::configuration, "a line is `name = value`, this one has no =", where);
  }
  const std::string_view name = trimmed(line.substr(0, equals));
  const std::string value(trimmed(line.substr(equals + 1)));
  const Setting* setting = setting_of(name);
  if (setting == nullptr) throw_unknown(name, where);
  if (value.empty()) {
    throw Error(ErrorCode::configuration, "'" + std::string(name) + "' has no value", where);
  }
  Given& entry = given[std::string(name)];
  if (!entry.values.empty() && !setting->repeatable) {
    throw Error(ErrorCode::configuration,
                "'" + std::string(name) + "' stands twice, here and at " + entry.origin, where);
  }
  entry.values.push_back(value);
  entry.origin = where;
}

AllGiven read_settings_file(const std::string& path, bool must_exist) {
  const std::string text = read_file(path, must_exist);
  AllGiven given;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    const std::string where = path + ":" + std::to_string(++number);
    if (line.find('\0') != std::string_view::npos || utf8_error(line) != std::string_view::npos) {
      throw Error(ErrorCode::configuration, "the file is not UTF-8 text", where);
    }
    read_line(line, where, given);
    begin = end + 1;
  }
  return given;
}

Strings split_at_commas(std::string_view text) {
  Strings parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = trimmed(text.substr(0, comma));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

void read_environment(const Environment& environment, AllGiven& given) {
  for (const Setting& setting : kSettings) {
    const std::string variable = variable_of(setting.name);
    const auto value = environment(variable);
    if (!value || value->empty()) continue;
    if (utf8_error(*value) != std::string_view::npos && setting.name != "data") {
      throw Error(ErrorCode::configuration, "the value is not UTF-8", variable);
    }
    given[std::string(setting.name)] = {
        setting.repeatable ? split_at_commas(*value) : Strings{*value}, variable};
  }
}

std::string joined(const Strings& values) {
  std::string text;
  for (const std::string& value : values) text.append(text.empty() ? "" : ", ").append(value);
  return text;
}

void apply(const Setting& setting, const Given& given, Config& config) {
  for (const std::string& value : given.values) {
    const bool flag = given.code == ErrorCode::invalid_argument;
    const std::string name = (flag ? "--" : "") + std::string(setting.name);
    const Complaint complaint = value.empty() ? "needs a value" : setting.set(config, value);
    if (complaint.empty()) continue;
    throw Error(given.code, name + " " + complaint + ", not '" + escaped_name(value) + "'",
                flag ? std::string() : given.origin);
  }
}

}  // namespace

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  names.reserve(kSettings.size());
  for (const Setting& setting : kSettings) names.push_back(setting.name);
  return names;
}

bool is_repeatable_setting(std::string_view name) noexcept {
  const Setting* setting = setting_of(name);
  return setting != nullptr && setting->repeatable;
}

Config read_config(const std::map<std::string, Strings>& flags, const Environment& environment,
                   std::string_view system_file) {
  const auto flag = flags.find("config");
  const std::optional<std::string> variable = environment("COLDOPEN_CONFIG");
  const bool named = flag != flags.end() || (variable && !variable->empty());
  const std::string path = flag != flags.end() ? flag->second.back()
                           : named             ? *variable
                                               : std::string(system_file);
  AllGiven given = read_settings_file(path, named);
  read_environment(environment, given);
  for (const auto& [name, values] : flags) {
    if (name != "config") given[name] = {values, "flag", ErrorCode::invalid_argument};
  }
  Config config;
  for (const Setting& setting : kSettings) {
    const auto found = given.find(setting.name);
    if (found == given.end()) {
      config.origins.push_back(
          {std::string(setting.name), std::string(setting.fallback), "default"});
      continue;
    }
    if (setting.name == "listen") config.listen.clear();
    apply(setting, found->second, config);
    config.origins.push_back(
        {std::string(setting.name), joined(found->second.values), found->second.origin});
  }
  const auto no_color = environment("NO_COLOR");
  config.no_color = no_color && !no_color->empty();
  config.browser = environment("BROWSER").value_or("");
  return config;
}

bool HostPort::is_loopback() const noexcept { return host == "::1" || host.starts_with("127."); }

HostPort parse_address(std::string_view text) {
  const std::string_view whole = text;
  const auto refuse = [whole] {
    throw Error(ErrorCode::invalid_argument,
                "is an address and port like 127.0.0.1:7700 or [::1]:7700, port 0 to 65535",
                std::string(whole));
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) refuse();
  const std::string_view port = text.substr(colon + 1);
  std::string_view host = text.substr(0, colon);
  HostPort address;
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (problem != std::errc{} || end != port.data() + port.size()) refuse();
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const std::string_view letters = bracketed ? "0123456789abcdefABCDEF:." : "0123456789.";
  if (host == "localhost" && !bracketed) host = "127.0.0.1";
  if (host.find_first_not_of(letters) != std::string_view::npos) refuse();
  address.host = host;
  return address;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{}) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  std::uint64_t factor = 0;
  if (unit == "ms") factor = 1;
  if (unit == "s" || unit.empty()) factor = 1'000;
  if (unit == "m") factor = 60'000;
  const std::uint64_t milliseconds = number * factor;
  if (factor == 0 || milliseconds > 3'600'000) return std::nullopt;
  return std::chrono::milliseconds(milliseconds);
}

}  // namespace coldopen
