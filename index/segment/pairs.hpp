// Two frequent words side by side, as a list of their own: what phrases of stop words cost without.
//
// A word is frequent in a segment if at least one document in 32 holds it. In a segment with pairs
// every two frequent words that follow one another in some place (exact words, positions p and
// p + 1) have a list in Space::pair: first + '\x1f' + second, counted and folded as a word is, with
// lengths and without positions. So two frequent words without such a list stand side by side
// nowhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "index/fields.hpp"

namespace coldopen {

// Of a word's list in a segment of so many documents, dead ones included in both. Words of fewer
// than 128 documents are read at once wherever they stand.
constexpr bool is_frequent(std::uint32_t df, std::uint32_t documents) noexcept {
  return df >= 128 && std::uint64_t{df} * 32 >= documents;
}

inline std::string pair_of(std::string_view first, std::string_view second) {
  std::string pair(first);
  pair += kFieldSeparator;
  pair += second;
  return pair;
}

}  // namespace coldopen
