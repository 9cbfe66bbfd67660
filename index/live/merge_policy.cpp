#include "index/live/merge_policy.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace coldopen {

std::vector<std::size_t> choose_merge(std::span<const SegmentSize> sizes,
                                      std::size_t segments_max) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i].living < sizes[i].documents - sizes[i].living) return {i};
  }
  if (sizes.size() <= segments_max) return {};

  // What a merge would write of a segment: its living part.
  const auto weight = [&](std::size_t i) {
    return static_cast<double>(sizes[i].bytes) * static_cast<double>(sizes[i].living) /
           static_cast<double>(std::max<std::uint64_t>(sizes[i].documents, 1));
  };
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(weight(i), i); });

  const std::size_t least = sizes.size() - segments_max + 1;  // to come within the bound
  std::size_t take = 1;
  double best = -1;
  double smaller = weight(order[0]);
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (smaller + weight(order[i]) > double{kMergedBytesMax}) break;
    const double company = smaller / std::max(weight(order[i]), 1.0);
    if (i + 1 <= least || company >= best) {
      best = company;
      take = i + 1;
    }
    smaller += weight(order[i]);
  }
  if (take == 1) return {};
  order.resize(take);
  std::ranges::sort(order);
  return order;
}

}  // namespace coldopen
