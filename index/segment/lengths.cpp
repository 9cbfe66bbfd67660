#include "index/segment/lengths.hpp"

#include <algorithm>
#include <bit>

namespace coldopen {
namespace {

// 24: the codes that are left when 31 bits of length go through four significant bits, so that the
// last code is 255.
constexpr std::uint32_t kFree = 24;

}  // namespace

std::uint32_t decode_length(std::uint8_t code) noexcept {
  if (code < kFree) return code;
  const std::uint32_t rest = code - kFree;
  const std::uint32_t bits = rest & 7;
  const std::uint32_t scale = rest >> 3;
  return kFree + (scale == 0 ? bits : (bits | 8) << (scale - 1));
}

std::uint8_t encode_length(std::uint32_t length) noexcept {
  if (length < kFree) return static_cast<std::uint8_t>(length);
  const std::uint32_t rest = length - kFree;
  if (rest < 8) return static_cast<std::uint8_t>(length);
  const auto scale = static_cast<std::uint32_t>(std::bit_width(rest)) - 4;
  const std::uint32_t code = kFree + (((rest >> scale) & 7) | ((scale + 1) << 3));
  return static_cast<std::uint8_t>(std::min<std::uint32_t>(code, 255));
}

SaturationTable saturation_table(const ImpactParameters& parameters) noexcept {
  SaturationTable table{};
  for (std::uint32_t code = 0; code < table.size(); ++code) {
    const double length = decode_length(static_cast<std::uint8_t>(code));
    const double relative = length / parameters.average_length;
    table[code] = parameters.k1 * (1 - parameters.b + parameters.b * relative);
  }
  return table;
}

}  // namespace coldopen
