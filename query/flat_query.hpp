// A query whose tree is one level deep, with its lists in every segment: what scorers and counting
// work on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/bm25.hpp"
#include "query/deadline.hpp"
#include "query/scored_list.hpp"

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
  Deadline* deadline = nullptr;  // looked at once a chunk; null: none
};

}  // namespace coldopen
