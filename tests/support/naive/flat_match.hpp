// Who matches a query without operators, in the oracle, and with what score.
//
// Match     any, all: of the elements. automatic: all that are no stop words; if those are too few,
//           also articles with enough of the idf, where phrases that occur nowhere count as their
//           words.
// Class     of automatic, times M = ceil((1 + exact) (k1 + 1) (sum of idf) 1.3 + w_prior): 7 where
//           the title's key is the query's (of one quoted phrase: that of its words), 5 where an
//           alias's is, neither for kinds line, quote, stage, scene; else 1 for all words of a
//           short query that are no stop words; else 0.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "query/query_tree.hpp"
#include "query/request.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/reading.hpp"

namespace coldopen::naive {

class FlatMatch {
 public:
  // `apart` reads the same query with the phrases that occur nowhere taken apart.
  FlatMatch(const Corpus& corpus, const SearchRequest& request, const Query& tree,
            const Reading& whole, const Reading& apart);

  // Document -> score of all that `match` lets in and `passes` lets through.
  std::map<std::size_t, double> run(const std::function<bool(std::size_t)>& passes) const;

 private:
  double class_points(std::size_t document, double least) const;
  double height() const;
  bool holds(std::size_t document) const;
  bool nearly(const Reading& reading, std::size_t document) const;

  const Corpus& corpus_;
  const SearchRequest& request_;
  const Reading& whole_;
  const Reading& apart_;
  std::string name_;  // the key of what was typed
};

}  // namespace coldopen::naive
