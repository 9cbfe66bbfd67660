#include "query/candidates.hpp"

#include <algorithm>
#include <tuple>

namespace coldopen {

void Candidates::begin(std::uint32_t k, std::uint32_t threshold, const Bounds& bounds) {
  k_ = std::max<std::uint32_t>(k, 1);
  threshold_ = threshold;
  bounds_ = &bounds;
  segment_ = 0;
  cut_ = 0;
  held_ = 0;
  having_.fill(0);
  kept_.clear();
}

// Out of line: a query comes here as often as its cut moves.
void Candidates::raise() noexcept {
  while (held_ - having_[cut_] >= k_) held_ -= having_[cut_++];
  threshold_ = std::max(threshold_, bounds_->threshold_after(cut_ * 32));
}

void Candidates::offer_all(DocId base, const std::uint16_t* at, const std::uint16_t* bounds,
                           std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) offer(base + at[i], bounds[i]);
}

std::span<const Candidate> Candidates::take() {
  std::erase_if(kept_, [this](const Candidate& one) { return one.bound < threshold_; });
  const auto before = [](const Candidate& a, const Candidate& b) {
    return std::tie(a.segment, a.doc) < std::tie(b.segment, b.doc);
  };
  if (!std::ranges::is_sorted(kept_, before)) std::ranges::sort(kept_, before);
  return kept_;
}

}  // namespace coldopen
