// One term's list in one segment: chunks of 65,536 documents, impacts and counts by rank.
//
// A view over proved bytes (Segment::open): noexcept, never reads outside its section whatever the
// bytes say, valid as long as the segment. Layout: FORMAT.md. Costs are of the scalar form.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/segment/term.hpp"

namespace coldopen {

// All documents of one chunk as bits: document d of chunk c is bit d - c * 65,536.
struct ChunkBits {
  std::array<std::uint64_t, kChunkDocs / 64> words{};
  void clear() noexcept { words.fill(0); }
  void set(std::uint32_t bit) noexcept { words[bit >> 6] |= std::uint64_t{1} << (bit & 63); }
  bool test(std::uint32_t bit) const noexcept { return (words[bit >> 6] >> (bit & 63)) & 1; }
  std::uint32_t count() const noexcept;
};

class PostingList {
 public:
  PostingList() = default;  // empty

  std::uint32_t df() const noexcept;

  // The posting of `doc`, or none. O(1) in bitmaps, O(log n) in arrays.
  std::optional<Rank> find(DocId doc) const noexcept;

  // Sets the bits of this list's documents in `chunk`; others stay. O(postings of the chunk).
  void add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept;

  // The best impact code among the documents of `chunk`; 0 if it has none.
  std::uint8_t max_code(std::uint32_t chunk) const noexcept;

  std::uint32_t count(Rank rank) const noexcept;  // folded count, >= 1
  std::uint8_t code(Rank rank) const noexcept;    // impact code, bounds count/(count+K)

  // The positions of a posting, rising, replacing what `out` held. In the joined and code lanes an
  // entry is position * 16 + (length - 1); in the exact lane it is the bare position. Empty for
  // lists without positions.
  void positions(Rank rank, std::vector<std::uint32_t>& out) const;

  // Calls visit(DocId, Rank) for each posting, documents rising.
  template <class Visit>
  void for_each(Visit&& visit) const;

  // All documents of the list, rising; what for_each stands on.
  void documents(std::vector<DocId>& out) const;

 private:
  friend class Segment;
  // The segment helper lays this out.
};

template <class Visit>
void PostingList::for_each(Visit&& visit) const {
  std::vector<DocId> docs;
  documents(docs);
  for (Rank rank = 0; rank < docs.size(); ++rank) visit(docs[rank], rank);
}

}  // namespace coldopen
