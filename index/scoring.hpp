// Every constant of the score in one place: default, meaning, source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coldopen {

// The class of an article for a query: score = class * M + text, with M above any text of that
// query, so that a higher class always comes first.
enum class DocClass : std::uint8_t {
  none = 0,        // it has words of the query
  covered = 1,     // all telling words, anywhere
  named = 2,       // all telling words, in its title and aliases
  meant = 3,       // a name of it but for typing errors; its first or last name
  of_season = 4,   // an episode of the season that was typed, and nothing else was
  beside = 5,      // the query asks who plays whom: it plays, or is played by, who was asked for
  asked = 6,       // ... and it is asked for
  tight = 7,       // the query is its title or alias but for spaces, signs, "and", an article
  alias = 8,       // the query is one of its aliases
  bare_title = 9,  // its title without "(...)", or the episode whose code was typed
  title = 10,      // its title
  pinned = 11,     // the owner of the index put it first for this query (Settings::pins)
};

// Parts of a search that an ablation turns off, one at a time, to see what each is worth. All are
// on in the product.
struct SearchParts {
  bool stems = true;       // off: words match as typed
  bool joins = true;       // spiderman = spider-man = spider man
  bool codes = true;       // S04E13 = 4x13 = season 4 episode 13
  bool synonyms = true;    // bts = behind the scenes
  bool classes = true;     // off: text alone ranks
  bool stop_words = true;  // off: stop words must match and count like any word
  bool operator==(const SearchParts&) const = default;
};

struct Scoring {
  double k1 = 1.5;        // saturation of counts; measured beside 1.2 and .9 on six collections
  double b = 0.7;         // how much length counts
  double exact = 0.1;     // share of the word as typed, beside its stem's class
  double written = 0.02;  // share of the word in the very spelling: with its marks, or without
  double synonym = 0.8;   // what an occurrence of a synonym counts
  double joined = 0.8;    // what a joined form counts where it is also a word (us, U.S.)
  double next = 0.3;      // two words side by side, as in the query
  double near = 0.1;      // two words within near_words
  std::uint32_t near_words = 8;
  std::size_t candidates = 200;  // the best by words, which get proximity and prior
  double relax_short = 0.5;  // match=auto: share of the query's idf that must match, <= 5 elements
  double relax_long = 0.1;   // the same for longer queries
  std::size_t covered_elements_max = 5;  // longer queries have no DocClass::covered
  std::size_t relax_below = 10;  // match=auto looks further if fewer articles hold all words
  double w_prior = 1.0;          // the most that links to an article can add
  double prior_half = 30;        // links that give half of it
  double prior_exponent = 0.7;   // shape after CirrusSearch's satu
  SearchParts parts;
};

inline constexpr double kScoringMax = 1e100;  // of each: sums and ratios of them stay numbers

// Every number above by its name, for reports and for trying other values.
struct ScoringValue {
  std::string name;
  double value = 0;
};
std::vector<ScoringValue> scoring_values(const Scoring& scoring);

// Errors: Error(invalid_argument) for an unknown name, and for a value that is below 0, not finite,
// or not whole where numbers are counted; k1 is 0.01 or more, b at most 1.
void set_scoring_value(Scoring& scoring, std::string_view name, double value);

}  // namespace coldopen
