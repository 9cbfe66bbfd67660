// The same articles in another number of segments, for measuring what that costs.
#pragma once

#include "index/live/snapshot.hpp"

namespace coldopen {

// A snapshot that answers as `snapshot` does, its living articles in `segments` parts of equal
// number, made anew in memory. O(index), `segments` times.
Shared<Snapshot> in_segments(const Snapshot& snapshot, std::uint64_t segments);

}  // namespace coldopen
