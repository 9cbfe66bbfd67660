// A list of one segment as scorers read it: chunks, codes, counts by rank.
//
// One form for stored lists, short or long, and for lists made for this query (MergedList,
// ChangedList, phrases): what is stored in chunks is read where it lies; what is not becomes
// containers of the same layout in the workspace, with codes made anew for this query's K.
// Bytes of a segment are not believed: every number taken from them is held to its bounds before it
// is used as a place (a rank below the cardinality, a bucket's ends within the array).
// Valid as long as the segment and until the workspace is reset.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "index/segment/chunk.hpp"
#include "index/segment/kernels.hpp"
#include "index/segment/postings.hpp"
#include "index/segment/segment.hpp"
#include "query/bm25.hpp"
#include "query/merged_list.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// 65,536 documents of a list; the bytes lie as FORMAT.md has containers.
struct ListChunk {
  std::uint32_t chunk = 0;
  std::uint32_t cardinality = 0;  // 1 to 65,536
  ChunkType type = ChunkType::array;
  std::uint8_t max_code = 0;
  Rank first_rank = 0;
  const std::byte* container = nullptr;

  DocId base() const noexcept { return chunk * kChunkDocs; }
  const std::uint16_t* docs() const noexcept;  // types 0 and 1
  const std::uint64_t* bits() const noexcept;  // type 2: 1,024 words
  // The best code of a window of 4,096; type 0: of the chunk.
  std::uint8_t window_max(std::uint32_t window) const noexcept;
  std::uint8_t block_max(std::uint32_t block) const noexcept;  // type 2: of 256 documents
  // [begin, end) of the documents of a window of 4,096 in docs(); types 0 and 1.
  std::pair<std::uint32_t, std::uint32_t> window(std::uint32_t window) const noexcept;
  // [begin, end) of the documents of a bucket of 1,024; type 1.
  std::pair<std::uint32_t, std::uint32_t> bucket(std::uint32_t bucket) const noexcept;
  // Type 2: set bits before each 256 documents, as kernels take them.
  const std::uint16_t* block_ranks() const noexcept;
  // Type 2: set bits before this one, held to the cardinality; `bit` is below 65,536.
  std::uint32_t rank_before(std::uint32_t bit) const noexcept;
  // The rank inside the chunk, or none.
  std::optional<std::uint32_t> find(const Kernels& with, std::uint16_t doc) const noexcept;
  // The same for docs[0, n): places of those that an array holds, and their ranks. What several
  // need is waited for together. Returns how many. Room: n + 64.
  std::uint32_t look_up(const Kernels& with, const std::uint16_t* docs, std::uint32_t n,
                        std::uint16_t* at, std::uint16_t* ranks) const noexcept;
  // Asks for the memory that is read first.
  void prefetch() const noexcept;
  // The places of those of docs[0, n) (rising, n <= 65,536; readable to n + 64) that are in it, and
  // their ranks inside the chunk; returns how many. Room: n + 64.
  std::uint32_t find_all(const Kernels& with, const std::uint16_t* docs, std::uint32_t n,
                         std::uint16_t* at, std::uint16_t* ranks) const noexcept;
};

class ScoredList {
 public:
  ScoredList() = default;  // empty
  // Reads a stored list where it lies. O(chunks); short lists are unpacked into the workspace.
  ScoredList(const PostingList& stored, Workspace& workspace);
  // A list of this query: codes for counts / (count + K), K by length code or k1. A stored list is
  // read as above: whether lengths count is then part of its codes.
  ScoredList(const ElementList& list, const Segment& segment, const LengthNorms& norms, double k1,
             bool length_counts, Workspace& workspace);

  std::uint32_t df() const noexcept { return df_; }
  std::span<const ListChunk> chunks() const noexcept { return chunks_; }  // rising
  const ListChunk* chunk(std::uint32_t number) const noexcept;
  // By rank. Of a chunk [first_rank, first_rank + cardinality) may be read.
  const std::uint8_t* codes() const noexcept { return codes_; }
  double count(Rank rank) const noexcept;  // F of the formula; a rank beyond df() is the last
  // The counts of the ranks first + ranks[i], which rise. Cheaper than to ask for each where many
  // are neighbours.
  void counts(const Kernels& with, Rank first, std::span<const std::uint16_t> ranks,
              double* out) const noexcept;
  // Those of the ranks first, first + 1, ...
  void counts(const Kernels& with, Rank first, std::uint32_t n, double* out) const noexcept;
  // The same where K of the posting is known as its code was made with it: mostly the code says the
  // count, and it is nearer than the count's own bytes.
  double count(Rank rank, double written_k) const noexcept;
  std::uint8_t max_code() const noexcept { return seeds_.best; }
  // The code of its k-th best posting or of a later one, 0 if none is known. For lists of which no
  // posting may be refused.
  std::uint8_t seed(std::uint64_t k) const noexcept;
  // Its best documents, as PostingList has them: of the segment and the list whatever bytes say.
  std::uint32_t champion_count() const noexcept {
    return static_cast<std::uint32_t>(champions_.size() / sizeof(Champion));
  }
  Champion champion(std::uint32_t i) const noexcept;
  // Made for this query's K: no drift (bounds.hpp).
  bool codes_are_current() const noexcept { return sections_ == nullptr; }

  // The rank of a document, or none. O(1) in bitmaps, O(log n) in arrays.
  std::optional<Rank> find(const Kernels& with, DocId doc) const noexcept;

 private:
  void read_short(const PostingList& stored, Workspace& workspace);
  void read_chunks(const PostingList& stored, Workspace& workspace);
  void make_chunks(std::span<const DocId> docs, std::span<const std::uint8_t> codes,
                   Workspace& workspace);

  std::uint32_t df_ = 0;
  ImpactSeeds seeds_;
  std::span<const ListChunk> chunks_;
  const std::uint8_t* codes_ = nullptr;
  const double* counts_ = nullptr;             // by rank, or null: they lie in sections_
  const PostingSections* sections_ = nullptr;  // null: made for this query
  Bytes champions_;
  std::uint32_t first_posting_ = 0;
  bool has_positions_ = false;
};

inline const std::uint16_t* ListChunk::docs() const noexcept {
  const std::size_t at = type == ChunkType::buckets ? kBucketDocsAt : 0;
  return reinterpret_cast<const std::uint16_t*>(container + at);
}
inline const std::uint64_t* ListChunk::bits() const noexcept {
  return reinterpret_cast<const std::uint64_t*>(container + kBitsAt);
}
inline void ListChunk::prefetch() const noexcept {
  const std::size_t bytes = type == ChunkType::array     ? cardinality * 2
                            : type == ChunkType::buckets ? kBucketDocsAt + cardinality * 2
                                                         : kBitsAt;
  for (std::size_t at = 0; at < bytes; at += 64) __builtin_prefetch(container + at);
}
inline std::uint8_t ListChunk::window_max(std::uint32_t window) const noexcept {
  return type == ChunkType::array ? max_code : static_cast<std::uint8_t>(container[window]);
}
inline std::uint8_t ListChunk::block_max(std::uint32_t block) const noexcept {
  return static_cast<std::uint8_t>(container[kBlockMaxAt + block]);
}
inline std::pair<std::uint32_t, std::uint32_t> ListChunk::bucket(
    std::uint32_t bucket) const noexcept {
  const auto* starts = reinterpret_cast<const std::uint16_t*>(container + kBucketStartsAt);
  const std::uint32_t end = std::min<std::uint32_t>(starts[bucket + 1], cardinality);
  return {std::min<std::uint32_t>(starts[bucket], end), end};
}
inline const std::uint16_t* ListChunk::block_ranks() const noexcept {
  return reinterpret_cast<const std::uint16_t*>(container + kBlockRanksAt);
}
inline std::uint32_t ListChunk::rank_before(std::uint32_t bit) const noexcept {
  const std::uint16_t* ranks = block_ranks();
  const std::uint64_t* words = bits();
  std::uint32_t rank = ranks[bit / 256];
  for (std::uint32_t word = bit / 256 * 4; word < bit / 64; ++word) {
    rank += static_cast<std::uint32_t>(std::popcount(words[word]));
  }
  const std::uint64_t below = words[bit / 64] & ((std::uint64_t{1} << (bit % 64)) - 1);
  rank += static_cast<std::uint32_t>(std::popcount(below));
  return std::min(rank, cardinality - 1);
}
inline const ListChunk* ScoredList::chunk(std::uint32_t number) const noexcept {
  // In a list that is in most chunks a chunk stands at its number or a little before.
  if (number < chunks_.size() && chunks_[number].chunk == number) return &chunks_[number];
  const auto at = std::ranges::lower_bound(chunks_, number, {}, &ListChunk::chunk);
  return at == chunks_.end() || at->chunk != number ? nullptr : &*at;
}
inline double ScoredList::count(Rank rank, double written_k) const noexcept {
  if (counts_ != nullptr) return count(rank);
  const std::uint32_t known = count_of_code(codes_[std::min(rank, df_ - 1)], written_k);
  return known != 0 ? known : count(rank);
}
inline double ScoredList::count(Rank rank) const noexcept {
  if (counts_ != nullptr) return counts_[std::min(rank, df_ - 1)];
  const std::size_t posting = std::size_t{first_posting_} + std::min(rank, df_ - 1);
  return folded_count(sections_->counts[posting],
                      has_positions_ ? sections_->position_counts[posting] : 0);
}

}  // namespace coldopen
