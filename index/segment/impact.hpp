// A posting's bound as one byte, and the k-th best bounds of a list (seeds of thresholds).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "index/segment/lengths.hpp"

namespace coldopen {

// c = ceil(255 f + 1e-4), f = count / (count + K): f <= c / 255 and f > (c - 1.001) / 255.
std::uint8_t impact_code(double count, double saturation) noexcept;

// The count whose code this is, where no other has it with this K: so it is for nearly all counts
// below 15, whose own bytes then need not be read. 0: another count might have it, too. Without a
// branch: nobody foretells codes.
std::uint32_t count_of_code(std::uint8_t code, double saturation) noexcept;

// Codes of small counts, each worked out once.
class ImpactCodes {
 public:
  explicit ImpactCodes(const ImpactParameters& parameters) noexcept
      : saturation_(saturation_table(parameters)), flat_(parameters.k1) {}

  double saturation(std::uint8_t length_code) const noexcept { return saturation_[length_code]; }
  double flat_saturation() const noexcept { return flat_; }  // of lists whose K knows no length

  std::uint8_t code(std::uint32_t count, std::uint8_t length_code) noexcept {
    if (count >= kKnownCounts) return impact_code(count, saturation_[length_code]);
    std::uint8_t& code = known_[std::size_t{count} * 256 + length_code];  // no code is 0
    if (code == 0) code = impact_code(count, saturation_[length_code]);
    return code;
  }
  std::uint8_t flat_code(std::uint32_t count) const noexcept { return impact_code(count, flat_); }

 private:
  static constexpr std::uint32_t kKnownCounts = 16;
  SaturationTable saturation_;
  double flat_;
  std::array<std::uint8_t, std::size_t{kKnownCounts} * 256> known_{};
};

// The impact codes of the best, 10th, 100th and 1000th best posting; 0 if there are fewer.
struct ImpactSeeds {
  std::uint8_t best = 0;
  std::uint8_t code_10 = 0;
  std::uint8_t code_100 = 0;
  std::uint8_t code_1000 = 0;
  bool operator==(const ImpactSeeds&) const = default;
};
ImpactSeeds impact_seeds(std::span<const std::uint8_t> codes) noexcept;

// By code + 1: count / K of the largest count, a whole number or not, that has it: x / (1 - x) with
// x = (c - 1e-4) / 255. That of code -1 is below all.
inline constexpr std::array<double, 257> kCountOverK = [] {
  std::array<double, 257> ratios{};
  ratios[0] = -1;
  for (std::size_t code = 1; code < 256; ++code) {
    const double x = (static_cast<double>(code) - 1e-4) / 255;
    ratios[code + 1] = x / (1 - x);
  }
  return ratios;
}();

inline std::uint32_t count_of_code(std::uint8_t code, double saturation) noexcept {
  constexpr double kMost = 255;       // beyond that no code has a count of its own
  constexpr double kRounding = 1e-6;  // far above what these products lose
  const double above = saturation * kCountOverK[code];  // counts with smaller codes end here
  const double end = saturation * kCountOverK[code + 1U];
  const double most = end > 0 && end < kMost ? end : 0;
  const auto count = static_cast<std::uint32_t>(most - kRounding);
  const auto also = static_cast<std::uint32_t>(most + kRounding);
  const auto whole = static_cast<double>(count);
  const auto is_certain =
      static_cast<std::uint32_t>((above >= 0) & (most >= 1) & (also == count) &
                                 (above + kRounding < whole) & (above >= whole - 1 + kRounding));
  return count * is_certain;
}

}  // namespace coldopen
