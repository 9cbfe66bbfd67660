// The analysis that all engines of the game share: a word is a run of [0-9A-Za-z] and of bytes that
// are no ASCII, its ASCII letters lower-cased. No stop words, no stems.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace coldopen {

inline constexpr std::array<bool, 256> kInRun = [] {
  std::array<bool, 256> in{};
  for (std::size_t byte = 0; byte < in.size(); ++byte) {
    in[byte] = byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
               (byte >= 'A' && byte <= 'Z');
  }
  return in;
}();

inline void lower_ascii(std::span<char> text) noexcept {  // branch-free: becomes vector code
  for (char& letter : text) {
    const auto from_a = static_cast<std::uint8_t>(letter - 'A');
    letter = static_cast<char>(letter + ((from_a < 26) << 5));
  }
}

// Calls visit(std::string_view) for each word of a text that is lower-cased already.
template <class Visit>
void for_each_run(std::string_view text, Visit&& visit) {
  const auto inside = [text](std::size_t at) {
    return kInRun[static_cast<std::uint8_t>(text[at])];
  };
  for (std::size_t at = 0; at < text.size();) {
    if (!inside(at)) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && inside(at)) ++at;
    visit(text.substr(begin, at - begin));
  }
}

}  // namespace coldopen
