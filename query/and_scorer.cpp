#include "query/and_scorer.hpp"

#include "query/allowed.hpp"

namespace coldopen {

void offer_all_of(const FlatQuery& query, std::size_t segment, const Bounds& bounds,
                  Workspace& workspace) {
  const SegmentLists& lists = query.segments[segment];
  const Kernels& with = kernels();
  Allowed allowed(query, segment, workspace);
  for (DocId doc = 0; doc < lists.view->segment->size(); ++doc) {
    std::uint32_t sum = 0;
    bool all = true;
    for (std::size_t i = 0; i < query.lists.size() && all; ++i) {
      if (query.lists[i].occur == Occur::must_not) continue;
      const auto rank = lists.lists[i].find(with, doc);
      if (rank) sum += bounds.of(i, lists.lists[i].codes()[*rank]);
      all = rank.has_value() || query.lists[i].occur == Occur::should;
    }
    if (!all || sum < workspace.candidates.threshold()) continue;
    const std::uint64_t* may = allowed.of(doc / kChunkDocs);
    const std::uint32_t bit = doc % kChunkDocs;
    if (may == nullptr || ((may[bit / 64] >> (bit % 64)) & 1) != 0) {
      workspace.candidates.offer(doc, sum);
    }
  }
}

}  // namespace coldopen
