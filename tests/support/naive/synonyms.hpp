// Words that mean the same, for the oracle: what stands for the words of a query. Only the table of
// rules is the engine's.
#pragma once

#include <cstddef>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"

namespace coldopen::naive {

// Another side of a rule, beside the words [begin, end) of a query.
struct Synonym {
  std::size_t begin = 0, end = 0;
  Strings side;  // its exact words
  bool names_only = false;
};

class Synonyms {
 public:
  explicit Synonyms(const Analyzer& analyzer);

  // From the left, at each word the longest side of any rule that stands there; of all rules that
  // have it the other sides, in order; then the words behind it.
  std::vector<Synonym> in(const Strings& words) const;

 private:
  struct Rule {
    std::vector<Strings> from, to;
    bool names_only = false;
  };
  std::vector<Rule> rules_;
};

}  // namespace coldopen::naive
