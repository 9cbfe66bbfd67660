// A length as one byte, and the K of the formula for each such byte.
//
// Origin: Lucene's SmallFloat.intToByte4: lengths to 39 as they are, longer ones with their first
// four bits, rounded down. The decoded length *is* the length of the score, so the score is exact.
#pragma once

#include <array>
#include <cstdint>

#include "index/scoring.hpp"

namespace coldopen {

// Decoded length of a length code: exact to 39, then 4 significant bits (FORMAT.md).
std::uint32_t decode_length(std::uint8_t code) noexcept;
std::uint8_t encode_length(std::uint32_t length) noexcept;  // rounds down

// What impacts were made with: the statistics of the day a segment was written.
struct ImpactParameters {
  double k1 = 1.5;
  double b = 0.7;
  double average_length = 1.0;  // above 0
  bool operator==(const ImpactParameters&) const = default;
};

// K = k1 * (1 - b + b * length / average), by length code.
using SaturationTable = std::array<double, 256>;
SaturationTable saturation_table(const ImpactParameters& parameters) noexcept;

}  // namespace coldopen
