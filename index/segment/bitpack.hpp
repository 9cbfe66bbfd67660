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
#include <optional>
#include <span>

#include "index/io/bytes.hpp"
#include "index/io/spool.hpp"
#include "index/segment/kernels.hpp"
#include "index/segment/packing.hpp"

namespace coldopen {

// A view. Reading beyond the count gives 0. Cost of a read: four loads of two lines, one branch.
class PackedArray {
 public:
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
  PackedBlock block(std::size_t i) const noexcept { return {bytes_, i}; }
  void prefetch_table(std::size_t i) const noexcept {
    __builtin_prefetch(bytes_.table + i / packing::kStretch * packing::kLine);
  }
  const PackedBytes& bytes() const noexcept { return bytes_; }

 private:
  std::uint32_t count_ = 0;
  PackedBytes bytes_;
};

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
