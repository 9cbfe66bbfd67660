// The elements of a query for the oracle: what a word, a phrase, the start of a word or a word in a
// field counts in every article, and with what weight.
//
//   word      stem:    idf(holders of F) * (k1 + 1), F = its class + factor * each writing of it
//             exact:   scoring.exact * idf(holders of F) * (k1 + 1), F = the word as typed + the
//                      same writings but synonyms
//             written: scoring.written * idf(list) * (k1 + 1), F = the word with its marks, where
//                      it was typed with them
//             A word of a unit (Spider-Man) matches where the unit does.
//   phrase    (sum of its words' idf) * (k1 + 1), F = its starts by spans, weighed by field
//   prefix    idf(union) * (k1 + 1), F = the sum over the words (the 128 most frequent)
//   field     (sum of its words' idf in that field) * (k1 + 1), F = occurrences or starts there
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/phrases.hpp"
#include "tests/support/naive/runs.hpp"

namespace coldopen::naive {

struct Part {
  double weight = 0;
  List counts;  // F
  bool length_counts = true;
};

// One way to write an element in a text. Where any of them stands, there it stands.
struct Shape {
  enum class Kind : std::uint8_t { word, of_class, joined, code, phrase } kind = Kind::word;
  PhraseTerms terms;  // several: of a phrase
  Spelling spelling = Spelling::as_typed;
};

bool stands_in(const Corpus& corpus, const Place& place, const Shape& shape);

enum class ElementForm : std::uint8_t { word, phrase, prefix, field };

struct Element {
  ElementForm form = ElementForm::word;
  std::string key;    // equal for elements that are the same
  std::string field;  // of form field
  Strings terms;      // its words, of a prefix those that start so
  std::string typed;  // of a word
  Strings others;     // of a word: other writings of it, and synonyms in names
  Strings apart;      // of a word: the words it is made of
  std::vector<Shape> shapes;
  std::vector<Part> parts;
  double idf = 0;
  bool stop_word = false;     // or a picture that nobody has: it tells nothing beside others
  std::vector<bool> of_unit;  // where its unit matches; empty: it is of none
  bool matches(std::size_t document) const {
    return of_unit.empty() ? parts[0].counts[document] > 0 : of_unit[document];
  }
};

class Elements {
 public:
  explicit Elements(const Corpus& corpus) : corpus_(corpus) {}

  // Made once for a word and its writings, and kept.
  const Element& word(const Run& run, std::size_t index);
  Element prefix(const std::string& start) const;
  Element phrase(const PhraseTerms& terms) const;
  Element in_field(const std::string& name, const PhraseTerms& terms, bool as_phrase) const;

 private:
  Element made_of(const Run& run, std::size_t index, std::string key) const;
  Part part(double share, List counts) const;

  const Corpus& corpus_;
  std::map<std::string, Element> words_;
};

}  // namespace coldopen::naive
