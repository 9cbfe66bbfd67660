#include "index/segment/record.hpp"

#include <algorithm>

namespace coldopen {

std::uint32_t extra_of(const Posting& posting) noexcept {
  const std::uint32_t base = std::max<std::uint32_t>(posting.positions, 1);
  return zigzag(static_cast<std::int32_t>(posting.count - base));
}

std::uint32_t folded_count(std::uint32_t extra, std::uint32_t positions) noexcept {
  const std::uint32_t base = std::max<std::uint32_t>(positions, 1);
  return std::max<std::uint32_t>(base + static_cast<std::uint32_t>(unzigzag(extra)), 1);
}

RecordPosting read_posting(ByteReader& reader, bool has_positions) noexcept {
  RecordPosting posting;
  posting.gap = reader.varint32();
  posting.code = reader.number<std::uint8_t>();
  if (!has_positions) {
    posting.count = folded_count(reader.varint32(), 0);
    return posting;
  }
  const std::uint64_t head = reader.varint();
  posting.positions = static_cast<std::uint32_t>(head >> 1);
  posting.count = folded_count((head & 1) != 0 ? reader.varint32() : 0, posting.positions);
  return posting;
}

void append_posting(ByteBuffer& out, std::uint32_t gap, std::uint8_t code, const Posting& posting,
                    bool has_positions) {
  const std::uint32_t extra = extra_of(posting);
  append_varint(out, gap);
  append(out, code);
  if (has_positions) {
    append_varint(out, std::uint64_t{posting.positions} << 1 | (extra != 0 ? 1 : 0));
    if (extra == 0) return;
  }
  append_varint(out, extra);
}

}  // namespace coldopen
