// Reads every byte again and recomputes every cross-reference: store, change log, segments,
// manifest.
//
// Cost     O(bytes) of store and segments; memory: one article, and the entries of the change log.
// Threads  reads only: a pinned store and segments that do not change.
#pragma once

#include <cstdint>
#include <vector>

#include "corpus/article.hpp"
#include "index/live/live_index.hpp"
#include "index/store/store.hpp"

namespace coldopen {

struct CheckReport {
  std::uint64_t articles = 0, segments = 0, bytes = 0;
  Strings damages;  // one sentence each; empty: whole
};

// One index at one moment.
struct CheckedIndex {
  StoredIndex stored;
  Shared<Snapshot> snapshot;
  std::vector<LiveSegment> segments;
  Manifest manifest;  // read from disk at that moment
};

// `store` is pinned at the moment of `indexes`.
CheckReport check_all(Store& store, const std::vector<CheckedIndex>& indexes);

}  // namespace coldopen
