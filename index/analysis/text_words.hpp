// Text -> all its words in order: plain stretches by bytes, all others by ICU.
//
// Input    valid UTF-8 without endless runs of marks (MarkCut).
// Cost     linear: 2 ns a byte of plain text, 40 to 100 ns a byte of other scripts.
// Threads  a TextWords serves one thread at a time.
#pragma once

#include <cstdint>
#include <string_view>

#include "index/analysis/fold.hpp"
#include "index/analysis/plain_words.hpp"
#include "index/analysis/scripts.hpp"
#include "index/analysis/token.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {

class TextWords {
 public:
  explicit TextWords(const FoldRules& rules) : rules_(rules), folder_(rules) {}

  // Puts the words of the text into an empty list, with the forms that lie in them.
  void read(std::string_view text, TextKind kind, WordList& out);
  // The same list, all by ICU; read() is tested against it.
  void read_by_icu(std::string_view text, TextKind kind, WordList& out);

 private:
  void read_by_icu(std::string_view text, std::uint32_t begin, std::uint32_t end, WordList& out);
  void add_segment(std::string_view text, const TextSegment& segment, WordList& out);
  void add_separator(std::string_view text, const TextSegment& segment, WordList& out);
  void add_signs(std::string_view text, TextKind kind, WordList& out);
  void add_tag(std::string_view text, const TextSegment& segment, WordList& out);

  FoldRules rules_;
  Folder folder_;
  ClusterPairs pairs_;
  WordBreaker breaker_;
  PlainWords plain_;
};

}  // namespace coldopen
