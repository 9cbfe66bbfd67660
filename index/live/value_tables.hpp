// Makes beforehand what facets of attributes with many values need, so that the first one who asks
// does not wait: keys, counts, order and joined values (index/segment/value_*, joined_values).
//
// Those of small columns are made when somebody asks: that costs less than it would here to guess.
// Memory  some 16 bytes a value of such columns, kept with their segments.
// Cost    some 1.3 us a value that is new since the last time; nothing for the others.
// Threads any; who asks meanwhile for the same table waits for it and makes no second.
#pragma once

#include <atomic>
#include <cstdint>

#include "index/live/snapshot.hpp"

namespace coldopen {

// A column with fewer values is left to who asks first: some 10 ms.
inline constexpr std::uint32_t kManyValues = 10'000;

// Ends early, between two tables, once `stop` is true.
void make_value_tables(const Snapshot& snapshot, const std::atomic<bool>& stop);

}  // namespace coldopen
