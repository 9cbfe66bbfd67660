// The text values of a column in the order of a language (index/analysis/collation).
//
// Made when somebody first asks for it, not stored: only a facet with more equal counts than it
// shows needs it. The language of an index does not change without new segments.
// Threads  immutable; any number of readers.
// Cost     to make about 1 us a value (some 40 bytes a value meanwhile), more where values are
//          equal in their first 32 bytes of collation key; 4 bytes a value kept.
#pragma once

#include <cstdint>
#include <vector>

#include "index/analysis/collation.hpp"
#include "index/segment/columns.hpp"

namespace coldopen {

// All ordinals of the column, the first value first: as Collation::before has them.
const std::vector<std::uint32_t>& value_order(const Column& column, const Collation& collation);

}  // namespace coldopen
