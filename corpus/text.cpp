#include "corpus/text.hpp"

#include <algorithm>

namespace coldopen {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

// The length of the well-formed character at `at`, 0 where there is none (RFC 3629, table in 4).
std::size_t character_length(std::string_view text, std::size_t at) noexcept {
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() - at < length) return 0;
  unsigned low = 0x80, high = 0xBF;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned next = byte_at(text, at + i);
    if (next < low || next > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

// The code point at `at` of valid UTF-8; `length` becomes its bytes.
char32_t decode(std::string_view text, std::size_t at, std::size_t& length) noexcept {
  length = character_length(text, at);
  if (length <= 1) {
    length = 1;
    return byte_at(text, at);
  }
  char32_t value = byte_at(text, at) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte_at(text, at + i) & 0x3F);
  return value;
}

bool is_ascii_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_ascii_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The bytes of the white space at `at`, 0 where there is none.
std::size_t space_length(std::string_view text, std::size_t at) noexcept {
  if (is_ascii_space(text[at])) return 1;
  return text.substr(at, 2) == "\xC2\xA0" ? 2 : 0;
}

// Scripts that write without spaces: kana, Han, Hangul are close enough for counting.
bool is_wordlike_letter(char32_t c) noexcept {
  return (c >= 0x3040 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool is_closing(char32_t c) noexcept {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x2019 || c == 0x201D ||
         c == 0x00BB || c == 0x300D || c == 0x300F;
}

void append_percent(std::string& out, char byte) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  const unsigned value = static_cast<unsigned char>(byte);
  out += '%';
  out += kDigits[value >> 4];
  out += kDigits[value & 15];
}

}  // namespace

std::size_t utf8_error(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    if (byte_at(text, at) < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = character_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::string repaired_utf8(std::string_view text, std::size_t& bad_bytes) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t good = std::min(utf8_error(text), text.size());
    out.append(text.substr(0, good));
    text.remove_prefix(good);
    if (text.empty()) break;
    out += kReplacement;
    ++bad_bytes;
    text.remove_prefix(1);
  }
  return out;
}

std::string_view cut_at_character(std::string_view text, std::size_t bytes_max) noexcept {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (byte_at(text, end) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

void append_utf8(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  const auto put = [&out](char32_t bits) { out += static_cast<char>(bits); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty()) {
    std::size_t length = space_length(text, 0);
    if (text.starts_with("\xEF\xBB\xBF")) length = 3;
    if (length == 0) break;
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    if (is_ascii_space(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
    } else if (text.ends_with("\xEF\xBB\xBF")) {
      text.remove_suffix(3);
    } else {
      break;
    }
  }
  return text;
}

std::string collapsed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t length = space_length(text, at); length != 0) {
      space = true;
      at += length;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    out += text[at++];
  }
  return out;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool same_words(std::string_view a, std::string_view b) {
  return ascii_lower(collapsed(a)) == ascii_lower(collapsed(b));
}

std::size_t count_characters(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

std::size_t count_words(std::string_view text) noexcept {
  std::size_t count = 0;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t space = space_length(text, at); space != 0) {
      inside = false;
      at += space;
      continue;
    }
    std::size_t length = 1;
    const bool alone = is_wordlike_letter(decode(text, at, length));
    count += alone || !inside;
    inside = !alone;
    at += length;
  }
  return count;
}

std::vector<std::size_t> sentence_ends(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 1;
    const char32_t c = decode(text, at, length);
    at += length;
    const bool wide = c == 0x3002 || c == 0xFF01 || c == 0xFF1F;
    if (!wide && c != '.' && c != '!' && c != '?' && c != 0x2026 && c != '\n') continue;
    std::size_t end = at;
    while (end < text.size() && is_closing(decode(text, end, length))) end += length;
    if (!wide && c != '\n' && end < text.size() && space_length(text, end) == 0) continue;
    at = end;
    if (end < text.size()) ends.push_back(end);
  }
  ends.push_back(text.size());
  return ends;
}

std::string anchor_of(std::string_view heading) {
  std::string out;
  for (const char c : heading) {
    if (is_ascii_word(c) || static_cast<unsigned char>(c) >= 0x80 || c == '_') {
      out += c;
    } else if (c == '\'') {
      continue;  // "the writer's room" is the-writers-room
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return ascii_lower(out);
}

std::string escaped_name(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = character_length(bytes, at);
    const unsigned first = byte_at(bytes, at);
    const bool control = first < 0x20 || first == 0x7F ||
                         (length == 2 && first == 0xC2 && byte_at(bytes, at + 1) < 0xA0);
    if (length == 0 || control || first == '%') {
      for (std::size_t i = 0; i < std::max<std::size_t>(length, 1); ++i) {
        append_percent(out, bytes[at + i]);
      }
    } else {
      out.append(bytes.substr(at, length));
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_ascii_word(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      out += c;
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

}  // namespace coldopen
