// The words of an index that may be meant by a mistyped one, the likeliest first.
//
//   score = typing_cost - kFrequency * ln(cf + 1)
//   cf    = occurrences as folded + kNameOccurrences * documents that have it in a title or alias
//
// Cost      a walk over each dictionary (index/segment/near_terms) and a few look-ups a word found.
// Threads   any number.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/segment/dictionary.hpp"

namespace coldopen {

inline constexpr double kFrequency = .06;
inline constexpr std::uint64_t kNameOccurrences = 20;

struct NearWord {
  std::string term;
  double cost = 0;
  double score = 0;  // the lower the better
};

// Of an exact term, in all dictionaries together; the dead count.
std::uint64_t occurrences(std::span<const Dictionary* const> dictionaries, std::string_view term);
double frequency_points(std::uint64_t occurrences) noexcept;  // kFrequency * ln(cf + 1)

// `names`: those of titles and aliases alone, which are few.
enum class WordsOf : std::uint8_t { texts, names };

// By score, then by bytes; none where `typed` (an exact term) cannot be mistyped. Never `typed`.
// Words of dead documents alone are among them.
std::vector<NearWord> near_words(std::span<const Dictionary* const> dictionaries,
                                 std::string_view typed, WordsOf of = WordsOf::texts);

}  // namespace coldopen
