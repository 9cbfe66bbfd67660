// Which documents of a segment may be found at all: those in the mask, alive, in no `must_not`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

class Allowed {
 public:
  // `query` must outlive it. One chunk of bits of the workspace, and only if something is refused.
  Allowed(const FlatQuery& query, std::size_t segment, Workspace& workspace);

  // No document of the segment is refused.
  bool all() const noexcept { return bits_ == nullptr; }
  // 1,024 words: the allowed documents of a chunk, or null: all of them. Valid until the next call.
  // Chunks in which nobody is refused cost nothing, others 8 KB and the postings of the must_not
  // lists there.
  const std::uint64_t* of(std::uint32_t chunk);
  // The same without regard to the must_not lists.
  const std::uint64_t* by_mask_and_life(std::uint32_t chunk);

 private:
  ChunkBits& own_bits(const std::uint64_t* from) noexcept;

  const FlatQuery& query_;
  const SegmentLists& lists_;
  ChunkBits* bits_ = nullptr;
};

}  // namespace coldopen
