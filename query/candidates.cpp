#include "query/candidates.hpp"

#include <algorithm>
#include <utility>

#include "query/radix_sort.hpp"

namespace coldopen {

void Candidates::begin(std::uint32_t k, std::uint32_t threshold, const Bounds& bounds) {
  k_ = std::max<std::uint32_t>(k, 1);
  threshold_ = threshold;
  bounds_ = &bounds;
  segment_ = 0;
  cut_ = bucket_of(threshold);  // nothing below is offered
  held_ = 0;
  forget();
  kept_.clear();
}

// Empties the buckets; most queries have used few of them.
void Candidates::forget() noexcept {
  if (kept_.size() > kBuckets / 16) {
    having_.fill(0);
  } else {
    for (const Candidate& one : kept_) having_[bucket_of(one.bound)] = 0;
  }
}

// Out of line: a query comes here as often as its cut moves.
void Candidates::raise() noexcept {
  while (held_ - having_[cut_] >= k_) held_ -= having_[cut_++];
  threshold_ = std::max(threshold_, bounds_->threshold_after(least_of(cut_)));
}

void Candidates::offer_all(DocId base, const std::uint16_t* at, const std::uint16_t* bounds,
                           std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) offer(base + at[i], bounds[i]);
}

std::span<const Candidate> Candidates::take() {
  forget();
  std::erase_if(kept_, [this](const Candidate& one) { return one.bound < threshold_; });
  const auto place = [](const Candidate& one) { return std::pair(one.segment, one.doc); };
  if (!std::ranges::is_sorted(kept_, {}, place)) {
    scratch_.resize(kept_.size());
    const std::span<Candidate> kept(kept_);
    const std::span<Candidate> scratch(scratch_);
    radix_sort(kept, scratch, [](const Candidate& one) { return one.doc; });
    radix_sort(kept, scratch, [](const Candidate& one) { return std::uint32_t{one.segment}; });
  }
  return kept_;
}

}  // namespace coldopen
