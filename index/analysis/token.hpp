// A word in its place, as index and query see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/fields.hpp"

namespace coldopen {

struct Token {
  std::string_view term;    // folded; lives in its TokenBuffer
  std::uint32_t begin = 0;  // bytes [begin, end) of the source text, on code point limits
  std::uint32_t end = 0;
  std::uint32_t position = 0;  // counts exact words from 0; never falls
  std::uint8_t length = 1;     // positions covered
  Space lane = Space::exact;
};

// Tokens of one text and the bytes of their terms; reused from text to text without allocating.
class TokenBuffer {
 public:
  void clear() noexcept;
  // Copies the term's bytes. Views handed out before stay valid until clear().
  void add(std::string_view term, std::uint32_t begin, std::uint32_t end, std::uint32_t position,
           std::uint8_t length = 1, Space lane = Space::exact);
  const std::vector<Token>& tokens() const noexcept { return tokens_; }
  // Positions used by the text: the last exact position + 1, or 0.
  std::uint32_t positions() const noexcept;

 private:
  std::vector<Token> tokens_;
  std::vector<std::string> blocks_;  // each reserved once, never grown past its capacity
  std::size_t block_ = 0;
};

}  // namespace coldopen
