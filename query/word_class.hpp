// The class of a word: all words of its stem, in the language in which a segment is stemmed.
//
// Without stems (SearchParts) a class is the word alone. Cost: a stemming and a look-up each.
#pragma once

#include <string>

#include "index/live/snapshot.hpp"

namespace coldopen {

std::string stem_in(const Snapshot& snapshot, const Segment& segment, const std::string& word);
PostingList class_list(const Snapshot& snapshot, const Segment& segment, const std::string& word);
Strings class_words(const Snapshot& snapshot, const Segment& segment, const std::string& word);

}  // namespace coldopen
