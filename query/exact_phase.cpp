#include "query/exact_phase.hpp"

#include <algorithm>
#include <memory>
#include <tuple>

namespace coldopen {
namespace {

// Adds to `sums` what the lists of a segment give to its candidates.
void add_scores(const FlatQuery& query, std::span<const Candidate> candidates,
                std::span<double> sums) {
  const SegmentLists& segment = query.segments[candidates.front().segment];
  const Kernels& with = kernels();
  for (std::size_t list = 0; list < query.lists.size(); ++list) {
    const QueryList& how = query.lists[list];
    const ScoredList& postings = segment.lists[list];
    if (how.occur == Occur::must_not || postings.df() == 0) continue;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const DocId doc = candidates[i].doc;
      const auto rank = postings.find(with, doc);
      if (!rank) continue;
      const double k =
          how.length_counts ? (*query.norms)[segment.view->segment->length_code(doc)] : query.k1;
      sums[i] += how.weight * saturated(postings.count(*rank), k);
    }
  }
}

}  // namespace

std::span<const TopDocument> best_by_score(const FlatQuery& query,
                                           std::span<const Candidate> candidates, std::uint32_t k,
                                           Workspace& workspace) {
  if (k == 0) return {};
  const std::span<double> sums = workspace.take<double>(candidates.size());
  std::ranges::fill(sums, 0.0);
  for (std::size_t begin = 0, end = 0; begin < candidates.size(); begin = end) {
    const std::uint16_t segment = candidates[begin].segment;
    while (end < candidates.size() && candidates[end].segment == segment) ++end;
    add_scores(query, candidates.subspan(begin, end - begin), sums.subspan(begin, end - begin));
  }
  const std::span<TopDocument> all = workspace.take<TopDocument>(candidates.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Candidate& one = candidates[i];
    const std::uint32_t documents = query.segments[one.segment].view->segment->size();
    std::construct_at(&all[i], TopDocument{one.segment, std::min(one.doc, documents - 1),
                                           static_cast<float>(sums[i])});
  }
  std::ranges::sort(all, [](const TopDocument& a, const TopDocument& b) {
    return std::tie(b.score, a.segment, a.doc) < std::tie(a.score, b.segment, b.doc);
  });
  std::size_t held = std::min<std::size_t>(k, all.size());
  while (held < all.size() && all[held].score == all[held - 1].score) ++held;
  return all.first(held);
}

}  // namespace coldopen
