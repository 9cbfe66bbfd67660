#include "bench/game/variants.hpp"

#include <memory>
#include <utility>

namespace coldopen {
namespace {

bool chosen(std::uint64_t document, std::uint32_t percent, std::uint64_t seed) {
  std::uint64_t mixed = (document + 1) * 0x9E37'79B9'7F4A'7C15ULL + seed * 0xD6E8'FEB8'6659'FD93ULL;
  mixed = (mixed ^ mixed >> 30) * 0xBF58'476D'1CE4'E5B9ULL;
  mixed = (mixed ^ mixed >> 27) * 0x94D0'49BB'1331'11EBULL;
  return (mixed ^ mixed >> 31) % 100 < percent;
}

}  // namespace

GameIndex with_dead(const GameIndex& index, std::uint32_t percent, std::uint64_t seed) {
  std::vector<SegmentView> segments = index.segments;
  std::uint64_t number = 0;
  for (SegmentView& view : segments) {
    std::vector<DocId> dead;
    std::uint64_t length = 0;
    for (DocId doc = 0; doc < view.segment->size(); ++doc, ++number) {
      if (!chosen(number, percent, seed)) continue;
      dead.push_back(doc);
      length += view.segment->length(doc);
    }
    if (!dead.empty()) {
      view.dead = std::make_shared<const Tombstones>(Tombstones().with(dead, length));
    }
  }
  return GameIndex(std::move(segments));
}

GameMasks masks_of(const GameIndex& index, std::uint32_t percent, std::uint64_t seed) {
  GameMasks masks;
  if (percent >= 100) return masks;
  std::uint64_t number = 0;
  for (const SegmentView& view : index.segments) {
    std::vector<ChunkBits>& mask = masks.emplace_back(view.segment->chunk_count());
    for (DocId doc = 0; doc < view.segment->size(); ++doc, ++number) {
      if (chosen(number, percent, seed + 1)) mask[doc / kChunkDocs].set(doc % kChunkDocs);
    }
  }
  return masks;
}

}  // namespace coldopen
