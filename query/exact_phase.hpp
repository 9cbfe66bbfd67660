// True scores of the few documents that may be among the best, and their order.
//
//   score(d) = (float) sum over lists, in query order, of  weight * F / (F + K)       (bm25.hpp)
//
// Here alone a score is computed, always over all lists of the query, so that it cannot depend on
// what was skipped on the way, on kernels, windows or segments.
#pragma once

#include <cstdint>
#include <span>

#include "query/bounds.hpp"
#include "query/candidates.hpp"
#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

struct TopDocument {
  std::uint32_t segment = 0;
  DocId doc = 0;
  float score = 0;
  bool operator==(const TopDocument&) const = default;
};

// `candidates` by segment and document, of which k have the bound `sure` or more (0: none is
// known). The k best by (score falling, segment, doc), and all that tie with the last of them.
// O(candidates * lists). Valid until the workspace is reset.
// Where many candidates have less than `sure`, those that have it are scored first: the k-th best
// of these scores tells for most of the others that they are not among the best. So it is where the
// postings of a frequent word have a few codes together.
std::span<const TopDocument> best_by_score(const FlatQuery& query,
                                           std::span<const Candidate> candidates,
                                           const Bounds& bounds, std::uint32_t sure,
                                           std::uint32_t k, Workspace& workspace);

}  // namespace coldopen
