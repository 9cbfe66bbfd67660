// Terms of the dictionary, and what a dictionary says of one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "index/fields.hpp"

namespace coldopen {

using DocId = std::uint32_t;  // a document's number in one segment
using Rank = std::uint32_t;   // a posting's number in its list

inline constexpr std::uint32_t kChunkDocs = 65'536;  // documents of a chunk
inline constexpr std::uint32_t kWindowDocs = 4'096;  // documents of a window

struct Term {
  Space space = Space::exact;
  std::string text;
  auto operator<=>(const Term&) const = default;  // by space, then bytes: each space is one stretch
};

// Where a term's list lies and what bounds it (FORMAT.md). Read from the dictionary by value.
struct TermInfo {
  std::uint32_t df = 0;       // documents in the list, dead ones included
  std::uint64_t cf = 0;       // sum of folded counts
  std::uint8_t max_code = 0;  // the best impact code of the list
  std::uint8_t code_10 = 0;   // impact code of its 10th, 100th, 1000th best posting; 0 if fewer
  std::uint8_t code_100 = 0;
  std::uint8_t code_1000 = 0;
  std::uint64_t postings_at = 0;   // where the list lies: df says in which section
  std::uint64_t positions_at = 0;  // of lists of up to 4 documents: in the inline positions
  std::uint64_t members_at = 0;    // Space::stem: where the words of the class stand
  bool has_positions = false;
  bool is_own_stem = false;  // Space::exact: the word is its own stem
};

}  // namespace coldopen
