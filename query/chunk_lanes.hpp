// The lists of a query in one chunk, in the order in which documents are asked for them, with what
// they can add to a bound: those that must match, shortest first, then those that may, best first.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "query/bounds.hpp"
#include "query/flat_query.hpp"
#include "query/list_walk.hpp"
#include "query/workspace.hpp"

namespace coldopen {

inline constexpr std::uint32_t kWindows = kChunkDocs / kWindowDocs;
using WindowBounds = std::array<std::uint16_t, kWindows>;

struct Lane {
  const ListChunk* chunk = nullptr;
  const std::uint8_t* codes = nullptr;  // of the chunk
  std::uint16_t weight = 0;
  WindowBounds best{};  // what its documents of each window have at most
  WindowBounds rest{};  // what the lanes behind it add at most

  std::uint32_t bound(std::uint32_t rank) const noexcept {
    return (std::uint32_t{codes[rank]} * weight) >> 8;
  }
  // The least code with which a posting has this bound; 256: none has.
  std::uint32_t code_for(std::uint32_t bound) const noexcept {
    if (bound == 0) return 0;
    return weight == 0 ? 256 : std::min((bound * 256 + weight - 1) / weight, std::uint32_t{256});
  }
};

class ChunkLanes {
 public:
  ChunkLanes(const FlatQuery& query, const SegmentLists& segment, const Bounds& bounds,
             Workspace& workspace);

  // Of these lists, at least one of which must match; false, and nothing is set, if none of their
  // documents can reach the threshold.
  bool set(std::span<const ListHere> must, std::span<const ListHere> should,
           std::uint32_t threshold);

  const Lane& leader() const noexcept { return lanes_.front(); }
  std::span<const Lane> must() const noexcept { return lanes_.first(must_); }
  std::span<const Lane> should() const noexcept { return lanes_.subspan(must_, size_ - must_); }

  // What a document of the window that holds all lists has at most.
  std::uint32_t most(std::uint32_t window) const noexcept {
    return std::uint32_t{leader().best[window]} + leader().rest[window];
  }
  // A document of the window that reaches the threshold holds one of the first so many of should();
  // 0: it need not hold any.
  std::size_t needed(std::uint32_t window, std::uint32_t threshold) const noexcept;

 private:
  void add(const ListHere& here) noexcept;

  const SegmentLists& segment_;
  const Bounds& bounds_;
  std::span<Lane> lanes_;
  std::size_t must_ = 0;
  std::size_t size_ = 0;
};

}  // namespace coldopen
