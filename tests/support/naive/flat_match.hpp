// Who matches a query without operators, in the oracle, and in which class.
//
// Match     any, all: of the elements. automatic: all that are no stop words, and who is named (3
// to
//           7); if those are too few, also articles with enough of the idf, where phrases that
//           occur nowhere count as their words.
// Class     of automatic: by name (naive/names.hpp); else 1 for all words of a short query that are
//           no stop words; else 0.
// Alike     of 2 to 64 of class 7 and more those in a nearer language come first (PageLanguage), of
//           one language the characters.
#pragma once

#include <functional>
#include <map>

#include "query/query_tree.hpp"
#include "query/request.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/names.hpp"
#include "tests/support/naive/reading.hpp"

namespace coldopen::naive {

struct Found {
  std::map<std::size_t, int> classes;  // by document
  bool apart = false;                  // the second step was needed
};

class FlatMatch {
 public:
  // `apart` reads the same query with the phrases that occur nowhere taken apart.
  FlatMatch(const Corpus& corpus, const SearchRequest& request, const Query& tree,
            const Reading& whole, const Reading& apart);

  // All that `match` lets in and `passes` lets through.
  Found run(const std::function<bool(std::size_t)>& passes) const;

  // Of a class of a document; each is worth more than any text scored with the elements of
  // `reading`. 0: the query has no classes.
  double points(std::size_t document, int of, const Reading& reading) const;

 private:
  bool has_classes() const;
  void find_steps();
  int step_of(const Article& article) const;
  double height(const Reading& reading) const;
  bool holds(std::size_t document) const;
  bool nearly(std::size_t document) const;

  const Corpus& corpus_;
  const SearchRequest& request_;
  const Reading& whole_;
  const Reading& apart_;
  Names names_;
  std::map<std::size_t, int> steps_;  // by document; none: they do not differ
};

}  // namespace coldopen::naive
