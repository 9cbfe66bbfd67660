// The leaves of a query against one snapshot: elements with their lists, weights and idf, and the
// tree over them.
//
//   element     parts (weight w, count F)                                     K
//   word        stem   idf(n of the class) (k1+1)            class list        by length
//               exact  scoring.exact idf(n of the word) (k1+1)   exact list    by length
//   phrase      sum of idf(n of each word) (k1+1)   starts, weighed by field   by length
//               (one word: as the exact list has it, with idf(n) (k1+1))
//   prefix      idf(n of the union) (k1+1)          counts of its words added  by length
//   in field    idf(n there) (k1+1); phrases: the sum of their words' idf      k1
//
// n counts living documents of the whole snapshot. An element typed twice stands once, at its
// first place, and its weight and idf count twice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/bm25.hpp"
#include "query/deadline.hpp"
#include "query/merged_list.hpp"
#include "query/query_tree.hpp"
#include "query/request.hpp"

namespace coldopen {

enum class ElementForm : std::uint8_t { word, phrase, prefix, field_word, field_phrase };

struct ElementPart {
  std::string form;           // "stem", "exact", "phrase", "prefix", "field": as explain says it
  double idf = 0;             // of one typing
  double weight = 0;          // w, of all typings
  bool length_counts = true;  // false: K = k1
  std::vector<ElementList> lists;  // by segment
};

struct Element {
  ElementForm form = ElementForm::word;
  std::string field;               // of field forms
  std::string text;                // the term, or the phrase's terms with spaces
  std::string stem;                // of a word
  std::vector<PhraseWord> words;   // of phrases; one of a (field) word
  std::vector<std::string> terms;  // of a prefix: the words it stands for
  bool informative = true;
  std::uint32_t times = 0;         // typed without a minus; 0: never scores
  double idf = 0;                  // of one typing: that of the first part
  std::uint64_t holders = 0;       // living documents that hold it
  std::vector<ElementPart> parts;  // the lists of the first tell where the element occurs

  // What it counts for a query: typed twice, twice.
  double total_idf() const noexcept { return idf * times; }
};

// The tree over elements. A node without children and of kind all_of holds for every document.
struct MatchNode {
  enum class Kind : std::uint8_t { element, filter, all_of, any_of, none_of } kind = Kind::all_of;
  std::size_t index = 0;  // of the element, of the filter
  std::vector<MatchNode> children;
};

struct ResolvedQuery {
  bool flat = true;      // no operator: `match` decides
  bool as_name = false;  // no words were found in it: it was read as a name
  std::vector<Element> elements;
  std::vector<std::size_t> scored;  // elements by their first place without a minus
  std::vector<Condition> filters;   // those of the text; of a flat query all must hold
  MatchNode root;                   // of a tree with operators
  std::vector<Note> notes;
  bool empty() const noexcept { return elements.empty() && filters.empty(); }
};

struct ResolveOptions {
  // Phrases whose terms (with one space between) stand here become words: those that occur nowhere,
  // when `match` looks further.
  Strings phrases_apart;
  std::size_t terms_max = SearchLimits::terms_max;
};

// Errors: Error(invalid_argument, "q") beyond terms_max words.
ResolvedQuery resolve(const Snapshot& snapshot, const Query& tree, Deadline& deadline,
                      const ResolveOptions& options = {});

}  // namespace coldopen
