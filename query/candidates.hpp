// The documents that may be among the k best, under a threshold that rises by itself.
//
// No heap and no exact scores: what is offered is appended, a histogram of the bounds (buckets of 1
// to 32, so that low cuts are fine ones) counts, and as soon as the buckets above the cut hold k,
// the cut and with it the threshold rise (Bounds::threshold_after). Documents with bound >=
// threshold are all kept, so that equal scores at the end are decided by their order and not by
// chance. Each document is offered once, alive, with its own whole bound: then k of them reach the
// cut.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "index/segment/kernels.hpp"
#include "index/segment/term.hpp"
#include "query/bounds.hpp"

namespace coldopen {

struct Candidate {
  DocId doc = 0;
  std::uint16_t segment = 0;
  std::uint16_t bound = 0;
};

class Candidates {
 public:
  // `threshold`: what is known before the first document (0: nothing). `bounds` must outlive the
  // offers. k = 0 is taken for 1.
  void begin(std::uint32_t k, std::uint32_t threshold, const Bounds& bounds);
  void begin_segment(std::uint16_t segment) noexcept { segment_ = segment; }

  std::uint32_t threshold() const noexcept { return threshold_; }
  // Documents of a segment in any order; passed over if bound < threshold(). O(1).
  void offer(DocId doc, std::uint32_t bound);
  // base + at[i] with bounds[i]; 64 more bytes may be read behind these.
  void offer_all(const Kernels& with, DocId base, const std::uint16_t* at,
                 const std::uint16_t* bounds, std::uint32_t n);

  // Those with bound >= threshold(), by segment and document.
  std::span<const Candidate> take();
  // A bound that k of them have or pass; 0 if none is known.
  std::uint32_t sure_bound() const noexcept { return sure_; }

 private:
  // Room that stays from query to query; what needed more was odd.
  static constexpr std::size_t kKeptMost = std::size_t{1} << 20;
  // Below 2,048 each bound has its own; above, 1,024 for each power of two.
  static constexpr std::uint32_t kBuckets = 2'048 + 5 * 1'024;
  static constexpr std::uint32_t kLine = 16;  // buckets that share a cache line
  static std::uint32_t bucket_of(std::uint32_t bound) noexcept {
    const std::uint32_t shift =
        std::max(static_cast<std::uint32_t>(std::bit_width(bound)), 11U) - 11;
    return shift * 1'024 + (bound >> shift);
  }
  static std::uint32_t least_of(std::uint32_t bucket) noexcept {
    const std::uint32_t shift = std::max(bucket / 1'024, 1U) - 1;
    return (bucket - shift * 1'024) << shift;
  }
  void keep(const Candidate& one) noexcept;
  std::uint32_t next_used(std::uint32_t bucket) const noexcept;
  void raise() noexcept;
  void forget() noexcept;

  const Bounds* bounds_ = nullptr;
  std::uint32_t k_ = 0, threshold_ = 0, sure_ = 0;
  std::uint16_t segment_ = 0;
  std::uint32_t cut_ = 0;    // a bucket
  std::uint32_t above_ = 0;  // candidates in higher ones
  alignas(
      64) std::array<std::uint32_t, kBuckets> having_{};  // candidates by bucket, from cut_ + 1 on
  std::array<bool, kBuckets / kLine> used_{};  // lines of these that have some: most have none
  std::vector<Candidate> kept_;                // the first size_ of them
  std::size_t size_ = 0;
  std::vector<Candidate> scratch_;
};

}  // namespace coldopen
