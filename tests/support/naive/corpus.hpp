// The articles of the oracle: read into places of words, and counted.
//
// Places    title, aliases, attributes, headings and texts, each by itself; a word's position is
//           its number in its place.
// Count     folded over the places as BM25F asks: weight * occurrences, of the aliases only the
//           best single one. Length: the same sum over all words, as a segment would keep it.
// Cost      a list is made by looking at every article.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/fields.hpp"
#include "index/scoring.hpp"
#include "index/segment/inverter.hpp"
#include "query/request.hpp"

namespace coldopen::naive {

// The length a document is scored with: exact to 39; above, 24 and the four highest bits of the
// rest (Lucene's SmallFloat.intToByte4).
std::uint32_t stored_length(std::uint32_t folded_length);

// By document: how much it counts there; 0: it is not there.
using List = std::vector<double>;
std::size_t holders(const List& list);

// One field value: the words of a title, an alias, an attribute's value, a heading or a text.
struct Place {
  Field field = Field::body;
  std::string name;  // title, alias, heading, body, or the attribute's
  Strings words;
};

using Counts = std::unordered_map<std::string, std::uint32_t>;
std::uint32_t count_in(const Counts& counts, const std::string& word);

struct Document {
  Article article;
  std::vector<Place> places;
  Counts words;   // folded counts
  Counts stems;   // the same, summed over all words with the stem
  Counts fields;  // name + separator + word -> occurrences
  double length = 0;
};

// Counts of places folded into one.
class FoldedCount {
 public:
  explicit FoldedCount(const FieldWeights& weights) : weights_(weights) {}
  void add(Field field, std::uint32_t count);  // all occurrences of one place
  std::uint32_t value() const { return others_ + weights_.aliases * best_alias_; }

 private:
  const FieldWeights& weights_;
  std::uint32_t others_ = 0, best_alias_ = 0;
};

class Corpus {
 public:
  Corpus(std::vector<Article> articles, const Analyzer& analyzer, const Scoring& scoring,
         const FieldWeights& weights, const AttributeTypes& types);

  const Analyzer& analyzer;
  const Scoring scoring;
  const FieldWeights weights;
  const AttributeTypes types;
  std::vector<Document> documents;
  double average_length = 1;

  Strings words_of(std::string_view text, TextKind kind) const;
  List list(const std::function<double(const Document&)>& count) const;

  // ln(1 + (N - n + 0.5) / (n + 0.5))
  double idf(std::size_t holders) const;
  // k1 * (1 - b + b * length / average length); without length k1 alone.
  double k(std::size_t document, bool length_counts = true) const;
  bool passes(const Condition& condition, std::size_t document) const;

 private:
  void read(Article article);
};

}  // namespace coldopen::naive
