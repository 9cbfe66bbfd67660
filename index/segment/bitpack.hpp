// Numbers packed by 32 with one width a block, eight blocks with one base, each readable on its
// own.
//
// Format (FORMAT.md, "packed array"): u32 count, u32 units, 8 zero bytes; for each 256 numbers
// {u32 start in units of 4 bytes, u32 base, u8 width[8]}; the data. Number i = base + the bits
// [w * (i % 32), w * (i % 32 + 1)) of block i / 32: 32 numbers of width w are w units exactly, so a
// block begins at its start and the widths before it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "index/io/bytes.hpp"
#include "index/io/spool.hpp"
#include "index/segment/kernels.hpp"

namespace coldopen {

// A view. Reading beyond the count gives 0. Cost of a read: four loads of two lines, one branch.
class PackedArray {
 public:
  // 32 numbers of one width, found by the table; numbers are named by their place in the array.
  class Block {
   public:
    std::uint32_t operator[](std::size_t i) const noexcept;  // i lies in it
    // The sum of the numbers before the i-th in its group of 16 (those from i / 16 * 16 on).
    std::uint64_t sum_before(std::size_t i) const noexcept;
    void prefetch(std::size_t i) const noexcept;

   private:
    friend class PackedArray;
    std::uint64_t sum_of_wide(std::size_t group, std::size_t n) const noexcept;

    const std::byte* data_ = nullptr;
    std::uint32_t base_ = 0;
    std::uint32_t width_ = 0;
  };

  PackedArray() = default;  // empty

  // Takes one from the front of `reader`; none if its table does not fit its bytes. O(count / 256).
  static std::optional<PackedArray> open(ByteReader& reader) noexcept;

  std::uint32_t size() const noexcept { return count_; }
  std::uint32_t operator[](std::size_t i) const noexcept;
  // Numbers first, first + 1, .. as out[0, n). Room: n + 64, of which the last may hold anything.
  // Cost: a call of `unpack` for each block they lie in.
  void read(const Kernels& with, std::size_t first, std::size_t n,
            std::uint32_t* out) const noexcept;
  // What number i < size() lies in; reads the table, whose memory may be asked for before.
  Block block(std::size_t i) const noexcept;
  void prefetch_table(std::size_t i) const noexcept;

 private:
  std::uint32_t count_ = 0;
  const std::byte* table_ = nullptr;
  const std::byte* data_ = nullptr;
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
inline constexpr std::array<std::array<std::uint64_t, 4>, kMiddling + 1> kHalves = [] {
  std::array<std::array<std::uint64_t, 4>, kMiddling + 1> halves{};
  for (std::uint32_t width = 1; width <= kMiddling; ++width) {
    const std::uint32_t fields = width <= kNarrow ? kGroup : kGroup / 2;
    for (std::uint32_t bit = 0; bit < fields * width; ++bit) {
      for (std::uint32_t step = 0; step < 4; ++step) {
        if ((bit / (width << step)) % 2 == 0) halves[width][step] |= std::uint64_t{1} << bit;
      }
    }
  }
  return halves;
}();

// The sum of the first fields, of `bits` < 64 together: neighbours are added until one is left.
inline std::uint64_t sum_of_fields(std::uint64_t fields, std::size_t bits,
                                   std::uint32_t width) noexcept {
  fields &= (std::uint64_t{1} << bits) - 1;
  const auto& halves = kHalves[width];
  const std::uint32_t steps = width <= kNarrow ? 4 : 3;
  for (std::uint32_t step = 0; step < steps; ++step) {
    fields = (fields & halves[step]) + ((fields >> (width << step)) & halves[step]);
  }
  return fields;
}

inline std::uint64_t eight_bytes(const std::byte* at) noexcept {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}
}  // namespace packing

inline void PackedArray::prefetch_table(std::size_t i) const noexcept {
  __builtin_prefetch(table_ + i / packing::kStretch * packing::kLine);
}

inline PackedArray::Block PackedArray::block(std::size_t i) const noexcept {
  const std::byte* line = table_ + i / packing::kStretch * packing::kLine;
  const std::uint64_t head = packing::eight_bytes(line);  // start, base
  const std::uint64_t widths = packing::eight_bytes(line + 8);
  const std::size_t shift = i % packing::kStretch / packing::kBlock * 8;
  // The widths before this block's, added in the highest byte: at most 7 * 32.
  const std::uint64_t before =
      (widths & ((std::uint64_t{1} << shift) - 1)) * 0x0101'0101'0101'0101ULL >> 56;
  Block block;
  block.data_ = data_ + ((head & 0xFFFF'FFFF) + before) * packing::kUnit;
  block.base_ = static_cast<std::uint32_t>(head >> 32);
  block.width_ = static_cast<std::uint32_t>(widths >> shift & 0xFF);
  return block;
}

inline std::uint32_t PackedArray::Block::operator[](std::size_t i) const noexcept {
  const std::size_t bit = i % packing::kBlock * width_;
  const std::uint64_t mask = (std::uint64_t{1} << width_) - 1;
  return base_ +
         static_cast<std::uint32_t>((packing::eight_bytes(data_ + bit / 8) >> (bit % 8)) & mask);
}

inline void PackedArray::Block::prefetch(std::size_t i) const noexcept {
  __builtin_prefetch(data_ + i % packing::kBlock * width_ / 8);
}

inline std::uint64_t PackedArray::Block::sum_before(std::size_t i) const noexcept {
  const std::size_t n = i % packing::kGroup;
  if (width_ > packing::kNarrow) return sum_of_wide(i - n, n);
  const std::byte* group = data_ + (i - n) % packing::kBlock * width_ / 8;
  return n * base_ + packing::sum_of_fields(packing::eight_bytes(group), n * width_, width_);
}

class PackedWriter {
 public:
  PackedWriter() = default;                 // all in memory
  explicit PackedWriter(SpoolPlace& place)  // which must outlive it
      : place_(&place), table_(place), data_(place) {}

  void add(std::uint32_t value) {
    held_[filled_++] = value;
    if (filled_ == packing::kStretch) flush();
  }
  void add(std::span<const std::uint32_t> values);
  std::size_t size() const noexcept { return stretches_ * packing::kStretch + filled_; }
  // The packed array. The writer is empty afterwards.
  Spools finish();
  // Appends it to `out`, which must end at a multiple of 16.
  void finish(ByteBuffer& out);

 private:
  void flush();

  std::array<std::uint32_t, packing::kStretch> held_{};
  std::size_t filled_ = 0;
  std::size_t stretches_ = 0;
  SpoolPlace* place_ = nullptr;
  Spool table_;
  Spool data_;
};

}  // namespace coldopen
