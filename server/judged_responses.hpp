// What a judged query asks of a whole response, beyond the ids of its hits: the card above them,
// their number, facets, notes, and what the first hit shows.
//
// A question for a passage is measured by passages: the first one that each hit shows, as
// "ID#PLACE", where PLACE is its anchor, or its number where it has none. So a hit whose best
// passage is another one counts for nothing, at whatever rank it stands.
#pragma once

#include <string>

#include "server/judged_queries.hpp"

namespace coldopen {

// The response to look through: kLookedThrough hits.
SearchResponse looked_through(const Snapshot& snapshot, SearchRequest request,
                              const JudgedQuery& query);

// What does not hold, or nothing.
std::string response_breach(const JudgedQuery& query, const SearchResponse& response);

Judgements passages_wanted(const JudgedQuery& query);
Ranking passages_shown(const SearchResponse& response);

}  // namespace coldopen
