// Text -> segments: words, numbers, unspaced runs, emoji, and the separators between them.
//
// ICU's break iterator with our own rules (word_rules.hpp), straight over UTF-8. Before it sees
// the text, runs of combining marks are cut: canonical ordering of 64,000 marks takes ICU 17 s.
//
// Input    valid UTF-8; other bytes are read as U+FFFD, which is a separator.
// Cost     linear; about 25 MB/s.
// Threads  a WordBreaker serves one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace coldopen {

inline constexpr std::size_t kMarksMax = 30;            // of one run of combining marks
inline constexpr std::size_t kTermCodePointsMax = 255;  // of one term; longer ones are cut

enum class SegmentKind : std::uint8_t { separator, number, letters, unspaced, emoji };

struct TextSegment {
  SegmentKind kind = SegmentKind::separator;
  std::uint32_t begin = 0;  // bytes [begin, end) of the text
  std::uint32_t end = 0;
};

class WordBreaker {
 public:
  WordBreaker();
  ~WordBreaker();
  WordBreaker(WordBreaker&&) noexcept;
  WordBreaker& operator=(WordBreaker&&) noexcept;

  void start(std::string_view text);  // borrowed until the last next()
  bool next(TextSegment& segment);    // false at the end; segments cover the text without holes

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A text without the marks after the 30th of a run, and the way back to offsets of the source.
class MarkCut {
 public:
  // The text itself (borrowed) where nothing is cut, else a shorter copy. Default-ignorable code
  // points neither count nor end a run: normalization drops them and would join its parts.
  std::string_view cut(std::string_view text);
  // Offset of the cut text -> offset of the source. Marks left out belong to what stands before.
  std::uint32_t source_offset(std::uint32_t offset) const noexcept {
    return holes_.empty() ? offset : offset_beyond_holes(offset);
  }

 private:
  std::uint32_t offset_beyond_holes(std::uint32_t offset) const noexcept;
  struct Hole {
    std::uint32_t at = 0;       // in the cut text
    std::uint32_t removed = 0;  // bytes, of this hole and all before
  };
  std::string bytes_;
  std::vector<Hole> holes_;
};

// Neighbours of an offset: the code point that begins there, or ends there; 0 beyond the text.
char32_t code_point_at(std::string_view text, std::size_t offset) noexcept;
char32_t code_point_before(std::string_view text, std::size_t offset) noexcept;
std::size_t bytes_of(char32_t code_point) noexcept;

// At most `count` code points from the start.
std::string_view first_code_points(std::string_view text, std::size_t count) noexcept;

bool is_letter(char32_t code_point) noexcept;
bool is_digit(char32_t code_point) noexcept;  // decimal digits of any script
bool is_upper(char32_t code_point) noexcept;
bool is_lower(char32_t code_point) noexcept;
bool is_space(char32_t code_point) noexcept;
bool is_mark(char32_t code_point) noexcept;
bool is_other_number(char32_t code_point) noexcept;  // ² ₂ ½ ①
// ' and everything typed for it: ’ ‘ ‛ ＇ ` ´ ′ ʼ ʻ ׳ ״.
bool is_apostrophe(char32_t code_point) noexcept;

// "ICU 72.1, Unicode 15.0": other versions may give other tokens.
std::string unicode_version();

}  // namespace coldopen
