// A list of up to four documents, as it lies in its dictionary record (FORMAT.md, "lists").
//
// Reading is noexcept and stays inside its bytes; a reader that failed gives nothing of worth.
#pragma once

#include <cstdint>

#include "index/io/bytes.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

inline constexpr std::uint32_t kRecordDocs = 4;  // the most

// A posting of a list, as it is written.
struct Posting {
  DocId doc = 0;
  std::uint32_t count = 0;      // folded, >= 1
  std::uint32_t positions = 0;  // how many; 0 in lists without
  bool operator==(const Posting&) const = default;
};

// What a count is beyond its positions, and back; a count is >= 1 whatever `extra` says.
std::uint32_t extra_of(const Posting& posting) noexcept;
std::uint32_t folded_count(std::uint32_t extra, std::uint32_t positions) noexcept;

struct RecordPosting {
  std::uint32_t gap = 0;  // the first: its document; then the distance less 1
  std::uint8_t code = 0;
  std::uint32_t positions = 0;
  std::uint32_t count = 0;
};

RecordPosting read_posting(ByteReader& reader, bool has_positions) noexcept;
void append_posting(ByteBuffer& out, std::uint32_t gap, std::uint8_t code, const Posting& posting,
                    bool has_positions);

}  // namespace coldopen
