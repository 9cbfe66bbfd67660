// The same articles in another number of segments, for measuring what that costs.
#pragma once

#include "index/live/snapshot.hpp"

namespace coldopen {

// A snapshot that answers as `snapshot` does, its living articles in `segments` parts of equal
// number, made anew in memory: each language in parts of its own, at least one, as its share of the
// articles asks for. O(index), `segments` times.
Shared<Snapshot> in_segments(const Snapshot& snapshot, std::uint64_t segments);

}  // namespace coldopen
