// Scores as whole numbers of 16 bits that are never too low, and thresholds that are never too
// high.
//
// A posting with impact code c of a list of weight w has f = F / (F + K) <= high c / 255, where
// `high` says how far the K of this query is from the K its segment was written with (1 if they are
// the same), and f > low (c - 1.001) / 255.
//   S = 60000 / sum of w high        W = ceil(w high S 256 / 255)        bound = (c W) >> 8
// A document's bound is the sum over its lists and stays below 65,536. With m lists each shift
// loses less than 1, so a document reaches the score t only if its bound is >= floor(t S) - m.
// Never compare a bound with a score in any other way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/segment/lengths.hpp"
#include "query/bm25.hpp"

namespace coldopen {

// How much larger and smaller count / (count + K) can be now than when the codes were made, over
// all counts >= 1 and all lengths: high >= 1 >= low > 0.
struct Drift {
  double high = 1;
  double low = 1;
  void widen(const Drift& other) noexcept;
};
// O(1): (F + K_then) / (F + K_now) is monotone in F and in the length, so its extremes lie at F = 1
// and the ends of the lengths.
Drift drift(const LengthNorms& now, const ImpactParameters& then) noexcept;
Drift flat_drift(double k1_now, double k1_then) noexcept;  // lists whose K is k1

class Bounds {
 public:
  // `weights` by list of the query, not negative; `drift` the widest over all segments and lists.
  Bounds(std::span<const double> weights, const Drift& drift);

  std::uint16_t weight(std::size_t list) const noexcept { return bounds_[list]; }  // W
  std::uint32_t of(std::size_t list, std::uint8_t code) const noexcept {
    return (std::uint32_t{code} * bounds_[list]) >> 8;
  }
  // The least bound of a document whose score may be `score` or more. 0 and below: 0.
  std::uint32_t threshold(double score) const noexcept;
  // The same for the least score among documents whose own bounds are `bound` and more:
  //   bound <= score S high / low  +  slack,  slack = 1.001 sum of W / 256  +  m / low
  // over the lists that a document near `bound` can be in at all: not one whose worst posting is
  // further above it than the slack of all lists. O(lists).
  std::uint32_t threshold_after(std::uint32_t bound) const noexcept;
  // That no posting of a list has a lower code.
  void set_least(std::size_t list, std::uint8_t code) noexcept { least_[list] = of(list, code); }
  // Whether such a `code` matters to threshold_after from some bound on, `bound` or more.
  bool may_be_above(std::size_t list, std::uint8_t code, std::uint32_t bound) const noexcept {
    return of(list, code) >= bound + slack_;
  }
  // A score that a posting with this code surely has, from its list alone.
  double surely(std::size_t list, std::uint8_t code) const noexcept;

 private:
  double scale_ = 0;  // S
  double slack_of(std::size_t list) const noexcept;

  double slack_ = 0;  // of all lists
  Drift drift_;
  std::vector<double> weights_;
  std::vector<std::uint16_t> bounds_;
  std::vector<std::uint32_t> least_;  // the bound of its worst posting, as far as it is known
};

}  // namespace coldopen
