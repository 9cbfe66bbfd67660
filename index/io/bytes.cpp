#include "index/io/bytes.hpp"

#include <limits>

namespace coldopen {

void append_bytes(ByteBuffer& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_varint(ByteBuffer& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::byte>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::byte>(value));
}

void append_text(ByteBuffer& out, std::string_view text) {
  append_varint(out, text.size());
  append_bytes(out, as_bytes(text));
}

void pad_to(ByteBuffer& out, std::size_t alignment) {
  out.resize((out.size() + alignment - 1) / alignment * alignment);
}

Bytes as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

Bytes part(Bytes bytes, std::uint64_t at, std::uint64_t length) noexcept {
  if (at > bytes.size() || length > bytes.size() - at) return {};
  return bytes.subspan(at, length);
}

std::uint64_t ByteReader::long_varint() noexcept {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (at_ == bytes_.size()) break;
    const auto byte = static_cast<std::uint64_t>(bytes_[at_++]);
    if (shift == 63 && byte > 1) break;  // beyond 64 bits
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  fail();
  return 0;
}

std::uint32_t ByteReader::varint32() noexcept {
  const std::uint64_t value = varint();
  if (value <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(value);
  fail();
  return 0;
}

void ByteReader::fail() noexcept {
  at_ = bytes_.size();
  good_ = false;
}

}  // namespace coldopen
