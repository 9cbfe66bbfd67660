// The k best documents of a flat query, and how many there are: what the benchmark measures and
// what every search of the product stands on.
//
//   score(d) = (float) sum over lists, in query order, of  weight * F / (F + K)       (bm25.hpp)
//
// Exact: documents, scores and counts are those of scoring every document, whatever is skipped on
// the way, with any kernels, in any number of segments. Two phases: bounds (bounds.hpp) find the
// few that may be among the best (or_scorer, and_scorer, phrase_scorer), then these are scored.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "query/counting.hpp"
#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

struct TopDocument {
  std::uint32_t segment = 0;
  DocId doc = 0;
  float score = 0;
  bool operator==(const TopDocument&) const = default;
};

// The k best by (score falling, segment, doc) and all that tie with the last of them, so that who
// breaks ties by something else has what it needs. Valid until the workspace is used again.
std::span<const TopDocument> top_documents(const FlatQuery& query, std::uint32_t k,
                                           Workspace& workspace);

}  // namespace coldopen
