#include "server/searched.hpp"

#include "query/search.hpp"
#include "server/query_counts.hpp"

namespace coldopen {

Searched run_search(const Service& service, const Call& call, const Snapshot& snapshot,
                    SearchRequest request, Guarded guarded) {
  request.timeout = time_left(call, request.timeout);  // what waiting left of it
  Searched searched;
  const auto begin = std::chrono::steady_clock::now();
  searched.response = search(snapshot, request);
  searched.took = std::chrono::steady_clock::now() - begin;
  const SearchResponse& response = searched.response;
  service.metrics.search(snapshot.index_name, searched.took.count(), response.total > 0);
  if (service.query_counts != nullptr && request.offset == 0) {
    const bool nothing = (response.total == 0 || response.corrected) && !response.partial &&
                         guarded == Guarded::no && request.filters.empty();
    service.query_counts->add(snapshot.index_name, snapshot.analyzer->key(request.q), nothing);
  }
  return searched;
}

}  // namespace coldopen
