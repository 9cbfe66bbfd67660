#include "index/analysis/languages.hpp"

#include <algorithm>
#include <array>
#include <unicode/locid.h>

namespace coldopen {
namespace {

// Elided words, as Lucene's analyzers of these languages have them.
constexpr std::array<std::string_view, 13> kFrench = {
    "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"};
constexpr std::array<std::string_view, 21> kItalian = {
    "c",    "l",    "all",  "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl",
    "dagl", "degl", "negl", "sugl", "un",   "m",    "t",    "s",    "v",    "d"};
constexpr std::array<std::string_view, 6> kCatalan = {"d", "l", "m", "n", "s", "t"};
constexpr std::array<std::string_view, 3> kIrish = {"d", "m", "b"};

struct Language {
  std::string_view code;
  FoldRules rules;
};
constexpr std::array kLanguages = {
    Language{"en", {true, false, {}, "and", "and", true}},
    Language{"ja", {false, false, {}, {}, {}, false}},
    Language{"zh", {false, false, {}, {}, {}, false}},
    Language{"ko", {false, false, {}, {}, {}, false}},
    Language{"th", {false, false, {}, {}, {}, false}},
    Language{"de", {false, true, {}, "und", {}, false}},
    Language{"fr", {false, true, kFrench, "et", {}, false}},
    Language{"it", {false, true, kItalian, "e", {}, false}},
    Language{"ca", {false, true, kCatalan, {}, {}, false}},
    Language{"ga", {false, true, kIrish, {}, {}, false}},
    Language{"es", {false, true, {}, "y", {}, false}},
    Language{"pt", {false, true, {}, "e", {}, false}},
    Language{"nl", {false, true, {}, "en", {}, false}},
};

constexpr std::size_t kTagBytesMax = 64;  // longer ones name no language

struct SameLanguage {
  std::string_view code, is;
};
constexpr std::array kSame = {SameLanguage{"in", "id"},  SameLanguage{"iw", "he"},
                              SameLanguage{"ji", "yi"},  SameLanguage{"mo", "ro"},
                              SameLanguage{"nb", "no"},  SameLanguage{"nn", "no"},
                              SameLanguage{"tl", "fil"}, SameLanguage{"mul", ""},
                              SameLanguage{"zxx", ""},   SameLanguage{"mis", ""}};

}  // namespace

FoldRules fold_rules(std::string_view language) noexcept {
  const auto found = std::ranges::find(kLanguages, language, &Language::code);
  return found == kLanguages.end() ? FoldRules{false, true, {}, {}, {}, false} : found->rules;
}

std::string language_code(std::string_view tag) {
  if (tag.empty() || tag.size() > kTagBytesMax) return "";
  const icu::Locale locale(std::string(tag).c_str());
  const std::string code = locale.getLanguage();
  if (*locale.getISO3Language() == '\0') return "";
  const auto same = std::ranges::find(kSame, code, &SameLanguage::code);
  return same == kSame.end() ? code : std::string(same->is);
}

std::string language_tables() {
  std::string bytes;
  const auto add = [&](std::string_view part) { bytes.append(part).push_back('\0'); };
  for (const Language& language : kLanguages) {
    add(language.code);
    add(language.rules.ampersand);
    add(language.rules.and_letter);
    add(language.rules.number_words ? "twenty" : "");
    add(language.rules.possessive ? "'s" : "");
    add(language.rules.decimal_comma ? "," : ".");
    for (const std::string_view word : language.rules.elisions) add(word);
  }
  for (const SameLanguage& same : kSame) add(same.code), add(same.is);
  return bytes;
}

}  // namespace coldopen
