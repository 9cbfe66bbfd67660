// Two frequent words side by side, as a list of their own: what phrases of stop words cost without.
//
// A word is frequent in a segment if at least one document in 32 holds it. Two frequent words that
// follow one another (exact words, positions p and p + 1) may have a list in Space::pair: first +
// '\x1f' + second, counted and folded as a word is, with lengths and without positions. In a
// segment with pairs they have one if they are met often, by chance or in truth: what a phrase pays
// without is to look at the places of both in each document that holds both.
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

// Words that would stand together in one document of 16 if they knew nothing of each other: such a
// pair without a list stands nowhere.
constexpr bool is_met_by_chance(std::uint32_t first_df, std::uint32_t second_df,
                                std::uint32_t documents) noexcept {
  return std::uint64_t{first_df} * second_df / documents * 16 >= documents;
}

// Of two frequent words that stand side by side in `pair_df` documents.
constexpr bool has_pair_list(std::uint32_t first_df, std::uint32_t second_df, std::uint32_t pair_df,
                             std::uint32_t documents) noexcept {
  return std::uint64_t{pair_df} * 256 >= documents ||
         is_met_by_chance(first_df, second_df, documents);
}

inline std::string pair_of(std::string_view first, std::string_view second) {
  std::string pair(first);
  pair += kFieldSeparator;
  pair += second;
  return pair;
}

}  // namespace coldopen
