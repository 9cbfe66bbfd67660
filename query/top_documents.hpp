// The k best documents of a flat query, and how many there are: what the benchmark measures and
// what every search of the product stands on.
//
//   score(d) = (float) sum over lists, in query order, of  weight * F / (F + K)       (bm25.hpp)
//
// Exact: documents, scores and counts are those of scoring every document, whatever is skipped on
// the way, with any kernels, in any number of segments. Two phases: bounds (bounds.hpp) find the
// few that may be among the best (or_scorer, and_scorer, phrase_scorer), then these are scored
// (exact_phase). The workspace was reset before the lists of the query were made.
#pragma once

#include <cstdint>
#include <span>

#include "query/bounds.hpp"
#include "query/counting.hpp"
#include "query/exact_phase.hpp"
#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

Bounds bounds_of(const FlatQuery& query);

// All documents that may be among the k best and some more, by segment and document: for those who
// score them themselves. `bounds` are those of the query, and learn where its lists end. Valid
// until the workspace is used again.
std::span<const Candidate> best_candidates(const FlatQuery& query, Bounds& bounds, std::uint32_t k,
                                           Workspace& workspace);

// The k best by (score falling, segment, doc) and all that tie with the last of them, so that who
// breaks ties by something else has what it needs. Valid until the workspace is reset.
std::span<const TopDocument> top_documents(const FlatQuery& query, std::uint32_t k,
                                           Workspace& workspace);

}  // namespace coldopen
