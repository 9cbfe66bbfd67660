// Little-endian numbers, varints and texts in byte buffers: what every file format here is made of.
//
// Writing appends to a ByteBuffer. Reading never leaves its span: outside of it numbers are 0 and
// texts empty, and a ByteReader remembers that it failed. Varints are LEB128: 7 bits a byte, the
// low ones first, the top bit set on all bytes but the last; at most 10 bytes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace coldopen {

static_assert(std::endian::native == std::endian::little, "formats are read as they lie in memory");

using Bytes = std::span<const std::byte>;
using ByteBuffer = std::vector<std::byte>;

// The number at `at`; 0 if it does not lie inside whole.
template <class T>
T load(Bytes bytes, std::size_t at) noexcept {
  T value{};
  if (at <= bytes.size() && sizeof(T) <= bytes.size() - at) {
    std::memcpy(&value, bytes.data() + at, sizeof(T));
  }
  return value;
}

template <class T>
void store(std::byte* at, T value) noexcept {
  std::memcpy(at, &value, sizeof(T));
}

template <class T>
void append(ByteBuffer& out, T value) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  out.insert(out.end(), bytes, bytes + sizeof(T));
}

void append_bytes(ByteBuffer& out, Bytes bytes);
void append_varint(ByteBuffer& out, std::uint64_t value);
void append_text(ByteBuffer& out, std::string_view text);  // varint of its length, then its bytes

// Zeros up to the next multiple of `alignment`.
void pad_to(ByteBuffer& out, std::size_t alignment);

Bytes as_bytes(std::string_view text) noexcept;
inline std::string_view as_text(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The part [at, at + length), or nothing if it does not lie inside whole.
Bytes part(Bytes bytes, std::uint64_t at, std::uint64_t length) noexcept;

// Signed numbers near 0 as small unsigned ones: 0, -1, 1, -2, 2 ...
constexpr std::uint32_t zigzag(std::int32_t value) noexcept {
  return (static_cast<std::uint32_t>(value) << 1) ^ static_cast<std::uint32_t>(value >> 31);
}
constexpr std::int32_t unzigzag(std::uint32_t value) noexcept {
  return static_cast<std::int32_t>((value >> 1) ^ (0U - (value & 1U)));
}

// Reads one thing after the other. After a failure everything is 0 or empty, and good() is false.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes, std::size_t at = 0) noexcept
      : bytes_(bytes), at_(at <= bytes.size() ? at : bytes.size()), good_(at <= bytes.size()) {}

  bool good() const noexcept { return good_; }
  bool at_end() const noexcept { return at_ == bytes_.size(); }
  std::size_t position() const noexcept { return at_; }
  std::size_t left() const noexcept { return bytes_.size() - at_; }

  template <class T>
  T number() noexcept {
    const Bytes taken = take(sizeof(T));
    return load<T>(taken, 0);
  }
  std::uint64_t varint() noexcept {
    if (at_ == bytes_.size() || static_cast<std::uint8_t>(bytes_[at_]) >= 0x80)
      return long_varint();
    return static_cast<std::uint64_t>(bytes_[at_++]);
  }
  std::uint32_t varint32() noexcept;  // fails on numbers beyond 32 bits
  Bytes take(std::uint64_t count) noexcept {
    if (!good_ || count > left()) {
      fail();
      return {};
    }
    const Bytes taken = bytes_.subspan(at_, count);
    at_ += count;
    return taken;
  }
  std::string_view text() noexcept { return as_text(take(varint())); }

 private:
  std::uint64_t long_varint() noexcept;
  void fail() noexcept;

  Bytes bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

}  // namespace coldopen
