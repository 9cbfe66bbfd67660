// The lists of a query that must, should or must not match, walked chunk by chunk in one segment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "query/flat_query.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// A list's chunk, and which list of the query it is.
struct ListHere {
  const ListChunk* chunk = nullptr;
  std::uint32_t list = 0;
};

inline bool is_shorter(const ListHere& a, const ListHere& b) noexcept {
  return a.chunk->cardinality < b.chunk->cardinality;
}

class ListWalk {
 public:
  ListWalk(const FlatQuery& query, const SegmentLists& segment, Occur occur, Workspace& workspace);

  std::size_t asked() const noexcept { return asked_; }  // lists of the query
  std::size_t size() const noexcept { return size_; }    // that have documents here
  const ScoredList& list(std::size_t i) const noexcept { return *walkers_[i].list; }
  // The one with the fewest chunks; size() > 0.
  const ScoredList& narrowest() const noexcept;

  // The chunks of these lists with this number, shortest first; numbers must come rising. Valid
  // until the next call; there is room for one more behind them.
  std::span<ListHere> at(std::uint32_t number) noexcept;
  // Asks for the memory of the chunks that come after `number`, with their codes if they are read.
  void prefetch_after(std::uint32_t number, bool with_codes) const noexcept;

 private:
  struct Walker {
    const ScoredList* list = nullptr;
    const ListChunk* next = nullptr;
    const ListChunk* end = nullptr;
    std::uint32_t number = 0;  // of the list in the query
  };
  std::span<Walker> walkers_;
  std::span<ListHere> here_;
  std::size_t size_ = 0;
  std::size_t asked_ = 0;
};

}  // namespace coldopen
