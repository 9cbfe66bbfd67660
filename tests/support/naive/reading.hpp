// A query read against the articles of the oracle: its elements in order, who matches its tree, and
// the score of its words.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "query/query_tree.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/elements.hpp"
#include "tests/support/naive/runs.hpp"

namespace coldopen::naive {

// One leaf of the tree: the places of its elements in the query's list. None: it says nothing. Of
// words typed side by side the first leaf holds the elements of all.
using Leaf = std::vector<std::size_t>;

// Two words typed one after the other, by their elements.
struct Neighbours {
  std::size_t first = 0, second = 0;
  std::uint32_t distance = 1;
};

class Reading {
 public:
  // `kind`: how the query's words are analysed. `apart`: phrases that occur nowhere become words.
  Reading(const Corpus& corpus, Elements& elements, const Query& tree, TextKind kind, bool apart);

  TextKind kind() const { return kind_; }
  const std::vector<Element>& elements() const { return elements_; }
  const std::vector<const Condition*>& filters() const { return filters_; }
  const std::vector<Run>& runs() const { return runs_; }
  const std::vector<Leaf>& elements_of_runs() const { return elements_of_runs_; }  // by word
  const std::vector<Neighbours>& neighbours() const { return neighbours_; }        // in query order
  bool scores() const { return !scored_.empty(); }

  double idf(std::size_t place) const { return elements_[place].idf * times_[place]; }
  double idf_sum() const;
  // float(sum over the parts of the elements, in query order, of w * F / (F + K))
  double text_score(std::size_t document) const;

  // idf of the speaker's name (k1 + 1), times the share of the rest that they say there.
  double speech(std::size_t document) const;

  // More than words, nearness and speech give any document.
  double points_max() const;

  // Does the tree match by its own operators? None: it says nothing.
  std::optional<bool> matches(const Query& query, std::size_t document) const;

 private:
  void collect(const Query& query, bool positive);
  void collect_group(const Group& group, bool positive);
  void collect_run(const Query& first, const std::string& text, bool positive);
  Leaf elements_of(const Query& leaf);
  PhraseTerms terms_of(std::string_view text) const;
  std::size_t add(Element element);
  void add_words(const PhraseTerms& terms, Leaf& leaf);
  void set_leaf(const Query& query, Leaf leaf, bool positive);
  void add_neighbours(const Run& run, const Leaf& leaf);

  double speech_max() const;

  const Corpus& corpus_;
  Elements& maker_;
  TextKind kind_;
  bool apart_;
  bool one_run_ = false;             // nothing but one run, and filters
  std::vector<Element> elements_;    // each once, in the order of first places
  std::vector<double> times_;        // typed without a minus; 0: never scores
  std::vector<std::size_t> scored_;  // elements by their first place without a minus
  std::vector<const Condition*> filters_;
  std::vector<Run> runs_;
  std::vector<Leaf> elements_of_runs_;
  std::vector<Neighbours> neighbours_;
  Strings speaker_;  // exact words of the name; none: nobody is asked to say the rest
  std::map<const Query*, Leaf> leaves_;
};

}  // namespace coldopen::naive
