// Tells at one look that a word is in none of some short lists, as nearly every word is.
//
// Output   false: the word is in no list; true: it may be, look it up.
// Cost     a few operations; 512 bytes, filled by the compiler.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace coldopen {

class WordFilter {
 public:
  constexpr WordFilter() = default;

  constexpr void add(std::string_view word) noexcept {
    const std::size_t bit = bit_of(word);
    bits_[bit / 64] |= std::uint64_t{1} << bit % 64;
  }
  constexpr bool may_hold(std::string_view word) const noexcept {
    const std::size_t bit = bit_of(word);
    return (bits_[bit / 64] >> bit % 64 & 1) != 0;
  }

 private:
  static constexpr std::size_t kBits = 4096;
  static constexpr std::size_t bit_of(std::string_view word) noexcept {
    if (word.empty()) return 0;
    const auto byte = [&](std::size_t at) {
      return std::size_t{static_cast<unsigned char>(word[at])};
    };
    const std::size_t last = word.size() - 1;
    const std::size_t mixed =
        byte(0) * 31 + byte(last / 2) * 1'021 + byte(last) * 131 + byte(last / 3) * 517;
    return (mixed + word.size() * 67) % kBits;
  }
  std::array<std::uint64_t, kBits / 64> bits_{};
};

}  // namespace coldopen
