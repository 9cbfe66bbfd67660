// From the tree of a query to its elements: runs are read, each leaf becomes elements, all get
// their lists.
#pragma once

#include "index/live/snapshot.hpp"
#include "query/deadline.hpp"
#include "query/elements.hpp"
#include "query/query_tree.hpp"
#include "query/request.hpp"

namespace coldopen {

struct ResolveOptions {
  // Phrases whose terms (with one space between) stand here become words: those that occur nowhere,
  // when `match` looks further.
  Strings phrases_apart;
  std::size_t terms_max = SearchLimits::terms_max;  // that are typed
};

// A query without any word is read once more as a name, so that `!!!` finds an article of that
// title.
// Errors: Error(invalid_argument, "q") beyond terms_max words.
ResolvedQuery resolve(const Snapshot& snapshot, const Query& tree, Deadline& deadline,
                      const ResolveOptions& options = {});

}  // namespace coldopen
