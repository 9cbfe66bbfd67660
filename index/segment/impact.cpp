#include "index/segment/impact.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace coldopen {
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
