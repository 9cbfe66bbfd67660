#include "query/or_scorer.hpp"

#include "query/allowed.hpp"

namespace coldopen {

void offer_any_of(const FlatQuery& query, std::size_t segment, const Bounds& bounds,
                  Workspace& workspace) {
  const SegmentLists& lists = query.segments[segment];
  Allowed allowed(query, segment, workspace);
  const std::span<std::uint32_t> sums = workspace.take<std::uint32_t>(kChunkDocs);
  for (std::uint32_t number = 0; number < lists.view->segment->chunk_count(); ++number) {
    std::ranges::fill(sums, 0);
    ChunkBits any;
    for (std::size_t i = 0; i < lists.lists.size(); ++i) {
      const ListChunk* chunk = lists.lists[i].chunk(number);
      if (chunk == nullptr || query.lists[i].occur != Occur::should) continue;
      const std::uint8_t* codes = lists.lists[i].codes() + chunk->first_rank;
      for (std::uint32_t doc = 0, rank = 0; doc < kChunkDocs; ++doc) {
        const bool in = chunk->type == ChunkType::bitmap
                            ? ((chunk->bits()[doc / 64] >> (doc % 64)) & 1) != 0
                            : rank < chunk->cardinality && chunk->docs()[rank] == doc;
        if (!in || rank >= chunk->cardinality) continue;
        any.set(doc);
        sums[doc] += bounds.of(i, codes[rank++]);
      }
    }
    const std::uint64_t* may = allowed.of(number);
    for (std::uint32_t doc = 0; doc < kChunkDocs; ++doc) {
      const bool refused = may != nullptr && ((may[doc / 64] >> (doc % 64)) & 1) == 0;
      if (!any.test(doc) || refused || sums[doc] < workspace.candidates.threshold()) continue;
      workspace.candidates.offer(number * kChunkDocs + doc, sums[doc]);
    }
  }
}

}  // namespace coldopen
