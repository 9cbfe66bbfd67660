// One segment -> its exact words, and other forms of them: case, width, ligatures, marks,
// apostrophes, numbers.
//
// Two spellings people mean alike become the same bytes: Dwight’s and DWIGHT, Nuñez and nunez,
// 1,000 and 1000. Marks come off only where people leave them out when typing (Latin, Greek,
// Hebrew, Arabic, Syriac); never in Indic scripts, Thai, kana or Hangul, where they make another
// letter.
//
// Output   words with byte ranges of the text; a segment may give none or several. Forms that lie
//          in the word itself stand beside it, in this order: possessive (dwights) or elision
//          (loffice), umlaut (jaeger), written (jäger).
// Cost     linear; a segment of ASCII bytes never reaches ICU.
// Threads  a Folder serves one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/token.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {

// The exact words of one text in order, and other forms of single words beside them. What stands
// between two words (a hyphen, a space) is read from the text by the rooms after this one, so words
// may be found in any way: two ways that give equal lists give equal tokens.
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

// What a language changes. Unknown languages: no elision, no possessive, no "and", no number words.
struct FoldRules {
  bool possessive = false;                     // 's at the end goes (Dwight's)
  bool decimal_comma = false;                  // 1.000 is a thousand, 3,14 a fraction
  std::span<const std::string_view> elisions;  // l', d' ... before another word
  std::string_view ampersand;                  // what " & " says
  std::string_view and_letter;                 // what 'n' says
  bool number_words = false;                   // twenty in a name is 20, too
};
FoldRules fold_rules(std::string_view language) noexcept;

class Folder {
 public:
  explicit Folder(const FoldRules& rules) : rules_(rules) {}

  // Appends the words of text[begin, end), a segment of that kind (letters, number or emoji; of a
  // separator only ² ½ ① and their kin). `letters`: the rule by which words of letters are named.
  void fold(std::string_view text, const TextSegment& segment, WordList& out,
            TokenRule letters = TokenRule::word);

  // A name without any word: its folded signs without spaces; empty if nothing is left.
  std::string symbols(std::string_view name);

 private:
  void fold_letters(std::string_view text, std::uint32_t begin, std::uint32_t end, TokenRule rule,
                    WordList& out);
  void fold_letter_part(std::string_view part, std::uint32_t begin, std::uint32_t end,
                        TokenRule rule, WordList& out);
  void add_forms(WordList& out);
  void fold_number(std::string_view text, const TextSegment& segment, WordList& out);
  void fold_other_number(std::string_view text, const TextSegment& segment, WordList& out);
  void fold_emoji(std::string_view text, const TextSegment& segment, WordList& out);
  void drop_apostrophes(std::string& word);

  FoldRules rules_;
  std::string written_, exact_, form_;
  std::string elided_;       // the word with its elided article, or empty
  bool possessive_ = false;  // the word lost its 's
  std::vector<std::uint32_t> offsets_;
};

// ' and everything typed for it: ’ ‘ ‛ ＇ ` ´ ′ ʼ ʻ ׳ ״.
bool is_apostrophe(char32_t code_point) noexcept;

// NFKC_Casefold: case, width, compatibility forms; ignorable code points go. Replaces `out`.
void casefold(std::string_view text, std::string& out);

// Every table of folding as bytes, for the fingerprint.
std::string fold_tables();

}  // namespace coldopen
