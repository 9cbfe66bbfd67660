// What the best documents of a list tell before it is walked.
//
// A long stored list keeps its best documents by F / (F + K), with the K of its segment
// (FORMAT.md, "champions"). With the K of this query another document has at most the last one's
// F / (F + K) times Drift::high.
#pragma once

#include <cstddef>
#include <cstdint>

#include "query/bounds.hpp"
#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// A score that k documents of a segment that are alive and in its mask surely have from this list
// alone; 0 if that is not known. The query has no `must` and no `must_not`. O(champions).
double sure_score(const FlatQuery& query, std::size_t segment, std::size_t list, std::uint32_t k);

// For a query of this list alone: offers all documents of the segment that can be among the k best
// or tie with the last of them, and returns true; or false if it cannot tell them from champions.
bool offer_champions(const FlatQuery& query, std::size_t segment, std::size_t list, std::uint32_t k,
                     const Bounds& bounds, Workspace& workspace);

}  // namespace coldopen
