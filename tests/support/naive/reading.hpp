// A query read against the articles of the oracle: its elements in order, and who matches its tree.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "query/query_tree.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/elements.hpp"

namespace coldopen::naive {

// One leaf of the tree: the places of its elements in the query's list. None: it says nothing.
using Leaf = std::vector<std::size_t>;

class Reading {
 public:
  // `kind`: how the query's words are analysed. `apart`: phrases that occur nowhere become words.
  Reading(const Corpus& corpus, Elements& elements, const Query& tree, TextKind kind, bool apart);

  const std::vector<Element>& elements() const { return elements_; }
  const std::vector<const Condition*>& filters() const { return filters_; }

  double idf(std::size_t place) const { return elements_[place].idf * times_[place]; }
  double idf_sum() const;
  // float(sum over the parts of the elements, in query order, of w * F / (F + K))
  double text_score(std::size_t document) const;

  // Does the tree match by its own operators? None: it says nothing.
  std::optional<bool> matches(const Query& query, std::size_t document) const;

 private:
  void collect(const Query& query, bool positive);
  Leaf elements_of(const Query& leaf);
  std::size_t add(Element element);
  Leaf add_words(const Strings& terms);

  const Corpus& corpus_;
  Elements& maker_;
  TextKind kind_;
  bool apart_;
  std::vector<Element> elements_;    // each once, in the order of first places
  std::vector<double> times_;        // typed without a minus; 0: never scores
  std::vector<std::size_t> scored_;  // elements by their first place without a minus
  std::vector<const Condition*> filters_;
  std::map<const Query*, Leaf> leaves_;
};

}  // namespace coldopen::naive
