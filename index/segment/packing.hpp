// How packed arrays lie (FORMAT.md, "packed array"; bitpack.hpp reads and writes whole ones): one
// block of 32 numbers of one width, found by the table and read without a check of its bounds.
//
// Numbers are named by their place in the array. Eight bytes may be read where a number begins.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace coldopen {

struct PackedBytes {
  const std::byte* table = nullptr;
  const std::byte* data = nullptr;
};

namespace packing {

inline constexpr std::size_t kBlock = 32;      // numbers of one width
inline constexpr std::size_t kStretch = 256;   // of one base
inline constexpr std::size_t kLine = 16;       // bytes of the table for a stretch
inline constexpr std::size_t kUnit = 4;        // bytes in which the table counts
inline constexpr std::size_t kGroup = 16;      // numbers that are summed
inline constexpr std::uint32_t kNarrow = 4;    // bits of numbers of which eight bytes hold a group
inline constexpr std::uint32_t kMiddling = 8;  // and half a group

// For fields of `width` bits in eight bytes: every other one, every other pair, four, eight.
// [step][width]
inline constexpr std::array<std::array<std::uint64_t, kMiddling + 1>, 4> kHalves = [] {
  std::array<std::array<std::uint64_t, kMiddling + 1>, 4> halves{};
  for (std::uint32_t width = 1; width <= kMiddling; ++width) {
    const std::uint32_t fields = width <= kNarrow ? kGroup : kGroup / 2;
    for (std::uint32_t bit = 0; bit < fields * width; ++bit) {
      for (std::uint32_t step = 0; step < 4; ++step) {
        if ((bit / (width << step)) % 2 == 0) halves[step][width] |= std::uint64_t{1} << bit;
      }
    }
  }
  return halves;
}();

inline std::uint64_t eight_bytes(const std::byte* at) noexcept {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// The sum of the first fields, of `bits` < 64 together: neighbours are added until one is left.
inline std::uint64_t sum_of_fields(std::uint64_t fields, std::size_t bits,
                                   std::uint32_t width) noexcept {
  fields &= (std::uint64_t{1} << bits) - 1;
  const std::uint32_t steps = width <= kNarrow ? 4 : 3;
  for (std::uint32_t step = 0; step < steps; ++step) {
    const std::uint64_t half = kHalves[step][width];
    fields = (fields & half) + ((fields >> (width << step)) & half);
  }
  return fields;
}

}  // namespace packing

class PackedBlock {
 public:
  PackedBlock() = default;
  // The one in which number i lies.
  PackedBlock(const PackedBytes& array, std::size_t i) noexcept {
    const std::byte* line = array.table + i / packing::kStretch * packing::kLine;
    const std::uint64_t head = packing::eight_bytes(line);  // start, base
    const std::uint64_t widths = packing::eight_bytes(line + 8);
    const std::size_t shift = i % packing::kStretch / packing::kBlock * 8;
    // The widths before this block's, added in the highest byte: at most 7 * 32.
    const std::uint64_t before =
        (widths & ((std::uint64_t{1} << shift) - 1)) * 0x0101'0101'0101'0101ULL >> 56;
    data_ = array.data + ((head & 0xFFFF'FFFF) + before) * packing::kUnit;
    base_ = static_cast<std::uint32_t>(head >> 32);
    width_ = static_cast<std::uint32_t>(widths >> shift & 0xFF);
  }

  const std::byte* data() const noexcept { return data_; }
  std::uint32_t base() const noexcept { return base_; }
  std::uint32_t width() const noexcept { return width_; }

  std::uint32_t operator[](std::size_t i) const noexcept {
    const std::size_t bit = i % packing::kBlock * width_;
    const std::uint64_t mask = (std::uint64_t{1} << width_) - 1;
    return base_ +
           static_cast<std::uint32_t>((packing::eight_bytes(data_ + bit / 8) >> (bit % 8)) & mask);
  }

  // The sum of the numbers before the i-th in its group of 16 (those from i / 16 * 16 on).
  std::uint64_t sum_before(std::size_t i) const noexcept {
    const std::size_t n = i % packing::kGroup;
    if (width_ > packing::kNarrow) return sum_of_wide(i - n, n);
    const std::byte* group = data_ + (i - n) % packing::kBlock * width_ / 8;
    return std::uint64_t{base_} * n +
           packing::sum_of_fields(packing::eight_bytes(group), n * width_, width_);
  }

  void prefetch(std::size_t i) const noexcept {
    __builtin_prefetch(data_ + i % packing::kBlock * width_ / 8);
  }

 private:
  std::uint64_t sum_of_wide(std::size_t group, std::size_t n) const noexcept;

  const std::byte* data_ = nullptr;
  std::uint32_t base_ = 0;
  std::uint32_t width_ = 0;
};

inline std::uint64_t PackedBlock::sum_of_wide(std::size_t group, std::size_t n) const noexcept {
  std::uint64_t sum = 0;
  if (width_ > packing::kMiddling) {
    for (std::size_t i = group; i < group + n; ++i) sum += (*this)[i];
    return sum;
  }
  const std::byte* data = data_ + group % packing::kBlock * width_ / 8;
  constexpr std::size_t kHalf = packing::kGroup / 2;
  if (n >= kHalf) {  // the first half is summed in two parts: none has 64 bits
    sum += (*this)[group + kHalf - 1] + std::uint64_t{base_} * (kHalf - 1) +
           packing::sum_of_fields(packing::eight_bytes(data), (kHalf - 1) * width_, width_);
    data += width_;
    n -= kHalf;
  }
  return sum + std::uint64_t{base_} * n +
         packing::sum_of_fields(packing::eight_bytes(data), n * width_, width_);
}

}  // namespace coldopen
