// A search from start to end: the one function that command line, page and HTTP call. Filters and
// sort orders as people write them are read by query/conditions.hpp.
#pragma once

#include "index/live/snapshot.hpp"
#include "query/conditions.hpp"
#include "query/request.hpp"

namespace coldopen {

// Words never fail: malformed `q` gets its best reading and a note. Parameters do.
// Errors: Error(invalid_argument) whose `where` is the parameter: q too long or of too many terms,
// an unknown attribute in filter, facets or sort (the message names near ones), limits.
SearchResponse search(const Snapshot& snapshot, const SearchRequest& request);

struct RankedId {
  std::string id;
  double score = 0;
  bool operator==(const RankedId&) const = default;
};

// The `count` best of a search and nothing else, for evaluation: `q` (valid UTF-8) may be longer
// and of more words than a search takes; offset and limit are not asked.
std::vector<RankedId> rank_all(const Snapshot& snapshot, const SearchRequest& request,
                               std::size_t count);

}  // namespace coldopen
