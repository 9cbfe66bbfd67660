// Words side by side in a place, for the oracle: where they start, and what their starts count.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/naive/corpus.hpp"

namespace coldopen::naive {

struct PhraseTerm {
  std::string term;
  std::uint32_t position = 0;  // in the query
};
using PhraseTerms = std::vector<PhraseTerm>;
PhraseTerms side_by_side(const Strings& terms);

enum class Spelling : std::uint8_t {
  as_typed,    // exact words at the query's distances
  any_joined,  // by spans: spiderman returns = Spider-Man returns
};

// Starts of the phrase in one place. By spans: word i at q is the exact word (the next one stands
// the query's distance further), its joined form over L words (L further), or two to four words of
// the query in one (1 further).
std::uint32_t starts_in(const Place& place, const PhraseTerms& terms, Spelling spelling);

// By document: starts, each worth its field's weight; of the aliases the best counts.
List phrase_list(const Corpus& corpus, const PhraseTerms& terms, Spelling spelling);

}  // namespace coldopen::naive
