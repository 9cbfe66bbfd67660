// The words of a query that are typed side by side, and all other writings of them, for the oracle.
//
// Words     the exact words of the text; of a run of an unspaced script its last letter only where
//           no pair holds it.
// Units     words that are one (Spider-Man, B.J.), typed with a sign between.
// Writings  lists that stand for some of the words: words in one, one word's parts side by side
//           (spiderman: spider man), joined forms, umlauts written out, codes, synonyms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/phrases.hpp"

namespace coldopen::naive {

// In the order in which they are added to a count.
enum class WritingKind : std::uint8_t {
  words_in_one,
  apart,
  joined_form,
  typed_form,
  code,
  synonym
};

// A list that stands for the words [begin, end) of a run.
struct Writing {
  WritingKind kind = WritingKind::words_in_one;
  std::size_t begin = 0, end = 0;
  double factor = 1;
  std::string name;  // equal for equal lists
  Strings terms;     // the words of the list; several: a phrase
  List list;
};

struct Unit {
  std::size_t begin = 0, end = 0;  // its words
  std::string in_one;              // spiderman
};

struct RunWord {
  std::string term;
  std::uint32_t position = 0;
  std::string written;              // with its marks, where it has some
  Strings other_forms;              // umlauts written out, elided articles, 'n' as and
  std::string decorated;            // c++, disney+
  std::optional<std::size_t> unit;  // of Run::units
};

struct QueryCode {
  std::string code;
  std::size_t begin = 0, end = 0;  // its words
  bool only_as_whole = false;      // 413, 4x4, s4
};

struct Run {
  std::vector<RunWord> words;
  std::vector<Unit> units;
  std::vector<Writing> writings;
  std::vector<QueryCode> codes;
};

enum class RunReading : std::uint8_t {
  text,   // part of a query
  whole,  // the whole query: 413 may be a code
  name,   // no word was found in it: signs are a name
  plain,  // words and nothing else
};

// `negated`: synonyms do not count there.
Run read_run(const Corpus& corpus, std::string_view text, RunReading reading, bool negated = false);

}  // namespace coldopen::naive
