// 65,536 documents of one list: an array, an array with buckets, or a bitmap with ranks.
//
// Format (FORMAT.md, "containers"), n documents of the chunk:
//   type 0  n < 256    u16 docs[n]
//   type 1  n < 4,096  u8 wmax[16] @0 (best code of each window of 4,096), u16 start[65] @16 (first
//                      index of each bucket of 1,024; start[64] = n), u16 docs[n] @192
//   type 2  else       u8 wmax[16] @0, u8 bmax[256] @64 (best code of each 256 documents),
//                      u16 rank[256] @320 (documents before each 256), u64 bits[1,024] @832
// Reading stays inside the container's bytes whatever they hold; ranks may then be any number.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/io/bytes.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// All documents of one chunk as bits: document d of chunk c is bit d - c * 65,536.
struct ChunkBits {
  std::array<std::uint64_t, kChunkDocs / 64> words{};
  void clear() noexcept { words.fill(0); }
  void set(std::uint32_t bit) noexcept { words[bit >> 6] |= std::uint64_t{1} << (bit & 63); }
  void reset(std::uint32_t bit) noexcept { words[bit >> 6] &= ~(std::uint64_t{1} << (bit & 63)); }
  bool test(std::uint32_t bit) const noexcept { return (words[bit >> 6] >> (bit & 63)) & 1; }
  std::uint32_t count() const noexcept;
};

enum class ChunkType : std::uint8_t { array = 0, buckets = 1, bitmap = 2 };

// Where the parts of a container begin, in bytes. Window maxima are at 0.
inline constexpr std::size_t kBucketStartsAt = 16;
inline constexpr std::size_t kBucketDocsAt = 192;
inline constexpr std::size_t kBlockMaxAt = 64;
inline constexpr std::size_t kBlockRanksAt = 320;
inline constexpr std::size_t kBitsAt = 832;

ChunkType chunk_type(std::uint32_t cardinality) noexcept;
// Bytes of a container, without the padding to its alignment.
std::size_t chunk_bytes(ChunkType type, std::uint32_t cardinality) noexcept;
std::size_t chunk_alignment(ChunkType type) noexcept;  // 64, or 2 for plain arrays

// Appends the container of these documents (rising, low 16 bits) with their codes to `out`, after
// zeros up to its alignment; returns where it begins.
std::size_t write_chunk(std::span<const std::uint16_t> docs, std::span<const std::uint8_t> codes,
                        ByteBuffer& out);

// The same into memory: chunk_bytes of zeros at `at`.
void write_chunk(std::span<const std::uint16_t> docs, std::span<const std::uint8_t> codes,
                 std::byte* at);

class ChunkView {
 public:
  // `bytes` are those of chunk_bytes or more.
  ChunkView(ChunkType type, std::uint32_t cardinality, Bytes bytes) noexcept
      : type_(type), cardinality_(cardinality), bytes_(bytes) {}

  // The rank inside the chunk, or none.
  std::optional<std::uint32_t> find(std::uint16_t doc) const noexcept;
  // Sets the bits of its documents below `limit`.
  void add_to(std::uint32_t limit, ChunkBits& bits) const noexcept;
  // Appends base + document for each document, but never more than `last`.
  void documents(DocId base, DocId last, std::vector<DocId>& out) const;

  std::uint8_t window_max(std::uint32_t window) const noexcept;     // types 1 and 2; window < 16
  std::uint8_t block_max(std::uint32_t block) const noexcept;       // type 2; block < 256
  std::uint16_t bucket_start(std::uint32_t bucket) const noexcept;  // type 1; bucket < 65
  std::uint16_t block_rank(std::uint32_t block) const noexcept;     // type 2; block < 256

 private:
  std::uint64_t word(std::uint32_t i) const noexcept;
  std::uint16_t doc_at(std::uint32_t i) const noexcept;

  ChunkType type_;
  std::uint32_t cardinality_;
  Bytes bytes_;
};

}  // namespace coldopen
