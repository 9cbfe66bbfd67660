// What was meant by a query that finds little: the same query with other words.
//
// Asked only where fewer than kFewArticles hold all of what was typed, and none of them is called
// so. Then, of the words typed (never quotes, prefixes, fields, filters, what stands under a minus,
// words with digits, stop words, words of up to three letters):
//   a word that nobody has     the kept nearest words (query/near_words.hpp)
//   a word that somebody has   itself; a near one only where it stands beside its neighbour in a
//                              title or alias, or where it is all that was typed, is in names and
//                              kMuchMore times as frequent
//   all words together         titles and aliases within two edits, with spaces as letters (.5 a
//                              space): dundermiflin, dinner part
// Rank  sum of typing_cost - kFrequency ln(cf + 1) over the words, .5 less for each two that stand
//       side by side in a title or alias.
// A correction counts only if more articles hold all of it, or anything where nothing was found. It
// is sure (search applies it where nothing was found, and says so) if it costs at most kSureCost
// and is a name or leads the next by kSureLead; else it is only offered. A word that somebody has
// is replaced only by a name. Names meant: the likeliest names of one's own that all of what was
// typed may be, of at most kSureCost and at most kNameMargin behind the first. Their pages come
// before those that only have the words (DocClass::meant). Where somebody has each of the words, a
// name is meant only if it is one edit away, of two words or more, and what was typed stands side
// by side nowhere. Cost  a walk over the words for each that nobody has, one over the words of
// names for each that
//       somebody has, three over the names; one count of matches for each correction tried. Nothing
//       for queries that find enough.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "query/deadline.hpp"
#include "query/plan.hpp"
#include "query/request.hpp"
#include "query/syntax.hpp"

namespace coldopen {

inline constexpr std::uint64_t kFewArticles = 3;
inline constexpr double kSureCost = 2;
inline constexpr double kSureLead = .15;
inline constexpr std::uint64_t kMuchMore = 20;
inline constexpr std::size_t kNamesMeant = 3;
inline constexpr double kNameMargin = .75;

struct Correction {
  std::string q;            // operators and filters as typed
  std::uint64_t total = 0;  // what it finds
  bool sure = false;
};

struct Corrections {
  std::optional<Correction> best;
  Strings names;  // keys of names that may be meant, the likeliest first
};

// `parsed` and `found` are of `request`. None with typo=off.
Corrections find_corrections(const Snapshot& snapshot, const SearchRequest& request,
                             const ParsedQuery& parsed, const Matches& found, Deadline& deadline);

}  // namespace coldopen
