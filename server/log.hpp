// One line an event on one file descriptor: "2008-04-10T20:30:00Z info message key=value ...".
//
// Escaped: control characters, quotes, invalid UTF-8 and bidi controls are written as \u{..}, so
// that no input can make a second line or hide one. At most 2 KiB a line; errors of one kind (of
// one message) at most one a second. Threads: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace coldopen {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
  std::string_view name;  // [a-z_]+
  std::string value;
};

class Log {
 public:
  // Writes to `descriptor` (2 = standard error) what is at least `level`; -1 writes nowhere.
  explicit Log(int descriptor = 2, LogLevel level = LogLevel::info);

  void event(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields = {}) noexcept;

 private:
  int descriptor_;
  LogLevel level_;
  bool is_repeated(std::string_view message);

  std::mutex mutex_;
  std::map<std::string, std::chrono::steady_clock::time_point, std::less<>> last_errors_;
};

// A value as it may stand in a log line: as it is, or in double quotes with escapes.
std::string escape_for_log(std::string_view value);

}  // namespace coldopen
