#include "query/list_walk.hpp"

#include <algorithm>

namespace coldopen {

namespace {
constexpr std::uint32_t kCodesAhead = 4096;
}

ListWalk::ListWalk(const FlatQuery& query, const SegmentLists& segment, Occur occur,
                   Workspace& workspace)
    : walkers_(workspace.take<Walker>(query.lists.size())),
      here_(workspace.take<ListHere>(query.lists.size() + 1)) {
  for (std::uint32_t i = 0; i < query.lists.size(); ++i) {
    if (query.lists[i].occur != occur) continue;
    ++asked_;
    const ScoredList& list = segment.lists[i];
    const auto chunks = list.chunks();
    if (chunks.empty()) continue;
    walkers_[size_++] = {&list, chunks.data(), chunks.data() + chunks.size(), i};
  }
}

const ScoredList& ListWalk::narrowest() const noexcept {
  const Walker* best = &walkers_.front();
  for (const Walker& walker : walkers_.first(size_))
    if (walker.list->chunks().size() < best->list->chunks().size()) best = &walker;
  return *best->list;
}

std::span<ListHere> ListWalk::at(std::uint32_t number) noexcept {
  std::size_t n = 0;
  for (Walker& walker : walkers_.first(size_)) {
    while (walker.next != walker.end && walker.next->chunk < number) ++walker.next;
    if (walker.next == walker.end || walker.next->chunk != number) continue;
    std::size_t place = n++;
    for (; place > 0 && walker.next->cardinality < here_[place - 1].chunk->cardinality; --place)
      here_[place] = here_[place - 1];
    here_[place] = {walker.next, walker.number};
  }
  return here_.first(n);
}

void ListWalk::prefetch_after(std::uint32_t number, bool with_codes) const noexcept {
  for (const Walker& walker : walkers_.first(size_)) {
    const ListChunk* next = walker.next;
    if (next != walker.end && next->chunk <= number) ++next;
    if (next == walker.end) continue;
    next->prefetch();
    if (!with_codes) continue;
    const std::uint8_t* codes = walker.list->codes() + next->first_rank;
    const std::uint32_t bytes = std::min(next->cardinality, kCodesAhead);
    for (std::uint32_t at = 0; at < bytes; at += 64) __builtin_prefetch(codes + at);
  }
}

}  // namespace coldopen
