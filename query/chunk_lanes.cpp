#include "query/chunk_lanes.hpp"

#include <functional>

namespace coldopen {

ChunkLanes::ChunkLanes(const FlatQuery& query, const SegmentLists& segment, const Bounds& bounds,
                       Workspace& workspace)
    : segment_(segment), bounds_(bounds), lanes_(workspace.take<Lane>(query.lists.size())) {}

bool ChunkLanes::set(std::span<const ListHere> must, std::span<const ListHere> should,
                     std::uint32_t threshold) {
  std::uint32_t most = 0;  // before anything of the containers is read
  for (const ListHere& here : must) most += bounds_.of(here.list, here.chunk->max_code);
  for (const ListHere& here : should) most += bounds_.of(here.list, here.chunk->max_code);
  if (most < threshold) return false;
  size_ = 0;
  for (const ListHere& here : must) add(here);
  must_ = size_;
  for (const ListHere& here : should) add(here);
  std::ranges::sort(lanes_.subspan(must_, should.size()), std::greater{},
                    [](const Lane& lane) { return lane.chunk->max_code * lane.weight; });
  WindowBounds behind{};
  for (std::size_t i = size_; i-- > 0;) {
    lanes_[i].rest = behind;
    for (std::uint32_t window = 0; window < kWindows; ++window)
      behind[window] = static_cast<std::uint16_t>(behind[window] + lanes_[i].best[window]);
  }
  return true;
}

void ChunkLanes::add(const ListHere& here) noexcept {
  Lane& lane = lanes_[size_++];
  lane.chunk = here.chunk;
  lane.codes = segment_.lists[here.list].codes() + here.chunk->first_rank;
  lane.weight = bounds_.weight(here.list);
  for (std::uint32_t window = 0; window < kWindows; ++window) {
    lane.best[window] =
        static_cast<std::uint16_t>((here.chunk->window_max(window) * lane.weight) >> 8);
  }
}

std::size_t ChunkLanes::needed(std::uint32_t window, std::uint32_t threshold) const noexcept {
  std::uint32_t most = 0;
  for (const Lane& lane : must()) most += lane.best[window];
  if (most >= threshold) return 0;
  std::size_t held = size_ - must_;
  while (held > 0 && most + should()[held - 1].best[window] < threshold)
    most += should()[--held].best[window];
  return held;
}

}  // namespace coldopen
