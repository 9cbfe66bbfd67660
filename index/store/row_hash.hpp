// The hash of rows and of the chain: XXH3-64 of the text, seeded with that of the numbers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <xxhash.h>

namespace coldopen {

inline std::uint64_t row_hash(std::initializer_list<std::uint64_t> numbers, std::string_view text) {
  const std::uint64_t seed = XXH3_64bits(numbers.begin(), numbers.size() * sizeof(std::uint64_t));
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

}  // namespace coldopen
