// The candidates among the documents that hold any `should` list of a query, by bounds alone.
//
// Chunk by chunk, in the cheapest of three ways, chosen by counted costs:
//   by lists    each list, the shortest first, gives the postings whose code could still reach the
//               threshold together with the best codes of the later lists, which are then asked;
//   by windows  4,096 sums at a time: the lists without which no document reaches the threshold are
//               added up, and what could still reach it asks the others;
//   by allowed  where few documents may be found at all, each of them asks the lists.
// Chunks and windows whose best codes together stay below the threshold are not looked at.
// The idea of essential lists is MaxScore's (Turtle and Flood, "Query evaluation: strategies and
// optimizations", 1995), here anew in every window.
#pragma once

#include <cstddef>

#include "query/bounds.hpp"
#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// Offers to workspace.candidates, after its begin_segment, every allowed document of
// query.segments[segment] that is in a list and whose bound is at least their threshold. The query
// has no `must`.
void offer_any_of(const FlatQuery& query, std::size_t segment, const Bounds& bounds,
                  Workspace& workspace);

}  // namespace coldopen
