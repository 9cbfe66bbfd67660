#include "query/top_documents.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "query/and_scorer.hpp"
#include "query/bounds.hpp"
#include "query/champions.hpp"
#include "query/or_scorer.hpp"

namespace coldopen {
namespace {

Drift drift_of(const FlatQuery& query) {
  Drift widest;
  for (const SegmentLists& segment : query.segments) {
    const ImpactParameters& then = segment.view->segment->impact_parameters();
    for (std::size_t i = 0; i < query.lists.size(); ++i) {
      if (segment.lists[i].df() == 0 || segment.lists[i].codes_are_current()) continue;
      widest.widen(query.lists[i].length_counts ? drift(*query.norms, then)
                                                : flat_drift(query.k1, then.k1));
    }
  }
  return widest;
}

// A code that the worst of a list does not exceed, without a look at its postings.
std::uint8_t worst_at_most(const FlatQuery& query, std::size_t list) {
  std::uint8_t most = 255;
  for (const SegmentLists& segment : query.segments) {
    const ScoredList& postings = segment.lists[list];
    for (const std::uint64_t k : {1U, 10U, 100U, 1000U})
      if (postings.df() >= k) most = std::min(most, postings.seed(k));
  }
  return most;
}

// The worst code of a list, if it is short enough to be asked; else 0.
std::uint8_t least_code(const FlatQuery& query, std::size_t list) {
  constexpr std::uint64_t kShort = 8'192;
  std::uint64_t df = 0;
  for (const SegmentLists& segment : query.segments) df += segment.lists[list].df();
  if (df > kShort) return 0;
  std::uint8_t least = 255;
  for (const SegmentLists& segment : query.segments) {
    const ScoredList& postings = segment.lists[list];
    for (std::uint32_t rank = 0; rank < postings.df(); ++rank) {
      least = std::min(least, postings.codes()[rank]);
    }
  }
  return least;
}

// Tells `bounds` of lists whose worst postings may lie above the cut. No cut is below `threshold`,
// and a document that must be in a list is in no question.
void set_least_codes(const FlatQuery& query, std::uint32_t threshold, Bounds& bounds) {
  for (std::size_t i = 0; i < query.lists.size(); ++i) {
    if (query.lists[i].occur != Occur::should) continue;
    if (!bounds.may_be_above(i, worst_at_most(query, i), threshold)) continue;
    bounds.set_least(i, least_code(query, i));
  }
}

// The largest first: what it holds raises the threshold for all others.
std::vector<std::uint16_t> order_of_segments(const FlatQuery& query) {
  std::vector<std::uint16_t> order(query.segments.size());
  std::iota(order.begin(), order.end(), std::uint16_t{0});
  const auto size = [&query](std::uint16_t i) { return query.segments[i].view->segment->size(); };
  std::ranges::sort(order, [&](std::uint16_t a, std::uint16_t b) {
    return std::pair(size(b), a) < std::pair(size(a), b);
  });
  return order;
}

// A score that k documents of a segment surely have from its best list.
double best_sure_score(const FlatQuery& query, std::size_t segment, std::uint32_t k,
                       const Bounds& bounds) {
  const SegmentLists& lists = query.segments[segment];
  std::uint64_t refused = lists.view->dead ? lists.view->dead->count() : 0;
  bool without = false;
  for (std::size_t i = 0; i < query.lists.size(); ++i) {
    if (query.lists[i].occur != Occur::must_not) continue;
    refused += lists.lists[i].df();
    without = true;
  }
  double best = 0;
  for (std::size_t i = 0; i < query.lists.size(); ++i) {
    if (query.lists[i].occur != Occur::should) continue;
    // Its k-th best posting, where as many better ones are known as may be refused.
    const std::uint8_t seed = lists.mask.empty() ? lists.lists[i].seed(k + refused) : 0;
    if (seed != 0) {
      best = std::max(best, bounds.surely(i, seed));
    } else if (!without) {
      best = std::max(best, sure_score(query, segment, i, k));
    }
  }
  return best;
}

// The threshold that is known before the first document.
std::uint32_t first_threshold(const FlatQuery& query, std::uint32_t k, const Bounds& bounds) {
  double best = 0;
  for (std::size_t i = 0; i < query.segments.size(); ++i) {
    best = std::max(best, best_sure_score(query, i, k, bounds));
  }
  return bounds.threshold(best);
}

void offer_any(const FlatQuery& query, std::size_t segment, std::uint32_t k, const Bounds& bounds,
               Workspace& workspace) {
  const bool alone = query.lists.size() == 1;
  if (alone && offer_champions(query, segment, 0, k, bounds, workspace)) return;
  offer_any_of(query, segment, bounds, workspace);
}

}  // namespace

Bounds bounds_of(const FlatQuery& query) {
  std::vector<double> weights;
  for (const QueryList& list : query.lists) {
    weights.push_back(list.occur == Occur::must_not ? 0 : list.weight);
  }
  return {weights, drift_of(query)};
}

std::span<const Candidate> best_candidates(const FlatQuery& query, Bounds& bounds, std::uint32_t k,
                                           Workspace& workspace) {
  if (k == 0) return {};
  const bool all_of = std::ranges::count(query.lists, Occur::must, &QueryList::occur) != 0;
  const std::uint32_t threshold = all_of ? 0 : first_threshold(query, k, bounds);
  set_least_codes(query, threshold, bounds);
  workspace.candidates.begin(k, threshold, bounds);
  for (const std::uint16_t segment : order_of_segments(query)) {
    workspace.candidates.begin_segment(segment);
    if (all_of) {
      offer_all_of(query, segment, bounds, workspace);
    } else {
      offer_any(query, segment, k, bounds, workspace);
    }
  }
  return workspace.candidates.take();
}

std::span<const TopDocument> top_documents(const FlatQuery& query, std::uint32_t k,
                                           Workspace& workspace) {
  Bounds bounds = bounds_of(query);
  const auto candidates = best_candidates(query, bounds, k, workspace);
  return best_by_score(query, candidates, bounds, workspace.candidates.sure_bound(), k, workspace);
}

}  // namespace coldopen
