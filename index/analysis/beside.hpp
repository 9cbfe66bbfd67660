// Tokens that stand beside the exact words of a text: joined, written, code. They are found in any
// order by several rooms and put in order here.
//
// Cost     adding is a copy of the term; ordering is near linear, as finders go forward.
// Threads  one at a time; reused from text to text without allocating.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/token.hpp"
#include "index/analysis/word_list.hpp"

namespace coldopen {

inline constexpr std::size_t kJoinedMax = 4;     // joined tokens that begin at one word
inline constexpr std::uint32_t kLengthMax = 16;  // words one of them may cover (FORMAT.md)
inline constexpr std::size_t kJoinedCodePointsMax = 40;

class Beside {
 public:
  struct Entry {
    std::uint32_t at = 0, size = 0;    // its bytes in the list
    std::uint32_t word = 0;            // number of the first word it covers
    std::uint32_t begin = 0, end = 0;  // bytes of the text
    std::uint8_t length = 1;           // words covered
    Space lane = Space::joined;
    TokenRule rule = TokenRule::possessive;
  };

  void clear() noexcept;
  // `entry` says all but at and size.
  void add(std::string_view term, Entry entry);
  void add_forms(const WordList& words);

  // By word, lane (joined, written, code), length, term; no doubles; of the joined ones of a word
  // the first kJoinedMax.
  void put_in_order();

  const std::vector<Entry>& entries() const noexcept { return entries_; }
  std::string_view term(const Entry& entry) const noexcept {
    return std::string_view(bytes_).substr(entry.at, entry.size);
  }

 private:
  std::string bytes_;
  std::vector<Entry> entries_;
};

}  // namespace coldopen
