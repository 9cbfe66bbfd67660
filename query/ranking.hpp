// The best matches of a search, without scoring those that cannot be among them.
//
// Sorted by score, matches fall into steps of one class each (class * M is more than any text can
// have): who is pinned, who is called what was typed, whose names hold all telling words, who has
// them all, the rest. Steps are gone through from above until enough are found. Within a step only
// the words count: query/top_documents over the step's bits, every document where they are few, the
// first by id where nothing scores. Where a text could outweigh a class (odd weights), no step is
// left out. Sorted by attributes, every match is scored: equal values are told apart by it. Cost as
// top_documents; O(matches) where they are few or sorted.
#pragma once

#include <cstddef>
#include <vector>

#include "query/bm25.hpp"
#include "query/deadline.hpp"
#include "query/ordering.hpp"
#include "query/plan.hpp"
#include "query/request.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// The `count` best by the request's order, best first; scores are class and words alone.
std::vector<Ranked> best_matches(const Snapshot& snapshot, const SearchRequest& request,
                                 const Matches& matches, const LengthNorms& norms,
                                 std::size_t count, Deadline& deadline, Workspace& workspace);

}  // namespace coldopen
