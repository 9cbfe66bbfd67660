// Attribute conditions on the documents of one segment.
//
// Text compares by key (equal spellings: "B.J. Novak" and "bj novak"); numbers, dates and booleans
// by ranges with both ends included. A document that lacks the attribute, or has it with another
// type than the index, holds no value: only the opposite of a condition is true of it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/segment/segment.hpp"
#include "query/request.hpp"

namespace coldopen {

class SegmentFilter {
 public:
  // O(values asked for); the first one of a segment and attribute makes its table of values.
  SegmentFilter(const Segment& segment, const Condition& condition, const Analyzer& analyzer);

  bool holds(DocId doc) const noexcept;
  // Replaces `bits` by all documents of the chunk that hold. O(documents of the chunk).
  void match(std::uint32_t chunk, ChunkBits& bits) const;
  // Clears the bits of those that do not. O(bits set), but never more than `match`.
  void restrict(std::uint32_t chunk, ChunkBits& bits) const;

  const Condition& condition() const noexcept { return condition_; }

 private:
  bool has_value(DocId doc) const noexcept;

  std::uint32_t documents_;
  Condition condition_;
  bool is_wanted(double number) const noexcept;
  bool is_wanted_text(std::uint32_t ordinal) const noexcept;
  void mark(const ColumnRun& run, DocId first, ChunkBits& bits) const noexcept;

  std::optional<Column> column_;
  std::vector<std::uint32_t> wanted_;  // ordinals of text values, rising
};

// To ask one document costs as much as to read so many in a row; so many are read at once.
inline constexpr std::uint32_t kRunsADocument = 12;
inline constexpr std::uint32_t kRun = 4'096;

bool in_range(double number, const Condition::Range& range) noexcept;

// Calls visit(bit) for each set bit, rising.
template <class Visit>
void for_each_bit(const ChunkBits& bits, Visit&& visit) {
  for (std::uint32_t word = 0; word < bits.words.size(); ++word)
    for (std::uint64_t left = bits.words[word]; left != 0; left &= left - 1)
      visit(word * 64 + static_cast<std::uint32_t>(__builtin_ctzll(left)));
}

}  // namespace coldopen
