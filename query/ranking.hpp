// The best matches of a search, without scoring those that cannot be among them.
//
// Sorted by score, matches fall into steps of one class each (class * M is more than any text can
// have): who is pinned, who is called what was typed, whose names hold all telling words, who has
// them all, the rest. Steps are gone through from above until enough are found. Within a step only
// the words count: query/top_documents over the step's bits, every document where they are few, the
// first by id where nothing scores. Where a text could outweigh a class (odd weights), no step is
// left out. Sorted by attributes, every match is scored: equal values are told apart by it. So is
// every match of a step where the best after some hit are asked for: bounds tell who is best, not
// who is next.
// Cost     as top_documents; O(matches) where they are few, sorted or after some hit; where nothing
//          scores O(log documents) more after some hit.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "query/bm25.hpp"
#include "query/deadline.hpp"
#include "query/ordering.hpp"
#include "query/plan.hpp"
#include "query/request.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// The `count` best by the request's order, of those after the hit `after`, best first; scores are
// class and words alone.
std::vector<Ranked> best_matches(const Snapshot& snapshot, const SearchRequest& request,
                                 const Matches& matches, const LengthNorms& norms,
                                 std::size_t count, const std::optional<HitPlace>& after,
                                 Deadline& deadline, Workspace& workspace);

}  // namespace coldopen
