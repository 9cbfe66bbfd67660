#include "index/segment/bitpack.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kUnit = 4;        // bytes
constexpr std::size_t kAlignment = 16;  // of the whole and of the data's end
constexpr std::size_t kTail = 16;       // readable zeros behind the data: a read takes eight bytes
constexpr std::size_t kLine = 16;       // of the table
static_assert(PackedWriter::kStretch == 8 * PackedWriter::kBlock, "a line has eight widths");

constexpr std::size_t kFew = 6;            // numbers that are read one by one
constexpr std::uint32_t kSummedWidth = 8;  // bits of numbers that are summed in their places
constexpr std::size_t kBehind = 64;        // numbers that kernels may write behind

constexpr std::uint64_t rounded(std::uint64_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::uint32_t word(const std::byte* at) noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::uint64_t eight(const std::byte* at) noexcept {
  std::uint64_t value = 0;
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

// For fields of `width` bits: the even ones; the even pairs of them; the lower four of eight.
constexpr std::array<std::array<std::uint64_t, 3>, kSummedWidth + 1> kHalves = [] {
  std::array<std::array<std::uint64_t, 3>, kSummedWidth + 1> halves{};
  for (std::uint32_t width = 1; width <= kSummedWidth; ++width) {
    for (std::uint32_t bit = 0; bit < 8 * width; ++bit) {
      for (std::uint32_t step = 0; step < 3; ++step) {
        if ((bit / (width << step)) % 2 == 0) halves[width][step] |= std::uint64_t{1} << bit;
      }
    }
  }
  return halves;
}();

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

// The sum of the first n <= 8 fields: neighbours are added until one is left.
std::uint64_t sum_of_eight(std::uint64_t fields, std::size_t n, std::uint32_t width) noexcept {
  const std::size_t bits = n * width;
  if (bits == 0) return 0;
  fields &= ~std::uint64_t{0} >> (64 - bits);
  const auto& halves = kHalves[width];
  for (std::uint32_t step = 0; step < 3; ++step) {
    fields = (fields & halves[step]) + ((fields >> (width << step)) & halves[step]);
  }
  return fields;
}

}  // namespace

std::optional<PackedArray> PackedArray::open(ByteReader& reader) noexcept {
  PackedArray array;
  array.count_ = reader.number<std::uint32_t>();
  const auto units = reader.number<std::uint32_t>();
  reader.take(8);
  const std::size_t stretches =
      (std::size_t{array.count_} + PackedWriter::kStretch - 1) / PackedWriter::kStretch;
  const Bytes table = reader.take(stretches * kLine);
  const Bytes data = reader.take(rounded(std::uint64_t{units} * kUnit) + kTail);
  if (!reader.good()) return std::nullopt;
  array.table_ = table.data();
  array.data_ = data.data();
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < stretches; ++i) {
    const std::byte* line = table.data() + i * kLine;
    const std::uint64_t widths = eight(line + 8);
    if (word(line) != next || has_above_32(widths)) return std::nullopt;
    next += sum_of_bytes(widths);
  }
  return next == units ? std::optional(array) : std::nullopt;
}

inline PackedArray::Block PackedArray::block_of(std::size_t i) const noexcept {
  const std::byte* line = table_ + i / PackedWriter::kStretch * kLine;
  const std::uint64_t widths = eight(line + 8);
  const std::size_t shift = i % PackedWriter::kStretch / PackedWriter::kBlock * 8;
  // The widths before this block's, added in the highest byte: at most 7 * 32.
  const std::uint64_t before =
      (widths & ((std::uint64_t{1} << shift) - 1)) * 0x0101'0101'0101'0101ULL >> 56;
  return {data_ + (word(line) + before) * kUnit, word(line + 4),
          static_cast<std::uint32_t>(widths >> shift & 0xFF)};
}

inline std::uint32_t PackedArray::Block::operator[](std::size_t i) const noexcept {
  const std::size_t bit = i * width;
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  return base + static_cast<std::uint32_t>((eight(data + bit / 8) >> (bit % 8)) & mask);
}

std::uint32_t PackedArray::operator[](std::size_t i) const noexcept {
  return i < count_ ? block_of(i)[i % PackedWriter::kBlock] : 0;
}

void PackedArray::read(const Kernels& with, std::size_t first, std::size_t n,
                       std::uint32_t* out) const noexcept {
  const std::size_t held = first < count_ ? std::min(n, count_ - first) : 0;
  for (std::size_t done = 0; done < held;) {
    const std::size_t at = (first + done) % PackedWriter::kBlock;
    const std::size_t some = std::min(held - done, PackedWriter::kBlock - at);
    const Block block = block_of(first + done);
    if (some <= kFew) {
      for (std::size_t i = 0; i < some; ++i) out[done + i] = block[at + i];
    } else {
      with.unpack(block.data, block.width, block.base, static_cast<std::uint32_t>(at),
                  static_cast<std::uint32_t>(some), out + done);
    }
    done += some;
  }
  if (held < n) std::fill(out + held, out + n, 0U);
}

void PackedArray::prefetch_table(std::size_t i) const noexcept {
  if (i < count_) __builtin_prefetch(table_ + i / PackedWriter::kStretch * kLine);
}

void PackedArray::prefetch(std::size_t i) const noexcept {
  if (i >= count_) return;
  const Block block = block_of(i);
  __builtin_prefetch(block.data + i % PackedWriter::kBlock * block.width / 8);
}

std::uint64_t PackedArray::sum(const Kernels& with, std::size_t first,
                               std::size_t n) const noexcept {
  if (first >= count_ || n == 0) return 0;
  const Block block = block_of(first);
  const std::size_t at = first % PackedWriter::kBlock;
  if (block.width > kSummedWidth) {
    std::array<std::uint32_t, 16 + kBehind> numbers;
    with.unpack(block.data, block.width, block.base, static_cast<std::uint32_t>(at),
                static_cast<std::uint32_t>(n), numbers.data());
    return std::accumulate(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(n),
                           std::uint64_t{0});
  }
  const std::byte* data = block.data + at * block.width / 8;
  const std::size_t low = std::min<std::size_t>(n, 8);
  return n * block.base + sum_of_eight(eight(data), low, block.width) +
         sum_of_eight(eight(data + block.width), n - low, block.width);
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
