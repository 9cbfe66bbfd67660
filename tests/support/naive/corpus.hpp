// The articles of the oracle: read into places of words, and counted.
//
// Places    title, aliases, attributes, headings and texts, each by itself; a word's position is
//           its number in its place.
// Lists     of the lanes (exact, joined, written, code) and of stems: counts folded over the places
//           as BM25F asks: weight * occurrences, of the aliases only the best single one; a stem
//           has the sum of its words. Of a field: occurrences of exact and joined words there.
// Length    exact words of all places, of the aliases only the longest, as a segment keeps it.
// Cost      a list is made by looking at every article once, and kept.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/fields.hpp"
#include "index/scoring.hpp"
#include "index/segment/inverter.hpp"
#include "query/request.hpp"
#include "tests/support/naive/synonyms.hpp"

namespace coldopen::naive {

// The length a document is scored with: exact to 39; above, 24 and the four highest bits of the
// rest (Lucene's SmallFloat.intToByte4).
std::uint32_t stored_length(std::uint32_t words);

// By document: how much it counts there; 0: it is not there.
using List = std::vector<double>;
std::size_t holders(const List& list);

// Another writing of some words: spiderman, over two positions.
struct Joined {
  std::string term;
  std::uint32_t position = 0;
  std::uint32_t length = 1;
};

// One field value: the words of a title, an alias, an attribute's value, a heading or a text.
struct Place {
  Field field = Field::body;
  std::string name;      // title, alias, heading, body, or the attribute's
  Strings words;         // by position
  std::string language;  // in which they are stemmed
  std::uint32_t weight = 1;
  std::map<std::string, std::vector<std::int64_t>> of_word, of_stem;  // positions
  std::vector<Joined> joined;
  Strings codes;  // s04e13, in whatever spelling
};

struct Document {
  Article article;
  std::string language;  // in which its words are stemmed
  std::vector<Place> places;
  std::map<std::pair<Space, std::string>, std::uint32_t> counts;
  double length = 0;
  NameKeys title;
  std::vector<NameKeys> aliases;
  Strings links;  // keys of titles it links to
  std::uint32_t count(Space space, const std::string& term) const;
};

// Counts of places folded into one.
class FoldedCount {
 public:
  explicit FoldedCount(const FieldWeights& weights) : weights_(weights) {}
  void add(const Place& place, std::uint32_t count);  // all its occurrences in it
  std::uint32_t value() const { return others_ + weights_.aliases * best_alias_; }

 private:
  const FieldWeights& weights_;
  std::uint32_t others_ = 0, best_alias_ = 0;
};

class Corpus {
 public:
  Corpus(std::vector<Article> articles, const Analyzer& analyzer, const Scoring& scoring,
         const FieldWeights& weights, const AttributeTypes& types,
         AttributeWeights attribute_weights = {});

  const Analyzer& analyzer;
  const Scoring scoring;
  const FieldWeights weights;
  const AttributeWeights attribute_weights;
  const AttributeTypes types;
  const Synonyms synonyms;
  std::vector<Document> documents;
  double average_length = 1;

  const List& list(Space space, const std::string& term) const;
  // All words of its stem, in the language of each article; without stems the word alone.
  const List& class_of(const std::string& term) const;
  List in_names(const std::string& term) const;  // occurrences in titles and aliases
  bool same_class(const std::string& a, const std::string& b, const std::string& language) const;
  // Does a living article of the language hold the word?
  bool lives(const std::string& term, const std::string& language) const;
  Strings terms(Space space, const std::string& start) const;  // that begin so, in order
  // Living articles that hold the word.
  std::size_t df(Space space, const std::string& term) const;

  // ln(1 + (N - n + 0.5) / (n + 0.5))
  double idf(std::size_t holders) const;
  double idf(const List& list) const { return idf(holders(list)); }
  // k1 * (1 - b + b * length / average length); without length k1 alone.
  double k(std::size_t document, bool length_counts = true) const;
  bool passes(const Condition& condition, std::size_t document) const;

 private:
  void read(Article article);
  Place place_of(Field field, const std::string& name, std::string_view text, Document& document,
                 std::map<std::pair<Space, std::string>, FoldedCount>& folded) const;

  std::map<std::pair<Space, std::string>, std::size_t> df_;
  List nowhere_;
  mutable std::map<std::pair<Space, std::string>, List> lists_;
  mutable std::map<std::string, List> classes_;  // by word
};

// The same for all spellings of a value: its key without the spaces that stand beside a letter.
// Of an attribute, or the language.
std::vector<Value> values_of(const Article& article, const std::string& name);

std::string spelling_key(std::string_view text, const Analyzer& analyzer);

// The keys of an article's kinds.
Strings kinds_of(const Article& article, const Analyzer& analyzer);

}  // namespace coldopen::naive
