// A run: words typed side by side, analysed as one text, so that `B J`, `spider man` and `season 4
// episode 13` are seen whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "query/phrases.hpp"

namespace coldopen {

struct RunWord {
  std::string term;            // exact
  std::string written;         // with its marks, where it was typed with some
  std::uint32_t position = 0;  // words after the first
};

// A joined token or a code over words [first, last).
struct RunToken {
  std::string term;
  TokenRule rule = TokenRule::word;
  std::size_t first = 0, last = 0;
  std::string typed;  // its bytes as they were typed
};

struct Run {
  std::vector<RunWord> words;
  std::vector<RunToken> joined;
  std::vector<RunToken> codes;
};

enum class RunReading : std::uint8_t {
  part,   // other clauses stand beside it
  whole,  // it is the whole query: also what is a code only then (413)
  name,   // as a name, so that signs are found ("!!!")
};

// A run of an unspaced script is overlapping pairs and its last letter alone; in a query that
// letter would ask for a text that ends here, so it is left out where a pair holds it.
Run read_run(const Analyzer& analyzer, std::string_view text, RunReading reading,
             TokenBuffer& buffer);

// The words alone.
std::vector<PhraseWord> phrase_words(const Run& run);

}  // namespace coldopen
