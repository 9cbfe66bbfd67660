// Articles like a given one: what else is there to read.
//
//   words   the kRelatedTerms words of the article that tell most of it, tf * idf, its title
//           three-fold, asked as a search for any of them (the kRelatedFound best)
//   facts   for each value that both have in portrayed_by or portrays, and for each that is the
//           other's title: (k1 + 1) idf(value), as if it were a word; likewise for a title that is
//           the same but for what stands in brackets; in cast and series idf(value)
//   score   words + facts, then id; who shares an actor is looked at whatever its words
//
// Never the article itself or its near-duplicates (query/alike), of near-duplicates the best;
// neither redirects nor records that are parts of a page. Over a guarded snapshot
// (query/spoiler_guard) nothing comes from what lies ahead.
//
// Why words of the article: relevance feedback by its own terms helps here, where many articles
// are right (it is not in search, where few are).
// Cost  a search of ten words; O(documents) for each of the four attributes that it has.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"

namespace coldopen {

inline constexpr std::size_t kRelatedTerms = 10;
inline constexpr std::size_t kRelatedFound = 200;

// The best first, at most `limit`, as hits without passages; none: no living article has this id.
std::optional<std::vector<Hit>> find_related(const Snapshot& snapshot, std::string_view id,
                                             std::size_t limit);

}  // namespace coldopen
