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
  sure_ = 0;
  size_ = 0;
}

// Empties the buckets.
void Candidates::forget() noexcept {
  for (std::size_t line = 0; line < used_.size(); ++line) {
    if (!used_[line]) continue;
    std::fill_n(having_.begin() + line * kLine, kLine, 0U);
    used_[line] = false;
  }
}

// The first bucket from this one on that has some; there is one.
std::uint32_t Candidates::next_used(std::uint32_t bucket) const noexcept {
  for (;; ++bucket) {
    if (bucket % kLine == 0)
      while (!used_[bucket / kLine]) bucket += kLine;
    if (having_[bucket] != 0) return bucket;
  }
}

// Out of line: a query comes here as often as its cut moves.
void Candidates::raise() noexcept {
  while (above_ >= k_) {
    cut_ = next_used(cut_ + 1);
    above_ -= having_[cut_];
  }
  sure_ = least_of(cut_);
  threshold_ = std::max(threshold_, bounds_->threshold_after(sure_));
}

// There is room for it. Without a branch but the last: nobody foretells bounds.
inline void Candidates::keep(const Candidate& one) noexcept {
  kept_[size_] = one;
  size_ += one.bound >= threshold_ ? 1 : 0;
  const std::uint32_t bucket = bucket_of(one.bound);
  const bool counts = bucket > cut_;
  ++having_[counts ? bucket : 0];  // where nobody looks
  used_[bucket / kLine] = true;
  above_ += counts ? 1 : 0;
  if (above_ >= k_) raise();
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
      keep({base + at[i], segment_, bounds[i]});
    }
  }
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
