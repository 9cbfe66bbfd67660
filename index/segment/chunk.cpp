#include "index/segment/chunk.hpp"

#include <algorithm>
#include <bit>

namespace coldopen {
namespace {

constexpr std::uint32_t kArrayEnd = 256;     // below: a plain array, two cache lines in the mean
constexpr std::uint32_t kBucketsEnd = 4096;  // below: an array is smaller than a bitmap
constexpr std::uint32_t kBuckets = 64;

std::uint8_t raised(std::byte best, std::uint8_t code) {
  return std::max(static_cast<std::uint8_t>(best), code);
}

void write_window_max(std::span<const std::uint16_t> docs, std::span<const std::uint8_t> codes,
                      std::byte* at) {
  for (std::size_t i = 0; i < docs.size(); ++i) {
    std::byte& best = at[docs[i] / kWindowDocs];
    best = static_cast<std::byte>(raised(best, codes[i]));
  }
}

void write_buckets(std::span<const std::uint16_t> docs, std::span<const std::uint8_t> codes,
                   std::byte* at) {
  write_window_max(docs, codes, at);
  std::size_t i = 0;
  for (std::uint32_t bucket = 0; bucket <= kBuckets; ++bucket) {
    while (i < docs.size() && docs[i] / (kChunkDocs / kBuckets) < bucket) ++i;
    store(at + kBucketStartsAt + std::size_t{bucket} * 2, static_cast<std::uint16_t>(i));
  }
  std::memcpy(at + kBucketDocsAt, docs.data(), docs.size_bytes());
}

void write_bitmap(std::span<const std::uint16_t> docs, std::span<const std::uint8_t> codes,
                  std::byte* at) {
  ChunkBits bits;
  std::size_t i = 0;
  for (std::uint32_t block = 0; block < kChunkDocs / 256; ++block) {
    store(at + kBlockRanksAt + std::size_t{block} * 2, static_cast<std::uint16_t>(i));
    std::uint8_t best = 0;
    for (; i < docs.size() && docs[i] / 256 == block; ++i) {
      bits.set(docs[i]);
      best = std::max(best, codes[i]);
    }
    at[kBlockMaxAt + block] = static_cast<std::byte>(best);
    std::byte& best_of_window = at[block * 256 / kWindowDocs];
    best_of_window = static_cast<std::byte>(raised(best_of_window, best));
  }
  std::memcpy(at + kBitsAt, bits.words.data(), sizeof bits.words);
}

}  // namespace

std::uint32_t ChunkBits::count() const noexcept {
  std::uint32_t sum = 0;
  for (const std::uint64_t word : words) sum += static_cast<std::uint32_t>(std::popcount(word));
  return sum;
}

ChunkType chunk_type(std::uint32_t cardinality) noexcept {
  if (cardinality < kArrayEnd) return ChunkType::array;
  return cardinality < kBucketsEnd ? ChunkType::buckets : ChunkType::bitmap;
}

std::size_t chunk_bytes(ChunkType type, std::uint32_t cardinality) noexcept {
  if (type == ChunkType::bitmap) return kBitsAt + kChunkDocs / 8;
  return std::size_t{cardinality} * 2 + (type == ChunkType::buckets ? kBucketDocsAt : 0);
}

std::size_t chunk_alignment(ChunkType type) noexcept { return type == ChunkType::array ? 2 : 64; }

std::size_t write_chunk(std::span<const std::uint16_t> docs, std::span<const std::uint8_t> codes,
                        ByteBuffer& out) {
  const auto cardinality = static_cast<std::uint32_t>(docs.size());
  const ChunkType type = chunk_type(cardinality);
  pad_to(out, chunk_alignment(type));
  const std::size_t begin = out.size();
  out.resize(begin + chunk_bytes(type, cardinality));
  write_chunk(docs, codes, out.data() + begin);
  return begin;
}

void write_chunk(std::span<const std::uint16_t> docs, std::span<const std::uint8_t> codes,
                 std::byte* at) {
  switch (chunk_type(static_cast<std::uint32_t>(docs.size()))) {
    case ChunkType::array:
      if (!docs.empty()) std::memcpy(at, docs.data(), docs.size_bytes());
      break;
    case ChunkType::buckets:
      write_buckets(docs, codes, at);
      break;
    case ChunkType::bitmap:
      write_bitmap(docs, codes, at);
      break;
  }
}

std::optional<std::uint32_t> ChunkView::find(std::uint16_t doc) const noexcept {
  if (type_ == ChunkType::bitmap) {
    const std::uint64_t bit = std::uint64_t{1} << (doc % 64);
    const std::uint64_t last = word(doc / 64U);
    if ((last & bit) == 0) return std::nullopt;
    std::uint32_t rank = block_rank(doc / 256U);
    for (std::uint32_t i = doc / 256U * 4; i < doc / 64U; ++i) {
      rank += static_cast<std::uint32_t>(std::popcount(word(i)));
    }
    return rank + static_cast<std::uint32_t>(std::popcount(last & (bit - 1)));
  }
  std::uint32_t begin = 0;
  std::uint32_t end = cardinality_;
  if (type_ == ChunkType::buckets) {
    begin = std::min<std::uint32_t>(bucket_start(doc / (kChunkDocs / kBuckets)), cardinality_);
    end = std::min<std::uint32_t>(bucket_start(doc / (kChunkDocs / kBuckets) + 1), cardinality_);
  }
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    if (doc_at(middle) < doc) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  if (begin < cardinality_ && doc_at(begin) == doc) return begin;
  return std::nullopt;
}

void ChunkView::add_to(std::uint32_t limit, ChunkBits& bits) const noexcept {
  if (type_ != ChunkType::bitmap) {
    for (std::uint32_t i = 0; i < cardinality_; ++i) {
      const std::uint32_t doc = doc_at(i);
      if (doc < limit) bits.set(doc);
    }
    return;
  }
  for (std::uint32_t i = 0; i < bits.words.size() && i * 64 < limit; ++i) {
    const std::uint32_t left = limit - i * 64;
    const std::uint64_t mask = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    bits.words[i] |= word(i) & mask;
  }
}

void ChunkView::documents(DocId base, DocId last, std::vector<DocId>& out) const {
  if (type_ != ChunkType::bitmap) {
    const std::size_t before = out.size();
    out.resize(before + cardinality_);
    for (std::uint32_t i = 0; i < cardinality_; ++i)
      out[before + i] = std::min(base + doc_at(i), last);
    return;
  }
  for (std::uint32_t i = 0; i < kChunkDocs / 64; ++i) {
    for (std::uint64_t left = word(i); left != 0; left &= left - 1) {
      const auto bit = static_cast<std::uint32_t>(std::countr_zero(left));
      out.push_back(std::min(base + i * 64 + bit, last));
    }
  }
}

std::uint8_t ChunkView::window_max(std::uint32_t window) const noexcept {
  return load<std::uint8_t>(bytes_, window);
}
std::uint8_t ChunkView::block_max(std::uint32_t block) const noexcept {
  return load<std::uint8_t>(bytes_, kBlockMaxAt + block);
}
std::uint16_t ChunkView::bucket_start(std::uint32_t bucket) const noexcept {
  return load<std::uint16_t>(bytes_, kBucketStartsAt + std::size_t{bucket} * 2);
}
std::uint16_t ChunkView::block_rank(std::uint32_t block) const noexcept {
  return load<std::uint16_t>(bytes_, kBlockRanksAt + std::size_t{block} * 2);
}
std::uint64_t ChunkView::word(std::uint32_t i) const noexcept {
  return load<std::uint64_t>(bytes_, kBitsAt + std::size_t{i} * 8);
}
std::uint16_t ChunkView::doc_at(std::uint32_t i) const noexcept {
  const std::size_t docs_at = type_ == ChunkType::buckets ? kBucketDocsAt : 0;
  return load<std::uint16_t>(bytes_, docs_at + std::size_t{i} * 2);
}

}  // namespace coldopen
