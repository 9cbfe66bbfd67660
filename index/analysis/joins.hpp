// Joined tokens: other writings of one word or of several neighbouring ones.
//
// Spider-Man is also spiderman, B.J. also bj, C++ also c++, rock 'n' roll also rock and roll. A
// group is a chain of words with the same kind of sign between each two and nothing else; its
// joined token begins at its first word and covers all of them:
//
//   hyphen       Spider-Man, 9-1-1       2..4 parts, every run of them (numbers: 9-1-1 only whole)
//   joiner       R&B, WALL·E, Re:Zero, Dinner_Party                  as hyphen; not two numbers
//   slash        AC/DC                   both 1-3 capitals
//   inside_sign  P!nk, Ke$ha             ! reads i, $ reads s, between letters
//   digit_sign   Alien³, H₂O             a raised or lowered digit at a word
//   star         M*A*S*H                 single letters, whole
//   initials     B.J.  b. j.  B J        single letters, at most 12; apart by spaces only capitals,
//                                        and no pair with I or A
//   tag_whole    #TheOffice              its words are cut at capitals
//   host         wuphf.com, a@b.com      whole, as written
//   and_between  rock'n'roll             whole
// and of one word: word_sign (c++, disney+, c#), and_letter (n -> and), in names number_word
// (nine -> 9, II -> 2, Nine-Nine -> 99).
//
// Input    a text and its words (any way they were found); runs of unspaced scripts are one part.
// Cost     linear; two ordinary neighbours (a space between) are two comparisons.
// Threads  a Joiner serves one thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "index/analysis/beside.hpp"
#include "index/analysis/languages.hpp"
#include "index/analysis/token.hpp"
#include "index/analysis/word_list.hpp"

namespace coldopen {

class Joiner {
 public:
  explicit Joiner(const FoldRules& rules) : rules_(rules) {}

  // Appends the joined tokens of the text to `out`.
  void find(std::string_view text, TextKind kind, const WordList& words, Beside& out);

 private:
  FoldRules rules_;
  std::string term_;  // the one being put together
};

// Every table of joining as bytes, for the fingerprint.
std::string join_tables();

}  // namespace coldopen
