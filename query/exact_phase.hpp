// True scores of the few documents that may be among the best, and their order.
//
//   score(d) = (float) sum over lists, in query order, of  weight * F / (F + K)       (bm25.hpp)
//
// Here alone a score is computed, always over all lists of the query, so that it cannot depend on
// what was skipped on the way, on kernels, windows or segments.
#pragma once

#include <cstdint>
#include <span>

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

// `candidates` by segment and document. The k best by (score falling, segment, doc), and all that
// tie with the last of them. O(candidates * lists). Valid until the workspace is reset.
std::span<const TopDocument> best_by_score(const FlatQuery& query,
                                           std::span<const Candidate> candidates, std::uint32_t k,
                                           Workspace& workspace);

}  // namespace coldopen
