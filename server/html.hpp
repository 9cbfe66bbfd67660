// HTML that cannot carry raw text: everything from outside goes through one escape.
//
// `Markup` is made from string literals only (its constructor runs in the compiler), so a page can
// be put together from our own words, from escaped `Text`, from `Number` and from `Marked` text.
// Whatever else is streamed into an `Html` does not compile.
// Output   & < > " ' are written as references, so Text is safe between tags and inside quoted
//          attributes; control characters other than tab and line feed are left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "query/request.hpp"

namespace coldopen {

class Markup {  // words of ours, known when the program is compiled
 public:
  consteval Markup(const char* text) : text_(text) {}
  constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

struct Text {  // anything: is escaped
  std::string_view value;
};

struct Marked {  // escaped, its marks as <mark>
  const MarkedText& value;
};

struct Number {  // with thin groups: 12,340
  std::uint64_t value = 0;
};

class Html {
 public:
  Html& operator<<(Markup markup);
  Html& operator<<(Text text);
  Html& operator<<(const Marked& marked);
  Html& operator<<(Number number);
  Html& operator<<(const Html& html);
  bool empty() const noexcept { return bytes_.empty(); }
  const std::string& bytes() const& noexcept { return bytes_; }
  std::string bytes() && noexcept { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// The address of a link from data: http, https or a path on this server; anything else
// (javascript:, data:, //host, \host) gives an empty string.
std::string_view safe_link(std::string_view url) noexcept;

// For one part of an address (RFC 3986): all but letters, digits and -._~ as %XX.
std::string percent_encode(std::string_view part);

// 12,340
std::string grouped(std::uint64_t number);

}  // namespace coldopen
