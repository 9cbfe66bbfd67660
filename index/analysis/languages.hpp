// What changes with the language of a text in folding and joining.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace coldopen {

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

// The code of a language as a page may say it (de, de-AT, DE_at, deu): de. Codes of one language
// that were changed, and the two of Norwegian, are one. "" where it is none.
std::string language_code(std::string_view tag);

// The table of languages as bytes, for the fingerprint.
std::string language_tables();

}  // namespace coldopen
