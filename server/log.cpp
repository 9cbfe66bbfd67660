#include "server/log.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <optional>
#include <unistd.h>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kLineBytesMax = 2048;

constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warning", "error"};

std::string utc_now() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string out(text.data(), size);
  const std::string digits = std::to_string(1000 + ms);
  out += '.';
  out.append(digits, 1, 3);
  out += 'Z';
  return out;
}

// Takes the first code point off a text that is not empty; none (and nothing taken) where the bytes
// are not UTF-8.
std::optional<char32_t> take_code_point(std::string_view& text) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(0);
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xC2 ? 0
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 0;
  if (size == 0 || size > text.size()) return std::nullopt;
  char32_t value = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

// Invisible, or able to change the order of what is shown.
bool is_hidden(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

void append_escape(std::string& out, unsigned value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u{";
  bool started = false;
  for (int shift = 20; shift >= 0; shift -= 4) {
    const unsigned digit = (value >> static_cast<unsigned>(shift)) & 15U;
    started = started || digit != 0 || shift == 0;
    if (started) out += kDigits[digit];
  }
  out += '}';
}

}  // namespace

std::string escape_for_log(std::string_view value) {
  std::string out;
  bool quote = value.empty();
  while (!value.empty()) {
    const std::string_view before = value;
    const std::optional<char32_t> c = take_code_point(value);
    if (!c) {
      append_escape(out, static_cast<unsigned char>(before[0]));
      value.remove_prefix(1);
      quote = true;
    } else if (is_hidden(*c) || *c == U'"' || *c == U'\\') {
      append_escape(out, static_cast<unsigned>(*c));
      quote = true;
    } else {
      out += before.substr(0, before.size() - value.size());
      quote = quote || *c == U' ' || *c == U'=';
    }
  }
  return quote ? '"' + out + '"' : out;
}

Log::Log(int descriptor, LogLevel level) : descriptor_(descriptor), level_(level) {}

// Messages are texts of ours, so there are few of them.
bool Log::is_repeated(std::string_view message) {
  const auto now = std::chrono::steady_clock::now();
  const auto last = last_errors_.find(message);
  if (last == last_errors_.end()) {
    last_errors_.emplace(message, now);
    return false;
  }
  if (now - last->second < std::chrono::seconds{1}) return true;
  last->second = now;
  return false;
}

void Log::event(LogLevel level, std::string_view message,
                std::initializer_list<LogField> fields) noexcept {
  if (descriptor_ < 0 || level < level_) return;
  try {
    std::string line = utc_now();
    line += ' ';
    line += kLevelNames[static_cast<std::size_t>(level)];
    line += ' ';
    line += escape_for_log(message);
    for (const LogField& field : fields) {
      line += ' ';
      line += field.name;
      line += '=';
      line += escape_for_log(field.value);
    }
    if (line.size() >= kLineBytesMax) {
      line.resize(cut_at_character(line, kLineBytesMax - 4).size());
      line += "...";
    }
    line += '\n';
    const std::lock_guard lock(mutex_);
    if (level == LogLevel::error && is_repeated(message)) return;
    // A log that cannot be written must not stop the server: there is nobody left to tell.
    [[maybe_unused]] const ssize_t written = ::write(descriptor_, line.data(), line.size());
  } catch (const std::bad_alloc&) {
    return;  // the event is lost, the request goes on
  }
}

}  // namespace coldopen
