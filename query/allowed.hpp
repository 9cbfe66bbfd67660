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
  // Bits of the allowed documents of a chunk, or null: all of them. Valid until the next call.
  // O(postings of the must_not lists in the chunk) and 8 KB.
  const std::uint64_t* of(std::uint32_t chunk);

 private:
  const FlatQuery& query_;
  const SegmentLists& lists_;
  ChunkBits* bits_ = nullptr;
};

}  // namespace coldopen
