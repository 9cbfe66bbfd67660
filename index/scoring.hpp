// Every constant of the score in one place: default, meaning, source.
#pragma once

#include <cstddef>
#include <cstdint>

namespace coldopen {

// The class of an article for a query: score = class * M + text, with M above any text of that
// query, so that a higher class always comes first.
enum class DocClass : std::uint8_t {
  none = 0,     // it has words of the query
  covered = 1,  // all telling words
  alias = 5,    // the query is one of its aliases
  title = 7,    // the query is its title
};

struct Scoring {
  double k1 = 1.5;           // saturation of counts; measured beside 1.2 and .9 on six collections
  double b = 0.75;           // how much length counts
  double exact = 0.25;       // share of the word as typed, beside its stem's class
  double relax_short = 0.5;  // match=auto: share of the query's idf that must match, <= 5 elements
  double relax_long = 0.3;   // the same for longer queries
  std::size_t covered_elements_max = 5;  // longer queries have no DocClass::covered
  std::size_t relax_below = 10;  // match=auto looks further if fewer articles hold all words
  double w_prior = 1.0;          // the most a prior can add; part of the height of a class
};

}  // namespace coldopen
