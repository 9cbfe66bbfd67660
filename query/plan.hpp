// From query and snapshot to the bits of all matches: the steps of `match`, filters, classes.
//
// match, for queries without operators (RELEVANCE: informative = no stop word, unless all are):
//   any   at least one element        all   every element
//   auto  every informative element; where fewer than scoring.relax_below articles have them all,
//         also those whose elements weigh at least scoring.relax_short (beyond
//         scoring.covered_elements_max elements: relax_long) of the query's idf, one of them
//         informative. A phrase that occurs nowhere counts as its words in this second step.
// With auto each match has a class, the highest that is true of it, and scores class * M + text:
//   title ... of_season  by query/name_classes.hpp; these are matches whatever words they hold
//   named            it has all informative elements, and its names have them
//   covered          it has all informative elements, and these are at most covered_elements_max
// Above all classes stand, whatever the query holds, the articles that the owner of the index
// pinned for it (query/owner_rules): they are matches, and each is worth pin_step more than the one
// behind.
// Of articles called alike some may come first (NameClasses::step): a class is then worth `steps`
// times M, and an article has M more for each of its steps. So of a typed season the episodes
// follow one another; and of pages with one name those in the language asked for, else in the
// index's, come first.
//   M = ceil(sum of the elements' weights + sum over the pairs of neighbours of
//            min(idf) (k1 + 1) (next + near) + idf of the speaker's name (k1 + 1) + w_prior):
//       more than text, proximity, prior and speech
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/deadline.hpp"
#include "query/elements.hpp"
#include "query/filter.hpp"
#include "query/name_classes.hpp"
#include "query/owner_rules.hpp"
#include "query/query_tree.hpp"
#include "query/request.hpp"

namespace coldopen {

// The matches of one segment, a ChunkBits a chunk, dead documents left out.
struct SegmentMatches {
  std::vector<ChunkBits> words;        // what the query's text matches, by words or by name
  std::vector<ChunkBits> covered;      // what the first step of auto found; empty: all of `words`
  std::vector<ChunkBits> hits;         // words, and all filters hold
  std::vector<SegmentFilter> filters;  // of the request, in its order
  std::vector<SegmentFilter> filters_of_text;  // of a flat query: they hold for all of `words`
  std::optional<NameClasses> names;            // none: the query has no classes
  std::optional<PinnedDocuments> pins;         // none: nothing is pinned or hidden for the query
  std::uint64_t total = 0;                     // hits
};

struct Matches {
  ResolvedQuery query;
  QueryNames names;              // what it says about the page it may mean
  double height = 0;             // M; 0: the query has no classes
  double pin_step = 0;           // M, also where the query has no classes; 0: nothing is pinned
  std::uint32_t steps = 1;       // of each class
  bool covering_counts = false;  // it has DocClass::covered
  std::vector<SegmentMatches> segments;
  std::uint64_t total = 0;
  std::uint64_t covered_total = 0;  // of those, what the first step of auto found; else all

  // Of a hit.
  DocClass class_of(std::size_t segment, DocId doc) const noexcept;
  double points_of(std::size_t segment, DocId doc) const noexcept;
};

// `blank`: nothing was typed, so everything matches. More words than `terms_max` are refused.
Matches find_matches(const Snapshot& snapshot, const Query& tree, bool blank,
                     const SearchRequest& request, Deadline& deadline,
                     std::size_t terms_max = SearchLimits::terms_max);

// Adds pages of which `names` (keys, the likeliest first) may have been meant, above all that only
// have the words: DocClass::meant. False: nothing was added; the query may have no classes.
bool add_meant(const Snapshot& snapshot, const Strings& names, Matches& matches);

}  // namespace coldopen
