// The oracle: what a search must answer, found by reading every article.
//
// No index, no segment, no scorer, no matcher: articles, the analyzer and the formula in doubles,
// as its words say. On random indexes and queries the engine must give the same ids, order, scores,
// totals and facets (tests/query/oracle_test.cpp). Only the parsed tree of a query is shared.
//
// Formula   score = float(sum over the parts of the elements, in query order, of w * F / (F + K))
//           K     = k1 * (1 - b + b * length / average length)     (k1 alone in field elements)
//           idf   = ln(1 + (N - n + 0.5) / (n + 0.5))
//   word      class: idf(class) * (k1 + 1), F = the sum over all words with the stem;
//             exact: scoring.exact * idf(word) * (k1 + 1), F of the word as typed
//   phrase    (sum of its words' idf) * (k1 + 1), F = the sum over its starts of their fields'
//   weights prefix    idf(union) * (k1 + 1), F = the sum over the words (the 128 most frequent)
//   field     (sum of its words' idf in that field) * (k1 + 1), F = occurrences or starts there
//
// Match     any, all: of the elements. automatic: all that are no stop words; if those are too few,
//           also articles with enough of the idf, where phrases that occur nowhere count as their
//           words. Operators decide themselves.
// Class     of automatic, times M = ceil((1 + exact) (k1 + 1) (sum of idf) 1.3 + w_prior): 7 where
//           the title's key is the query's (of one quoted phrase: that of its words), 5 where an
//           alias's is, neither for kinds line, quote, stage, scene; else 1 for all words of a
//           short query that are no stop words; else 0.
// Cost      O(all words) a query; for thousands of articles, not more.
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

// The length a document is scored with: exact to 39; above, 24 and the four highest bits of the
// rest (Lucene's SmallFloat.intToByte4).
std::uint32_t stored_length(std::uint32_t folded_length);

class NaiveSearch {
 public:
  // `articles` are the living ones. The analyzer must outlive this.
  NaiveSearch(std::vector<Article> articles, const Analyzer& analyzer, const Scoring& scoring,
              const FieldWeights& weights, const AttributeTypes& types);
  ~NaiveSearch();

  NaiveAnswer search(const SearchRequest& request) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldopen
