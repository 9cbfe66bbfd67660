// Lines of dialogue in texts and queries, as scripts write them: `Dwight: identity theft`.
//
// A label is up to four words that begin like names, and more in brackets ("Prison Mike", "Jim as
// Dwight", "Dr. Cox (on the phone)"), a colon and a space, at the start of a text, of a line or of
// a sentence.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "query/query_tree.hpp"

namespace coldopen {

struct SpeakerLabel {  // bytes, the colon included
  std::size_t begin = 0, end = 0;
};

// Of who speaks at byte `at`: the last label of that text that ends there or before. O(bytes).
std::optional<SpeakerLabel> speaker_at(std::string_view text, std::size_t at);

// Who is meant to say the rest of a query: the plain words of `dwight: identity theft` before the
// first colon that ends one of them, three at most; filters may stand before them. Empty where
// nobody is, or where nothing follows.
std::string asked_speaker(const Query& query);

}  // namespace coldopen
