// A search from start to end: the one function that command line, page and HTTP call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"

namespace coldopen {

// Words never fail: malformed `q` gets its best reading and a note. Parameters do.
// Errors: Error(invalid_argument) whose `where` is the parameter: q too long or of too many terms,
// an unknown attribute in filter, facets or sort (the message names near ones), limits.
SearchResponse search(const Snapshot& snapshot, const SearchRequest& request);

// One `filter` clause as written. `types` tells numbers from texts. Errors: Error(invalid_argument)
// with "filter" and the position.
Condition parse_condition(std::string_view clause, const AttributeTypes& types);

// "-air_date,title". Errors: Error(invalid_argument, "sort").
std::vector<SortKey> parse_sort(std::string_view text, const AttributeTypes& types);

}  // namespace coldopen
