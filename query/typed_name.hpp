// What was typed so far, read as the beginning of a name and as the beginning of a code.
//
//   pam b      the name "pam b"; joined "pamb"
//   b.j        the names "b j" and, joined, "bj"
//   s04        the season, then its episodes         s04e  4x    all episodes of the season
//   4x1 s04e1  episodes 10 to 19, then episode 1     4x13        the episode
//   413 4.13   doubtful: names that begin so come first
//
// A code is one only as all that was typed. Half codes are read by finishing them, so every
// spelling of a code that the analysis knows has its halves.
// Cost     a few short analyses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/analyzer.hpp"

namespace coldopen {

struct TypedForm {
  std::string text;  // as keys have it: exact terms with a space between
  bool joined = false;
};

struct TypedCodes {
  // In the order in which they are offered: each a code, or all codes that begin so.
  struct Part {
    std::string code;
    bool prefix = false;
  };
  std::vector<Part> parts;
  bool doubtful = false;  // a number that may as well be something else
};

struct TypedName {
  std::vector<TypedForm> forms;  // empty: nothing that could begin a name
  bool word_ended = false;       // a space stands behind the last word
  TypedCodes codes;
};

TypedName read_typed(std::string_view q, const Analyzer& analyzer);

}  // namespace coldopen
