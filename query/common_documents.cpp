#include "query/common_documents.hpp"

#include <array>

namespace coldopen {
namespace {

// An array this many times longer than the documents is looked up for each of them.
constexpr std::uint32_t kLookUpBeyond = 6;
constexpr std::uint32_t kArrayMost = 4'096;  // documents of an array

// A short array is read along whatever stands against it.
bool looks_up(const ListChunk& chunk, std::uint32_t n) noexcept {
  return chunk.type == ChunkType::buckets && chunk.cardinality / kLookUpBeyond > n;
}

// What of an array may hold documents between the first and the last of docs[0, n), n > 0.
struct Stretch {
  const std::uint16_t* docs = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t n = 0;
};

Stretch stretch_of(const ListChunk& chunk, std::uint16_t first, std::uint16_t last) noexcept {
  const std::uint32_t begin = chunk.window(first / kWindowDocs).first;
  const std::uint32_t end = chunk.window(last / kWindowDocs).second;
  return {chunk.docs() + begin, begin, end > begin ? end - begin : 0};
}

}  // namespace

std::uint32_t find_common(const Kernels& with, const std::uint16_t* docs, std::uint32_t n,
                          const ListChunk& chunk, std::uint16_t* at,
                          std::uint16_t* ranks) noexcept {
  if (n == 0) return 0;
  if (chunk.type == ChunkType::bitmap) return with.test_bits(docs, n, chunk.bits(), at);
  if (looks_up(chunk, n)) return chunk.look_up(with, docs, n, at, ranks);
  const Stretch other = stretch_of(chunk, docs[0], docs[n - 1]);
  const std::uint32_t found = with.intersect(docs, n, other.docs, other.n, at, ranks);
  if (other.begin != 0) {
    for (std::uint32_t i = 0; i < found; ++i)
      ranks[i] = static_cast<std::uint16_t>(ranks[i] + other.begin);
  }
  return found;
}

std::uint32_t count_common(const Kernels& with, const std::uint16_t* docs, std::uint32_t n,
                           const ListChunk& chunk) noexcept {
  if (n == 0) return 0;
  if (chunk.type == ChunkType::bitmap) return with.count_bits(docs, n, chunk.bits());
  if (looks_up(chunk, n)) {
    constexpr std::uint32_t kMost = kArrayMost / kLookUpBeyond;
    std::array<std::uint16_t, kMost + 64> at;
    std::array<std::uint16_t, kMost + 64> ranks;
    return chunk.look_up(with, docs, n, at.data(), ranks.data());
  }
  const Stretch other = stretch_of(chunk, docs[0], docs[n - 1]);
  return with.count_common(docs, n, other.docs, other.n);
}

void keep_places(const std::uint16_t* from, const std::uint16_t* at, std::uint32_t n,
                 std::uint16_t* docs) noexcept {
  for (std::uint32_t i = 0; i < n; ++i) docs[i] = from[at[i]];
}

}  // namespace coldopen
