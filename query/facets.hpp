// Counts of all matches by the values of an attribute.
//
// Exact, and disjunctive: the request's filters on the same attribute are left out of its counts,
// so that several of its values can be ticked. A value counts once an article. Texts come as
// query/facet_texts has them; numbers, years of dates and booleans rising. What is ticked is always
// there, also beyond `facet_limit` and where nothing has it.
#pragma once

#include <vector>

#include "index/live/snapshot.hpp"
#include "query/deadline.hpp"
#include "query/folding.hpp"
#include "query/plan.hpp"
#include "query/request.hpp"

namespace coldopen {

// O(matches * values) a facet.
std::vector<Facet> count_facets(const Snapshot& snapshot, const SearchRequest& request,
                                const Matches& matches, Folding& folding, Deadline& deadline);

}  // namespace coldopen
