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

#include "index/live/snapshot.hpp"
#include "query/bm25.hpp"
#include "query/scored_list.hpp"
#include "query/workspace.hpp"

namespace coldopen {

enum class Occur : std::uint8_t { should, must, must_not };

struct QueryList {
  double weight = 0;          // w; 0: it only matches
  bool length_counts = true;  // false: K = k1
  Occur occur = Occur::should;
};

// What one segment has of a query.
struct SegmentLists {
  const SegmentView* view = nullptr;  // its dead documents never count
  std::vector<ScoredList> lists;      // by QueryList; empty where the segment has none
  std::span<const ChunkBits> mask;    // only these documents (by chunk); empty: all
};

// Without a must: at least one `should`. With: all of them; `should` then only scores.
struct FlatQuery {
  std::vector<QueryList> lists;  // in query order, each list once
  std::vector<SegmentLists> segments;
  const LengthNorms* norms = nullptr;
  double k1 = 0;
};

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

std::uint64_t count_documents(const FlatQuery& query, Workspace& workspace);

}  // namespace coldopen
