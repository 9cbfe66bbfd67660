#include "index/segment/bitpack.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kUnit = 16;
constexpr std::size_t kTail = 16;  // readable zeros behind the data: a read takes eight bytes

constexpr std::size_t kFew = 6;            // numbers that are read one by one
constexpr std::uint32_t kSummedWidth = 8;  // bits of numbers that are summed in their places
constexpr std::size_t kBehind = 64;        // numbers that kernels may write behind

constexpr std::size_t rounded(std::size_t bytes) { return (bytes + kUnit - 1) / kUnit * kUnit; }

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
  const std::size_t blocks =
      (std::size_t{array.count_} + PackedWriter::kBlock - 1) / PackedWriter::kBlock;
  const Bytes table = reader.take(rounded((blocks + 1) * 8));
  const Bytes data = reader.take(std::uint64_t{units} * kUnit + kTail);
  if (!reader.good()) return std::nullopt;
  array.table_ = table.data();
  array.data_ = data.data();
  if (word(table.data()) != 0 || word(table.data() + blocks * 8) != units) return std::nullopt;
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::uint32_t start = word(table.data() + block * 8);
    const std::uint32_t next = word(table.data() + (block + 1) * 8);
    if (next < start || next - start > 32) return std::nullopt;
  }
  return array;
}

inline PackedArray::Block PackedArray::block_of(std::size_t i) const noexcept {
  const std::byte* entry = table_ + i / PackedWriter::kBlock * 8;
  const std::uint32_t start = word(entry);
  return {data_ + std::size_t{start} * kUnit, word(entry + 4), word(entry + 8) - start};
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

void PackedWriter::flush() {
  const auto [least, most] = std::minmax_element(block_.begin(), block_.begin() + filled_);
  const std::uint32_t base = *least;
  const auto width = static_cast<std::size_t>(std::bit_width(*most - base));
  const std::uint64_t start = data_.size() / kUnit;
  if (start + width > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  append(table_.tail(), static_cast<std::uint32_t>(start));
  append(table_.tail(), base);
  table_.settle();
  ++blocks_;
  const std::size_t filled = std::exchange(filled_, 0);
  if (width == 0) return;
  ByteBuffer& out = data_.tail();
  const std::size_t begin = out.size();
  out.resize(begin + width * kUnit);
  std::byte* to = out.data() + begin;
  std::uint64_t bits = 0;
  std::size_t held = 0;
  for (std::size_t i = 0; i < filled; ++i) {
    const std::uint64_t value = block_[i] - base;
    bits |= value << held;
    held += width;
    if (held < 64) continue;
    store(to, bits);
    to += 8;
    held -= 64;
    bits = held == 0 ? 0 : value >> (width - held);
  }
  for (; held != 0; held -= std::min<std::size_t>(held, 8), bits >>= 8) {
    *to++ = static_cast<std::byte>(bits & 0xFF);
  }
  data_.settle();
}

Spools PackedWriter::finish() {
  const std::size_t count = size();
  if (count > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  if (filled_ != 0) flush();
  const auto units = static_cast<std::uint32_t>(data_.size() / kUnit);
  append(table_.tail(), units);
  append(table_.tail(), std::uint32_t{0});
  pad_to(table_.tail(), kUnit);
  ByteBuffer head;
  append(head, static_cast<std::uint32_t>(count));
  append(head, units);
  append(head, std::uint64_t{0});
  data_.tail().resize(data_.tail().size() + kTail);
  Spools parts;
  parts.emplace_back(std::move(head));
  parts.push_back(std::move(table_));
  parts.push_back(std::move(data_));
  *this = place_ == nullptr ? PackedWriter() : PackedWriter(*place_);
  return parts;
}

void PackedWriter::finish(ByteBuffer& out) {
  ensure(out.size() % kUnit == 0, "packed arrays begin at multiples of 16 bytes");
  append_bytes(out, whole(finish()));
}

}  // namespace coldopen
