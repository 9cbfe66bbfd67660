// Finds the lists of elements in every segment, and what they weigh.
#pragma once

#include "index/live/snapshot.hpp"
#include "query/deadline.hpp"
#include "query/elements.hpp"

namespace coldopen {

// Fills terms, informative, idf, holders and parts of every element, and the lists of units.
// Adds notes: of phrases that occur nowhere, of prefixes that were cut.
void fill_lists(const Snapshot& snapshot, ResolvedQuery& query, Deadline& deadline);

}  // namespace coldopen
