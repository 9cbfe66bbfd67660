// Words that mean the same, for the oracle: the rules, and which of them some typed words meet.
#pragma once

#include <cstddef>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"

namespace coldopen::naive {

struct Synonyms {
  std::vector<Strings> sides;  // each the exact words of one side
  bool names_only = false;     // only in titles and aliases
};

// All rules that have a side equal to the words that begin at `at`, those with the longest such
// side; `length` becomes its length, 0 where no rule has one.
std::vector<const Synonyms*> rules_at(const std::vector<Synonyms>& rules, const Strings& words,
                                      std::size_t at, std::size_t& length);

std::vector<Synonyms> built_in_synonyms(const Analyzer& analyzer);

}  // namespace coldopen::naive
