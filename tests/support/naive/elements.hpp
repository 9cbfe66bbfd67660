// The elements of a query for the oracle: what a word, a phrase, the start of a word or a word in a
// field counts in every article, and with what weight.
//
//   word      class: idf(class) * (k1 + 1), F = the sum over all words with the stem;
//             exact: scoring.exact * idf(word) * (k1 + 1), F of the word as typed
//   phrase    (sum of its words' idf) * (k1 + 1), F = the sum over its starts of their fields'
//   weights prefix    idf(union) * (k1 + 1), F = the sum over the words (the 128 most frequent)
//   field     (sum of its words' idf in that field) * (k1 + 1), F = occurrences or starts there
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/naive/corpus.hpp"

namespace coldopen::naive {

struct Part {
  double weight = 0;
  List counts;  // F
  bool length_counts = true;
};

struct Element {
  std::string key;  // equal for elements that are the same
  std::vector<Part> parts;
  double idf = 0;
  bool stop_word = false;
  bool matches(std::size_t document) const { return parts[0].counts[document] > 0; }
};

class Elements {
 public:
  explicit Elements(const Corpus& corpus) : corpus_(corpus) {}

  const Element& word(const std::string& term);  // made once, kept
  Element prefix(const std::string& start) const;
  Element phrase(const Strings& terms) const;
  Element in_field(const std::string& name, const Strings& terms) const;

 private:
  double weight(double idf) const { return idf * (corpus_.scoring.k1 + 1); }

  const Corpus& corpus_;
  std::map<std::string, Element> words_;
};

}  // namespace coldopen::naive
