// The candidates among the documents that hold all `must` lists of a query, by bounds alone.
//
// A chunk is looked at where all of these lists are in it and their best codes together reach the
// threshold, which rises as candidates are found. The list that is shortest there leads; a `should`
// adds to the bound and is asked last; a `must_not`, the mask and the dead only refuse.
// Cost  O(shortest list) probes, or words of bits where all lists are dense.
#pragma once

#include <cstddef>

#include "query/bounds.hpp"
#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// Offers to workspace.candidates, after its begin_segment, every living document of
// query.segments[segment] that matches and whose bound is at least their threshold. The query has a
// `must`.
void offer_all_of(const FlatQuery& query, std::size_t segment, const Bounds& bounds,
                  Workspace& workspace);

}  // namespace coldopen
