// A posting's bound as one byte, and the k-th best bounds of a list (seeds of thresholds).
#pragma once

#include <cstdint>
#include <span>

namespace coldopen {

// c = ceil(255 f + 1e-4), f = count / (count + K): f <= c / 255 and f > (c - 1.001) / 255.
std::uint8_t impact_code(double count, double saturation) noexcept;

// The impact codes of the best, 10th, 100th and 1000th best posting; 0 if there are fewer.
struct ImpactSeeds {
  std::uint8_t best = 0;
  std::uint8_t code_10 = 0;
  std::uint8_t code_100 = 0;
  std::uint8_t code_1000 = 0;
  bool operator==(const ImpactSeeds&) const = default;
};
ImpactSeeds impact_seeds(std::span<const std::uint8_t> codes) noexcept;

}  // namespace coldopen
