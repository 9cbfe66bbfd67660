// Whether two lists of words are equal: terms, places, rules and forms.
#pragma once

#include <algorithm>

#include "index/analysis/word_list.hpp"

namespace coldopen {

inline bool same(const WordList& one, const WordList& other) {
  const auto same_words = [&](const WordList::Word& a, const WordList::Word& b) {
    return a.begin == b.begin && a.end == b.end && a.rule == b.rule && one.term(a) == other.term(b);
  };
  const auto same_forms = [&](const WordList::Form& a, const WordList::Form& b) {
    return a.word == b.word && a.lane == b.lane && a.rule == b.rule && one.term(a) == other.term(b);
  };
  return std::ranges::equal(one.words(), other.words(), same_words) &&
         std::ranges::equal(one.forms(), other.forms(), same_forms);
}

}  // namespace coldopen
