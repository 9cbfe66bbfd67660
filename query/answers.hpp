// The card above the hits: what stored attributes answer, and where that stands.
//
//   cast     the query asks who plays whom, and one fact tells (query/cast.hpp)
//   episode  the query is the code of one episode and nothing else
//   go       the query is the title or alias of one page and of no other
//
// Only for pages that are hits themselves (a filter hides an answer with its page), and only on the
// first page. An answer never replaces hits.
#pragma once

#include <optional>

#include "query/plan.hpp"

namespace coldopen {

// O(pages of the query's name).
std::optional<Answer> find_answer(const Snapshot& snapshot, const SearchRequest& request,
                                  const Matches& matches);

}  // namespace coldopen
