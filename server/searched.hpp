// A search as all routes run it: within what is left of its time, measured, and counted as what
// somebody asked for.
#pragma once

#include <chrono>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"
#include "server/router.hpp"

namespace coldopen {

struct Searched {
  SearchResponse response;
  std::chrono::duration<double> took{};
};

// `snapshot` may be guarded (`Guarded::yes`): what is then not found may lie ahead, and is not
// counted as missing. Only first pages count. Errors: those of search().
enum class Guarded : std::uint8_t { no, yes };
Searched run_search(const Service& service, const Call& call, const Snapshot& snapshot,
                    SearchRequest request, Guarded guarded);

}  // namespace coldopen
