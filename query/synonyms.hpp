// Words that mean the same: rules, and where they fit the words of a query.
//
// A rule is a set of sides, each of one or more words, all of which mean the same; or it leads from
// some sides to others. Synonyms are used at query time only, as further writings of the words that
// were typed: no index is made again for a new rule, and none of them leads to another.
// Threads  immutable; any number of readers.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/settings.hpp"

namespace coldopen {

// What stands for words [first, last) of a query.
struct SynonymUse {
  std::size_t first = 0, last = 0;
  Strings side;  // its terms
  bool names_only = false;
};

class Synonyms {
 public:
  // Each side is analysed like text; one without words is no side.
  Synonyms(const Analyzer& analyzer, const std::vector<SynonymRule>& rules);

  // From the left, at each word the longest side that fits, with the other sides of all rules that
  // have it; then the words behind it. O(words).
  std::vector<SynonymUse> find(const Strings& words) const;

 private:
  struct Other {
    Strings side;
    bool names_only = false;
  };
  std::unordered_map<std::string, std::vector<Other>> others_;  // by a side, words with spaces
  std::size_t longest_ = 0;                                     // in words
};

// Those every index has: bts, tv, ep, pic; isn't = is not; in names st, dr, mr, vs, us, uk,
// numbers, hearts.
const std::vector<SynonymRule>& built_in_synonym_rules();
const Synonyms& built_in_synonyms();

}  // namespace coldopen
