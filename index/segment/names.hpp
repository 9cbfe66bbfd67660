// The names of an article: under which terms of the key spaces it is found.
//
//   title_key  Analyzer::keys(title).whole
//   bare_key   .bare of the title
//   alias_key  .whole of each alias, of passages too, and codes of the attribute `codes` (s04e09)
//   tight_key  .tight of title and aliases
//   code_key   s04e13 of season and episode, e1071 of an episode without a season, s04 of a
//              season's page; production codes
//   link       the key of each title in `links`, but for its own
//
// A key that stands in title_key, bare_key or alias_key of the article is not written again as a
// tight one: who looks for these looks there, too. Records of kind line, quote, stage and
// scene are parts of a page and have no names, only links.
#pragma once

#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// Sorted, each once.
std::vector<Term> names_of(const Article& article, const Analyzer& analyzer);

}  // namespace coldopen
