// A list of one segment as scorers read it: chunks, codes, counts by rank.
//
// One form for stored lists, short or long, and for lists made for this query (MergedList,
// ChangedList, phrases): what is stored in chunks is read where it lies; what is not becomes plain
// arrays by chunk in the workspace, with codes made anew for this query's K.
// Bytes of a segment are not believed: every number taken from them is held to its bounds before it
// is used as a place (a rank below the cardinality, a bucket's ends within the array).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "index/segment/chunk.hpp"
#include "index/segment/kernels.hpp"
#include "index/segment/postings.hpp"
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

  const std::uint16_t* docs() const noexcept;                    // types 0 and 1
  const std::uint64_t* bits() const noexcept;                    // type 2: 1,024 words
  std::uint8_t window_max(std::uint32_t window) const noexcept;  // type 0: max_code
  // [begin, end) of the documents of a window of 4,096 in docs(); types 0 and 1.
  std::pair<std::uint32_t, std::uint32_t> window(std::uint32_t window) const noexcept;
  std::uint32_t rank_before(std::uint32_t bit) const noexcept;  // type 2: set bits before it
  // The rank inside the chunk, or none.
  std::optional<std::uint32_t> find(const Kernels& with, std::uint16_t doc) const noexcept;
};

class ScoredList {
 public:
  ScoredList() = default;  // empty
  // Reads a stored list where it lies. O(chunks); short lists are unpacked into the workspace.
  ScoredList(const PostingList& stored, Workspace& workspace);
  // A list of this query: codes for counts / (count + K), K by length code or k1.
  ScoredList(const ElementList& list, const Segment& segment, const LengthNorms& norms,
             bool length_counts, Workspace& workspace);

  std::uint32_t df() const noexcept;
  std::span<const ListChunk> chunks() const noexcept;  // rising
  const ListChunk* chunk(std::uint32_t number) const noexcept;
  const std::uint8_t* codes() const noexcept;  // by rank
  double count(Rank rank) const noexcept;      // F of the formula
  std::uint8_t max_code() const noexcept;
  // The code of its k-th best posting or of a later one, 0 if none is known. For lists of which no
  // posting may be refused.
  std::uint8_t seed(std::uint32_t k) const noexcept;
  bool codes_are_current() const noexcept;  // made for this query's K: no rescaling (bounds.hpp)
};

}  // namespace coldopen
