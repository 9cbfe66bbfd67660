// The hash of rows and of the chain: XXH3-64 of the text, seeded with that of the numbers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "index/io/checksum.hpp"

namespace coldopen {

inline std::uint64_t row_hash(std::initializer_list<std::uint64_t> numbers, std::string_view text) {
  const std::string_view bytes(reinterpret_cast<const char*>(numbers.begin()),
                               numbers.size() * sizeof(std::uint64_t));
  return hash64(text, hash64(bytes));
}

}  // namespace coldopen
