// The exact words of one text in order, and other forms of single words beside them.
//
// What stands between two words (a hyphen, a space) is read from the text by the rooms after this
// one, so words may be found in any way: two ways that give equal lists give equal tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/token.hpp"

namespace coldopen {

class WordList {
 public:
  struct Word {
    std::uint32_t at = 0, size = 0;  // its bytes in the list
    std::uint32_t begin = 0, end = 0;
    TokenRule rule = TokenRule::word;
  };
  // Dwight's -> joined "dwights", résumé -> written "résumé". Forms that depend on what stands
  // around the word (c++, rock 'n' roll) are joins.hpp's.
  struct Form {
    std::uint32_t word = 0;  // its number in words(); forms stand in the order of words
    std::uint32_t at = 0, size = 0;
    Space lane = Space::joined;
    TokenRule rule = TokenRule::possessive;
  };
  void clear() noexcept;
  void add(std::string_view term, std::uint32_t begin, std::uint32_t end,
           TokenRule rule = TokenRule::word);
  void add_form(std::string_view term, Space lane, TokenRule rule);  // of the last word
  // Many words at once: their text in small letters (ASCII only; other bytes as they are), and then
  // words that lie in it as they are. Returns where the text begins.
  std::uint32_t append_in_small(std::string_view text);
  void add_small(std::uint32_t at, std::uint32_t begin, std::uint32_t end, TokenRule rule) {
    words_.push_back({at, end - begin, begin, end, rule});
  }
  // Hands the bytes of all terms over; from then on only where they lie is known here.
  void give_terms(TokenBuffer& out) { out.take_terms(bytes_); }
  bool empty() const noexcept { return words_.empty(); }
  const std::vector<Word>& words() const noexcept { return words_; }
  const std::vector<Form>& forms() const noexcept { return forms_; }
  std::string_view term(const Word& word) const noexcept {
    return std::string_view(bytes_).substr(word.at, word.size);
  }
  std::string_view term(const Form& form) const noexcept {
    return std::string_view(bytes_).substr(form.at, form.size);
  }

 private:
  std::string bytes_;
  std::vector<Word> words_;
  std::vector<Form> forms_;
};

}  // namespace coldopen
