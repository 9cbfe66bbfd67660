// Runs of scripts without spaces -> overlapping pairs of grapheme clusters, and the last one alone.
//
// Pairs find names inside runs, are the same in every context and ICU version, and rank as well as
// dictionary words (README.md). The last cluster alone makes one cluster a prefix look-up. Hiragana
// becomes katakana, Traditional Chinese Simplified.
//
// Cost     linear.
// Threads  a ClusterPairs serves one thread at a time.
#pragma once

#include <memory>
#include <string_view>

#include "index/analysis/fold.hpp"

namespace coldopen {

// Whether a reader begins it at the right: its first letter that has a direction is Hebrew, Arabic,
// ... (rules P2 and P3 of UAX 9). Of a long text its first 1,024 bytes are looked at.
bool is_right_to_left(std::string_view text) noexcept;

class ClusterPairs {
 public:
  ClusterPairs();
  ~ClusterPairs();
  ClusterPairs(ClusterPairs&&) noexcept;
  ClusterPairs& operator=(ClusterPairs&&) noexcept;

  // Appends the words of text[begin, end), an unspaced run.
  void fold(std::string_view text, const TextSegment& segment, WordList& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldopen
