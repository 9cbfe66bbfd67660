// The documents that may be among the k best, under a threshold that rises by itself.
//
// No heap and no exact scores: what is offered is appended, a histogram of the bounds (2,048
// buckets of 32) counts, and as soon as the buckets above the cut hold k, the cut and with it the
// threshold rise (cut * 32 - slack). Documents with bound >= threshold are all kept, so that equal
// scores at the end are decided by their order and not by chance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/segment/term.hpp"

namespace coldopen {

struct Candidate {
  DocId doc = 0;
  std::uint16_t segment = 0;
  std::uint16_t bound = 0;
};

class Candidates {
 public:
  // `threshold`: what is known before the first document (0: nothing).
  void begin(std::uint32_t k, std::uint32_t threshold, std::uint32_t slack);
  void begin_segment(std::uint16_t segment);

  std::uint32_t threshold() const noexcept { return threshold_; }
  // Documents of a segment in any order; bound >= threshold(). O(1).
  void offer(DocId doc, std::uint32_t bound) noexcept;
  void offer_all(DocId base, const std::uint16_t* at, const std::uint16_t* bounds, std::uint32_t n);

  // Those with bound >= threshold(), by segment and document.
  std::span<const Candidate> take();

 private:
  std::uint32_t k_ = 0, threshold_ = 0, slack_ = 0;
  std::uint16_t segment_ = 0;
};

}  // namespace coldopen
