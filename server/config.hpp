// Flags, environment and file -> one struct. The only reader of the environment.
//
// One name in three spellings: --public-url, COLDOPEN_PUBLIC_URL, `public-url = ...`. A flag wins
// over the environment, the environment over the file. In the environment lists are separated by
// commas; in the file a list's name is repeated.
// File     `name = value` lines, # comments, UTF-8, at most 1 MiB.
// Errors   a wrong flag is Error(invalid_argument); a wrong variable, line or file is
//          Error(configuration) whose `where` is the variable's name or file:line.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"

namespace coldopen {

enum class Color : std::uint8_t { automatic, always, never };
enum class LogDetail : std::uint8_t { debug, info, warning, error };

struct Config {
  std::string data = "./coldopen-data";
  std::string index = "main";
  Color color = Color::automatic;
  bool no_color = false;  // NO_COLOR is set (no-color.org)
  Strings listen = {"127.0.0.1:7700"};
  Strings public_url;
  Strings cors_origins;
  std::uint32_t threads = 0;  // searches at a time; 0: the number of cores
  std::chrono::milliseconds drain{10'000};
  LogDetail log_level = LogDetail::info;
  bool access_log = false;
  bool analytics = true;
  std::string simd;     // which kernels (index/segment/kernels.hpp); empty: the fastest here
  std::string browser;  // BROWSER: the program that opens a page; empty: xdg-open

  // Every setting with its value as text and where it came from, for --print-config.
  struct Origin {
    std::string name, value, origin;
  };
  std::vector<Origin> origins;
  bool index_given = false;  // by flag, variable or file
};

using Environment = std::function<std::optional<std::string>(std::string_view name)>;
Environment process_environment();

// The names of all settings, in the order of --print-config. The flags of the command line that
// are settings have these names.
std::vector<std::string_view> setting_names();
bool is_repeatable_setting(std::string_view name) noexcept;

inline constexpr std::string_view kSystemConfigFile = "/etc/coldopen/coldopen.conf";

// `flags` holds settings as given on the command line, and "config" where --config was. Without it
// COLDOPEN_CONFIG names the file, else `system_file` is read if it can be.
Config read_config(const std::map<std::string, Strings>& flags, const Environment& environment,
                   std::string_view system_file = kSystemConfigFile);

struct HostPort {
  std::string host;  // a numeric IPv4 or IPv6 address, without brackets
  std::uint16_t port = 0;
  bool is_loopback() const noexcept;
};

// "127.0.0.1:7700", "[::1]:7700", "localhost:7700". Errors: Error(invalid_argument).
HostPort parse_address(std::string_view text);

// "250ms", "10s", "5m"; a number alone is seconds. At most one hour. None where it is neither.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace coldopen
