// The leaves of a query against one snapshot: elements with their lists, weights and idf, and the
// tree over them.
//
//   element     parts (weight w, count F)                                     K
//   word        stem     idf(n) (k1+1)                     class + writings     by length
//               exact    scoring.exact idf(n) (k1+1)       word + writings      by length
//               written  scoring.written idf(n) (k1+1)     word as typed        by length
//   phrase      sum of idf(n of each word) (k1+1)   starts, weighed by field    by length
//               (one word: as the exact list has it, with idf(n) (k1+1))
//   prefix      idf(n of the union) (k1+1)          counts of its words added   by length
//   in field    idf(n there) (k1+1); phrases: the sum of their words' idf       k1
//
// n counts living documents of the whole snapshot that are in the part's list. Writings are the
// other spellings, codes and synonyms of query/writings.hpp, each count times its factor; synonyms
// count in `stem` alone. `written`: where the word was typed with marks, its list with these marks;
// where without, and it is no stop word and somebody writes it with marks, the documents that never
// do. An element typed twice stands once, at its first place, and its weight and idf count twice; a
// stop word's once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/merged_list.hpp"
#include "query/phrases.hpp"
#include "query/request.hpp"
#include "query/runs.hpp"
#include "query/writings.hpp"

namespace coldopen {

enum class ElementForm : std::uint8_t { word, phrase, prefix, field_word, field_phrase };

struct ElementPart {
  std::string form;                 // "stem", "exact", "written", "phrase", "prefix", "field"
  double idf = 0;                   // of one typing
  double weight = 0;                // w, of all typings
  bool length_counts = true;        // false: K = k1
  std::vector<ElementList> lists;   // by segment
  std::vector<ElementList> except;  // by segment: documents that do not count; empty: none
};

struct Element {
  ElementForm form = ElementForm::word;
  std::string field;                // of field forms
  std::string text;                 // the term, or the phrase's terms with spaces
  std::vector<PhraseWord> words;    // of phrases; one of a (field) word
  std::vector<std::string> terms;   // of a prefix: the words it stands for
  std::string written;              // of a word: with the marks it was typed with, if any
  std::string decorated;            // of a word: with its sign (c++), which then takes its place
  std::vector<Writing> writings;    // of a word
  std::optional<std::size_t> unit;  // of a word: in ResolvedQuery::units
  bool informative = true;
  std::uint32_t times = 0;         // typed without a minus; 0: never scores
  double idf = 0;                  // of one typing: that of the first part
  std::uint64_t holders = 0;       // living documents that hold it
  std::vector<ElementPart> parts;  // the lists of the first tell where the element occurs

  // What it counts for a query: typed twice, twice (but a stop word).
  double total_idf() const noexcept { return idf * times; }
  bool is_phrase() const noexcept {
    return form == ElementForm::phrase || form == ElementForm::field_phrase;
  }
  // The single words that also stand for it in a name (exact or joined terms): joined words and
  // forms, synonyms in names.
  Strings also() const;
  // The words that it is made of, if somebody writes them apart.
  Strings apart() const;
};

// The tree over elements. A node without children and of kind all_of holds for every document.
struct MatchNode {
  enum class Kind : std::uint8_t { element, filter, all_of, any_of, none_of } kind = Kind::all_of;
  std::size_t index = 0;  // of the element, of the filter
  std::vector<MatchNode> children;
};

// Elements whose words match together.
struct ElementUnit {
  Unit is;
  std::vector<ElementList> lists;  // by segment: where it is, in any spelling
};

// Words that stand side by side in the query.
struct WordPair {
  std::size_t first = 0, second = 0;  // elements
  std::uint32_t distance = 1;         // words from the first to the second
};

// A code that was typed (S04E13, in any spelling).
struct TypedCode {
  RunToken token;
  std::vector<std::size_t> elements;  // those it covers
};

struct ResolvedQuery {
  bool flat = true;      // no operator: `match` decides
  bool as_name = false;  // no words were found in it: it was read as a name
  std::vector<Element> elements;
  std::vector<ElementUnit> units;
  std::vector<std::size_t> scored;  // elements by their first place without a minus
  std::vector<WordPair> pairs;      // of words without a minus, each once
  std::vector<TypedCode> codes;     // without a minus
  Strings speaker;                  // exact words: who is asked to say the rest (dwight: ...)
  std::vector<Condition> filters;   // those of the text; of a flat query all must hold
  MatchNode root;                   // of a tree with operators
  std::vector<Note> notes;

  bool empty() const noexcept { return elements.empty() && filters.empty(); }
  // Whether it is a word of the speaker's name; and the idf of that name: of its words, each once,
  // as it is typed there (`michael scott: scott's tots` has the idf of michael and of scott).
  bool is_speaker(const Element& element) const noexcept;
  double speaker_idf() const noexcept;
  // Where an element matches, in a segment.
  const ElementList& matching(const Element& element, std::size_t segment) const {
    return element.unit ? units[*element.unit].lists[segment] : element.parts[0].lists[segment];
  }
};

}  // namespace coldopen
