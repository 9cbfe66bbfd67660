// Which words a joined spelling is made of: spiderman is spider man, bj is b j.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/deadline.hpp"

namespace coldopen {

// What the index knows of `word` as a joined form (Space::joined), in living documents.
struct JoinedForm {
  bool exists = false;
  bool of_words = false;     // somewhere it stands for two words or more
  bool of_initials = false;  // somewhere each of its letters is a word (B.J.)
};

// O(its postings) where it is neither of words nor of initials.
JoinedForm joined_form(const Snapshot& snapshot, const std::string& word);

// The words of a word that somewhere is written apart: the parts' phrase occurs,
// and either the word is a joined form of words, or nobody has the word and its two parts are
// frequent or not short ("turntables": turn tables).
// Of several splits that with the most documents, then the fewest parts, then the first by bytes.
// A few dozen look-ups, and at most eight phrases.
std::optional<Strings> split(const Snapshot& snapshot, const std::string& word,
                             const JoinedForm& form, Deadline& deadline);

}  // namespace coldopen
