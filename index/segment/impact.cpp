#include "index/segment/impact.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace coldopen {
namespace {

// count / K of the largest count, a whole number or not, that has a code: x / (1 - x) with
// x = (c - 1e-4) / 255.
constexpr std::array<double, 256> kCountOverK = [] {
  std::array<double, 256> ratios{};
  for (std::size_t code = 1; code < ratios.size(); ++code) {
    const double x = (static_cast<double>(code) - 1e-4) / 255;
    ratios[code] = x / (1 - x);
  }
  return ratios;
}();

}  // namespace

std::uint32_t count_of_code(std::uint8_t code, double saturation) noexcept {
  constexpr double kMost = 255;       // beyond that no code has a count of its own
  constexpr double kRounding = 1e-6;  // far above what these products lose
  if (code == 0) return 0;
  const double above = saturation * kCountOverK[code - 1U];  // counts with smaller codes end here
  const double most = saturation * kCountOverK[code];
  if (!(above >= 0 && most >= 1 && most < kMost)) return 0;
  const auto count = static_cast<std::uint32_t>(most - kRounding);
  const bool is_certain = static_cast<std::uint32_t>(most + kRounding) == count &&
                          above + kRounding < count && above >= count - 1 + kRounding;
  return is_certain ? count : 0;
}

std::uint8_t impact_code(double count, double saturation) noexcept {
  const double f = count / (count + saturation);
  return static_cast<std::uint8_t>(std::clamp(std::ceil(255 * f + 1e-4), 0.0, 255.0));
}

ImpactSeeds impact_seeds(std::span<const std::uint8_t> codes) noexcept {
  if (codes.empty()) return {};
  if (codes.size() < 10) return {std::ranges::max(codes), 0, 0, 0};  // nearly all lists
  std::array<std::size_t, 256> having{};
  for (const std::uint8_t code : codes) ++having[code];
  ImpactSeeds seeds;
  std::size_t seen = 0;
  for (std::size_t code = 256; code-- > 0;) {
    const std::size_t before = seen;
    seen += having[code];
    const auto reaches = [&](std::size_t k) { return before < k && k <= seen; };
    const auto value = static_cast<std::uint8_t>(code);
    if (reaches(1)) seeds.best = value;
    if (reaches(10)) seeds.code_10 = value;
    if (reaches(100)) seeds.code_100 = value;
    if (reaches(1000)) seeds.code_1000 = value;
  }
  return seeds;
}

}  // namespace coldopen
