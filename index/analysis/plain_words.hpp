// The words of plain text, by bytes: the quick way beside ICU's break iterator, with equal results.
//
// Plain are all ASCII bytes and U+2010..2026 (dashes, curly quotes, dots), which is nearly all of
// what English wikis hold. Where other code points stand, the stretch between the white space
// around them is left to ICU: no rule of word_rules.hpp reaches over ASCII white space, so a text
// may be read in such stretches.
//
// Of plain text this room adds only runs of letters and digits; apostrophes, numbers with signs,
// tags and the like are found here as segments and read by the same rooms as ICU's.
//
// Cost     linear; 1 to 2 ns a byte; no allocation once the list is warm.
// Threads  a PlainWords serves one thread at a time.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "index/analysis/fold.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {

// A part of a text that is read one way. It begins and ends at the text's ends or at ASCII white
// space; the white space belongs to what follows it.
struct Stretch {
  std::uint32_t begin = 0, end = 0;
  bool plain = true;
};

// The stretch that begins at `begin`: 0, or where the last one ended; `begin` < text.size().
Stretch next_stretch(std::string_view text, std::uint32_t begin) noexcept;

class PlainWords {
 public:
  // Borrows both until the last next(). Words of the stretch are appended to `out`.
  void start(std::string_view text, const Stretch& stretch, WordList& out);

  // Adds the plain words up to the next segment that is more than a run of letters and digits, and
  // gives that one; false at the end. The segments left out are those that give no words.
  bool next(TextSegment& segment, WordList& out);

 private:
  bool next_by_bytes(TextSegment& segment, WordList& out);
  std::uint32_t run_end(std::uint32_t at, std::uint8_t& seen) const noexcept;
  std::uint32_t segment_end(std::uint32_t at, std::uint8_t& seen) const noexcept;
  bool is_told_by_sign_before(std::uint32_t begin, std::uint32_t end) const noexcept;

  std::string_view text_;  // up to the end of the stretch
  std::uint32_t begin_ = 0, at_ = 0;
  std::vector<std::uint64_t> word_bits_, odd_bits_;  // a bit a byte from begin_ on
  std::uint32_t list_at_ =
      0;  // byte i of the text lies in small letters at list_at_ + i (mod 2^32)
};

}  // namespace coldopen
