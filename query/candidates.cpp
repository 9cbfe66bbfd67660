#include "query/candidates.hpp"

#include <algorithm>
#include <utility>

#include "query/radix_sort.hpp"

namespace coldopen {

void Candidates::begin(std::uint32_t k, std::uint32_t threshold, const Bounds& bounds) {
  forget();
  if (kept_.capacity() > kKeptMost) {
    kept_ = {};
    scratch_ = {};
  }
  k_ = std::max<std::uint32_t>(k, 1);
  threshold_ = threshold;
  bounds_ = &bounds;
  segment_ = 0;
  cut_ = bucket_of(threshold);  // nothing below is offered
  above_ = 0;
  size_ = 0;
}

// Empties the buckets; most queries have used few of them.
void Candidates::forget() noexcept {
  if (size_ > kBuckets / 16) {
    having_.fill(0);
  } else {
    for (std::size_t i = 0; i < size_; ++i) having_[bucket_of(kept_[i].bound)] = 0;
  }
}

// Out of line: a query comes here as often as its cut moves.
void Candidates::raise() noexcept {
  while (above_ >= k_) above_ -= having_[++cut_];
  threshold_ = std::max(threshold_, bounds_->threshold_after(least_of(cut_)));
}

void Candidates::offer_all(const Kernels& with, DocId base, const std::uint16_t* at,
                           const std::uint16_t* bounds, std::uint32_t n) {
  constexpr std::uint32_t kTogether = 128;  // under one threshold: it rises from one to the next
  std::array<std::uint16_t, kTogether + 64> places;
  for (std::uint32_t begin = 0; begin < n; begin += kTogether) {
    const std::uint32_t some = std::min(n - begin, kTogether);
    if (kept_.size() < size_ + some) kept_.resize(2 * (size_ + some));
    const std::uint32_t found =
        with.find_sums(bounds + begin, some, static_cast<std::uint16_t>(threshold_), places.data());
    for (std::uint32_t k = 0; k < found; ++k) {
      const std::uint32_t i = begin + places[k];
      if (bounds[i] >= threshold_) keep({base + at[i], segment_, bounds[i]});
    }
  }
}

// There is room for it.
void Candidates::keep(const Candidate& one) noexcept {
  kept_[size_++] = one;
  const std::uint32_t bucket = bucket_of(one.bound);
  if (bucket <= cut_) return;
  ++having_[bucket];
  if (++above_ >= k_) raise();
}

void Candidates::offer(DocId doc, std::uint32_t bound) {
  if (bound < threshold_) return;
  if (kept_.size() == size_) kept_.resize(2 * size_ + 1);
  keep({doc, segment_, static_cast<std::uint16_t>(bound)});
}

std::span<const Candidate> Candidates::take() {
  forget();
  std::size_t held = 0;
  for (std::size_t i = 0; i < size_; ++i) {  // without a branch: nobody can foretell it
    const bool keeps = kept_[i].bound >= threshold_;
    kept_[held] = kept_[i];
    held += keeps ? 1 : 0;
  }
  size_ = held;
  const std::span<Candidate> kept = std::span(kept_).first(held);
  const auto place = [](const Candidate& one) { return std::pair(one.segment, one.doc); };
  if (!std::ranges::is_sorted(kept, {}, place)) {
    scratch_.resize(std::max(scratch_.size(), held));
    const std::span<Candidate> scratch = std::span(scratch_).first(held);
    radix_sort(kept, scratch, [](const Candidate& one) { return one.doc; });
    radix_sort(kept, scratch, [](const Candidate& one) { return std::uint32_t{one.segment}; });
  }
  return kept;
}

}  // namespace coldopen
