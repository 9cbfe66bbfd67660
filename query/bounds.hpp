// Scores as whole numbers of 16 bits that are never too low, and thresholds that are never too
// high.
//
// A posting with impact code c of a list of weight w has f = F / (F + K) <= r c / 255, where r says
// how far the K of this query is from the K its segment was written with (1 if they are the same).
//   S = 60000 / sum of w r        W = ceil(w r S 256 / 255)        bound = (c W) >> 8
// A document's bound is the sum over its lists and stays below 65,536. With m lists each shift
// loses less than 1, so a document reaches the score t only if its bound is >= floor(t S) - m.
// Never compare a bound with a score in any other way.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/segment/lengths.hpp"
#include "query/bm25.hpp"

namespace coldopen {

// How much larger and smaller count / (count + K) can be now than when the codes were made, over
// all counts >= 1 and all lengths: {high, low}, high >= 1 >= low > 0. O(256).
struct Drift {
  double high = 1;
  double low = 1;
};
Drift drift(const LengthNorms& now, const ImpactParameters& then);
Drift flat_drift(double k1_now, double k1_then);  // lists whose K is k1

class Bounds {
 public:
  // `weights` by list of the query; `drift` the widest over all segments and lists.
  Bounds(std::span<const double> weights, const Drift& drift);

  std::uint16_t weight(std::size_t list) const noexcept;  // W
  // The least bound of a document whose score may be `score` or more. 0 and below: 0.
  std::uint32_t threshold(double score) const noexcept;
  // A score that a posting with this code surely has, from its list alone.
  double surely(std::size_t list, std::uint8_t code) const noexcept;
  // The largest gap between a document's bound and its true score in bounds (D of the design).
  std::uint32_t slack() const noexcept;

 private:
  double scale_ = 0;
  Drift drift_;
  std::vector<double> weights_;
  std::vector<std::uint16_t> bounds_;
};

}  // namespace coldopen
