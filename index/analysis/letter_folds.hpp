// Foldings of single letters as a table, so that most words need no normalizer.
//
// A text without combining marks folds letter by letter: no rule of normalization or folding looks
// over the limit of two letters below U+0700 or in U+1E00..1FFF (Latin, Greek, Cyrillic, Armenian,
// Hebrew, Arabic). Marks and all other code points are left to the caller.
//
// Cost     some nanoseconds a letter; a table is made once, in about a millisecond.
// Threads  immutable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace coldopen {

class LetterFolds {
 public:
  using Fold = std::function<void(std::string_view text, std::string& out)>;
  explicit LetterFolds(const Fold& fold);  // the table says what it does to each letter

  // Replaces `out` by the folded text; false, and no word of `out`, where a code point is not in
  // the table.
  bool fold(std::string_view text, std::string& out) const;

 private:
  static constexpr std::uint8_t kNone = 0xFF;  // not in the table
  struct Entry {
    std::uint8_t size = kNone;
    std::array<char, 7> bytes{};
  };
  std::vector<Entry> entries_;
};

}  // namespace coldopen
