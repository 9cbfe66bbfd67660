// The candidates among the documents that hold any `should` list of a query, by bounds alone.
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
