#include "server/searched.hpp"

#include <algorithm>
#include <variant>

#include "query/search.hpp"
#include "query/syntax.hpp"
#include "server/query_counts.hpp"

namespace coldopen {
namespace {

// Parentheses pair at most SearchLimits::depth_max deep.
bool holds_filter(const Query& query) {
  if (const auto* group = std::get_if<Group>(&query.is)) {
    return std::ranges::any_of(group->clauses, holds_filter, &Clause::query);
  }
  if (const auto* either = std::get_if<Or>(&query.is)) {
    return std::ranges::any_of(either->alternatives, holds_filter);
  }
  return std::holds_alternative<Filter>(query.is);
}

// A filter, given or typed, may hide what is there.
bool is_filtered(const SearchRequest& request, const AttributeTypes& types) {
  return !request.filters.empty() || holds_filter(parse(request.q, types).tree);
}

}  // namespace

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
                         guarded == Guarded::no && !is_filtered(request, snapshot.types);
    service.query_counts->add(snapshot.index_name, snapshot.analyzer->key(request.q), nothing);
  }
  return searched;
}

}  // namespace coldopen
