// The oracle: what a search must answer, found by reading every article.
//
// No index, no segment, no scorer, no matcher: articles, the analyzer and the formula in doubles,
// as its words say. On random indexes and queries the engine must give the same ids, order, scores,
// totals and facets (tests/query/oracle_test.cpp). Only the parsed tree of a query is shared.
//
//   naive/corpus      articles, their places, counts and lengths
//   naive/phrases     words side by side
//   naive/synonyms    words that mean the same
//   naive/runs        the query's words, what is one word, other writings
//   naive/elements    what a word, phrase, prefix or word in a field counts in each article
//   naive/speech      who is asked to say the rest, and how much of it they say
//   naive/reading     a query's elements in order; who matches its operators; the text score
//   naive/names       whose page is named
//   naive/flat_match  who matches without operators; classes
//   naive/ranking     proximity and prior
//
// Cost  O(all words) a query; for thousands of articles, not more.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/fields.hpp"
#include "index/scoring.hpp"
#include "index/segment/inverter.hpp"
#include "query/request.hpp"

namespace coldopen {

struct NaiveHit {
  std::string id;
  double score = 0;
  bool operator==(const NaiveHit&) const = default;
};

struct NaiveAnswer {
  std::vector<NaiveHit> hits;  // all matches, the best first
  std::map<std::string, std::map<std::string, std::uint64_t>>
      facets;  // attribute, value (dates: year), articles
};

class NaiveSearch {
 public:
  // `articles` are the living ones. The analyzer must outlive this.
  NaiveSearch(std::vector<Article> articles, const Analyzer& analyzer, const Scoring& scoring,
              const FieldWeights& weights, const AttributeTypes& types,
              const AttributeWeights& attribute_weights = {});
  ~NaiveSearch();

  NaiveAnswer search(const SearchRequest& request) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldopen
