#include "query/common_documents.hpp"

namespace coldopen {
namespace {

// An array this many times longer than the documents is looked up for each of them.
constexpr std::uint32_t kLookUpBeyond = 6;

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
  std::uint32_t found = 0;
  if (chunk.cardinality / kLookUpBeyond > n) {
    for (std::uint32_t i = 0; i < n; ++i) {
      const auto rank = chunk.find(with, docs[i]);
      if (!rank) continue;
      at[found] = static_cast<std::uint16_t>(i);
      ranks[found++] = static_cast<std::uint16_t>(*rank);
    }
    return found;
  }
  const Stretch other = stretch_of(chunk, docs[0], docs[n - 1]);
  found = with.intersect(docs, n, other.docs, other.n, at, ranks);
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
  if (chunk.cardinality / kLookUpBeyond > n) {
    std::uint32_t found = 0;
    for (std::uint32_t i = 0; i < n; ++i) found += chunk.find(with, docs[i]) ? 1 : 0;
    return found;
  }
  const Stretch other = stretch_of(chunk, docs[0], docs[n - 1]);
  return with.count_common(docs, n, other.docs, other.n);
}

void keep_places(const std::uint16_t* from, const std::uint16_t* at, std::uint32_t n,
                 std::uint16_t* docs) noexcept {
  for (std::uint32_t i = 0; i < n; ++i) docs[i] = from[at[i]];
}

}  // namespace coldopen
