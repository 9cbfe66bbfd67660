#include "index/segment/bitpack.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

using packing::kBlock;
using packing::kLine;
using packing::kStretch;
using packing::kUnit;

constexpr std::size_t kAlignment = 16;  // of the whole and of the data's end
constexpr std::size_t kTail = 16;       // readable zeros behind the data: a read takes eight bytes
static_assert(kStretch == 8 * kBlock, "a line has eight widths");

constexpr std::size_t kFew = 6;  // numbers that are read one by one

constexpr std::uint64_t rounded(std::uint64_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::uint32_t word(const std::byte* at) noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// Eight bytes at once, so that opening a table of millions of lines takes a few milliseconds.
constexpr bool has_above_32(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t kLow = 0x7F7F'7F7F'7F7F'7F7F;
  constexpr std::uint64_t kTo128 = 0x5F5F'5F5F'5F5F'5F5F;  // from 33
  return ((((bytes & kLow) + kTo128) | bytes) & ~kLow) != 0;
}
static_assert(!has_above_32(0x2020'2020'2020'2020) && has_above_32(0x21) &&
              has_above_32(std::uint64_t{0x80} << 56));

constexpr std::uint64_t sum_of_bytes(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t kEven = 0x00FF'00FF'00FF'00FF;
  return ((bytes & kEven) + (bytes >> 8 & kEven)) * 0x0001'0001'0001'0001 >> 48;
}
static_assert(sum_of_bytes(0x2020'2020'2020'2020) == 256 &&
              sum_of_bytes(0x0102'0304'0506'0708) == 36);

// Appends 32 numbers below 2^width, from the lowest bit up.
void append_block(std::span<const std::uint32_t> values, std::uint32_t width, ByteBuffer& out) {
  const std::size_t begin = out.size();
  out.resize(begin + std::size_t{width} * kUnit);
  std::byte* to = out.data() + begin;
  std::uint64_t bits = 0;
  std::uint32_t held = 0;  // fewer than 32 before each number
  for (const std::uint32_t value : values) {
    bits |= std::uint64_t{value} << held;
    held += width;
    if (held < 32) continue;
    store(to, static_cast<std::uint32_t>(bits));
    to += 4;
    bits >>= 32;
    held -= 32;
  }
}

}  // namespace

std::optional<PackedArray> PackedArray::open(ByteReader& reader) noexcept {
  PackedArray array;
  array.count_ = reader.number<std::uint32_t>();
  const auto units = reader.number<std::uint32_t>();
  reader.take(8);
  const std::size_t stretches = (std::size_t{array.count_} + kStretch - 1) / kStretch;
  const Bytes table = reader.take(stretches * kLine);
  const Bytes data = reader.take(rounded(std::uint64_t{units} * kUnit) + kTail);
  if (!reader.good()) return std::nullopt;
  array.bytes_.table = table.data();
  array.bytes_.data = data.data();
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < stretches; ++i) {
    const std::byte* line = table.data() + i * kLine;
    const std::uint64_t widths = packing::eight_bytes(line + 8);
    if (word(line) != next || has_above_32(widths)) return std::nullopt;
    next += sum_of_bytes(widths);
  }
  return next == units ? std::optional(array) : std::nullopt;
}

std::uint32_t PackedArray::operator[](std::size_t i) const noexcept {
  return i < count_ ? block(i)[i] : 0;
}

void PackedArray::read(const Kernels& with, std::size_t first, std::size_t n,
                       std::uint32_t* out) const noexcept {
  const std::size_t held = first < count_ ? std::min(n, count_ - first) : 0;
  for (std::size_t done = 0; done < held;) {
    const std::size_t at = (first + done) % kBlock;
    const std::size_t some = std::min(held - done, kBlock - at);
    const PackedBlock from = block(first + done);
    if (some <= kFew) {
      for (std::size_t i = 0; i < some; ++i) out[done + i] = from[at + i];
    } else {
      with.unpack(from.data(), from.width(), from.base(), static_cast<std::uint32_t>(at),
                  static_cast<std::uint32_t>(some), out + done);
    }
    done += some;
  }
  if (held < n) std::fill(out + held, out + n, 0U);
}

void PackedWriter::add(std::span<const std::uint32_t> values) {
  while (!values.empty()) {
    const std::size_t some = std::min(values.size(), kStretch - filled_);
    std::copy_n(values.begin(), some, held_.begin() + static_cast<std::ptrdiff_t>(filled_));
    values = values.subspan(some);
    filled_ += some;
    if (filled_ == kStretch) flush();
  }
}

void PackedWriter::flush() {
  const auto end = held_.begin() + static_cast<std::ptrdiff_t>(filled_);
  const std::uint32_t base = *std::min_element(held_.begin(), end);
  std::fill(end, held_.end(), base);
  const std::uint64_t start = data_.size() / kUnit;
  if (start + kStretch > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  ByteBuffer& table = table_.tail();
  append(table, static_cast<std::uint32_t>(start));
  append(table, base);
  for (std::size_t block = 0; block < kStretch; block += kBlock) {
    const std::span values = std::span(held_).subspan(block, kBlock);
    std::uint32_t bits = 0;
    for (std::uint32_t& value : values) {
      value -= base;
      bits |= value;
    }
    const auto width = static_cast<std::uint32_t>(std::bit_width(bits));
    append(table, static_cast<std::uint8_t>(width));
    append_block(values, width, data_.tail());
  }
  table_.settle();
  data_.settle();
  ++stretches_;
  filled_ = 0;
}

Spools PackedWriter::finish() {
  const std::size_t count = size();
  if (count > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  if (filled_ != 0) flush();
  const auto units = static_cast<std::uint32_t>(data_.size() / kUnit);
  ByteBuffer head;
  append(head, static_cast<std::uint32_t>(count));
  append(head, units);
  append(head, std::uint64_t{0});
  pad_to(data_.tail(), kAlignment);
  data_.tail().resize(data_.tail().size() + kTail);
  Spools parts;
  parts.emplace_back(std::move(head));
  parts.push_back(std::move(table_));
  parts.push_back(std::move(data_));
  *this = place_ == nullptr ? PackedWriter() : PackedWriter(*place_);
  return parts;
}

void PackedWriter::finish(ByteBuffer& out) {
  ensure(out.size() % kAlignment == 0, "packed arrays begin at multiples of 16 bytes");
  append_bytes(out, whole(finish()));
}

}  // namespace coldopen
