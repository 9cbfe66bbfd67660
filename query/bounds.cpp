#include "query/bounds.hpp"

#include <algorithm>
#include <cmath>

namespace coldopen {
namespace {

// Rounding of doubles and of the final float, far above what it can be.
constexpr double kDown = 0.999999;
constexpr double kUp = 1 + 1e-9;

}  // namespace

void Drift::widen(const Drift& other) noexcept {
  high = std::max(high, other.high);
  low = std::min(low, other.low);
}

Drift flat_drift(double k1_now, double k1_then) noexcept {
  if (k1_now == k1_then) return {};
  const double ratio = (1 + k1_then) / (1 + k1_now);
  return {std::max(1.0, ratio * kUp), std::min(1.0, ratio / kUp)};
}

Drift drift(const LengthNorms& now, const ImpactParameters& then) noexcept {
  Drift widest;
  for (const std::uint8_t code : {std::uint8_t{0}, std::uint8_t{255}}) {
    const double relative = decode_length(code) / then.average_length;
    widest.widen(flat_drift(now[code], then.k1 * (1 - then.b + then.b * relative)));
  }
  return widest;
}

Bounds::Bounds(std::span<const double> weights, const Drift& drift)
    : drift_(drift),
      weights_(weights.begin(), weights.end()),
      bounds_(weights.size()),
      least_(weights.size()) {
  double sum = 0;
  for (const double weight : weights) sum += weight * drift.high;
  const auto lists = static_cast<double>(weights.size());
  if (sum > 0) scale_ = (60'000 - std::min(lists, 50'000.0)) / sum;  // ceil below adds 1 a list
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double bound = std::ceil(weights[i] * drift.high * scale_ * 256 / 255);
    bounds_[i] = static_cast<std::uint16_t>(std::clamp(bound, 0.0, 65'535.0));
    slack_ += slack_of(i);
  }
}

double Bounds::slack_of(std::size_t list) const noexcept {
  return bounds_[list] == 0 ? 0 : bounds_[list] / 256.0 * 1.001 + 1 / drift_.low;
}

std::uint32_t Bounds::threshold(double score) const noexcept {
  const double least = std::floor(score * scale_ * kDown) - static_cast<double>(weights_.size());
  return static_cast<std::uint32_t>(std::clamp(least, 0.0, 65'535.0));
}

std::uint32_t Bounds::threshold_after(std::uint32_t bound) const noexcept {
  double slack = 0;
  double lists = 0;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    if (bounds_[i] == 0 || least_[i] >= bound + slack_) continue;
    slack += slack_of(i);
    lists += 1;
  }
  const double score = (bound - slack) * (drift_.low / drift_.high);  // in bounds
  return static_cast<std::uint32_t>(std::clamp(std::floor(score * kDown) - lists, 0.0, 65'535.0));
}

double Bounds::surely(std::size_t list, std::uint8_t code) const noexcept {
  return std::max(0.0, weights_[list] * drift_.low * (code - 1.001) / 255);
}

}  // namespace coldopen
