// What stands between two neighbouring words of a text: nothing that joins them, or a sign that
// does.
//
// Cost     constant, but for the length of the two words where a sign stands between them.
// Threads  any number at once; borrows text and words.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "index/analysis/word_list.hpp"

namespace coldopen {

// What may stand between two words of a group.
enum class Joint : std::uint8_t {
  none,
  hyphen,
  digit_hyphen,  // between two single digits
  joiner,
  slash,
  inside_sign,
  star,
  dots,             // B.J.
  spaced_dots,      // B. J.
  spaced_capitals,  // B J
  tag,
  digit_sign,
};

class Neighbours {
 public:
  Neighbours(std::string_view text, const WordList& words)
      : text_(text), list_(words), words_(words.words()) {}

  std::string_view text() const noexcept { return text_; }
  const std::vector<WordList::Word>& words() const noexcept { return words_; }
  std::string_view term(std::uint32_t word) const { return list_.term(words_[word]); }
  // Up to the next word or the end of the text; empty, too, where the next word begins inside.
  std::string_view gap_after(std::uint32_t word) const;

  bool may_join(std::uint32_t word) const;  // false: nothing after the word needs to be read
  Joint joint_after(std::uint32_t word) const;

  bool is_part_of_run(std::uint32_t word) const;  // of an unspaced script
  bool is_letter_word(std::uint32_t word) const;
  bool is_single_letter(std::uint32_t word) const;

 private:
  bool is_single_capital(std::uint32_t word) const;
  bool is_short_capitals(std::uint32_t word) const;
  bool is_raised(std::uint32_t word) const;
  Joint joint_of_sign(char sign, std::uint32_t left) const;
  Joint hyphen_joint(std::uint32_t left) const;
  Joint touching_joint(std::uint32_t left) const;

  std::string_view text_;
  const WordList& list_;
  const std::vector<WordList::Word>& words_;
};

bool is_hyphen(std::string_view gap) noexcept;

}  // namespace coldopen
