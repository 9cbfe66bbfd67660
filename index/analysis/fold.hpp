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

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/languages.hpp"
#include "index/analysis/token.hpp"
#include "index/analysis/word_list.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {

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

// NFKC_Casefold: case, width, compatibility forms; ignorable code points go. Replaces `out`.
void casefold(std::string_view text, std::string& out);

// Every table of folding as bytes, for the fingerprint.
std::string fold_tables();

}  // namespace coldopen
