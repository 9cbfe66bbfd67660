#include "index/analysis/fold.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "index/analysis/letter_folds.hpp"

namespace coldopen {
namespace {

using icu::Normalizer2;

bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Letters that people type without their stroke, or as two; marks are off already.
struct Replacement {
  char32_t from;
  std::string_view to;
};
constexpr std::array kLetters = {
    Replacement{U'\u00B7', ""},  // of ŀ, which NFKC takes apart
    Replacement{U'\u00E6', "ae"}, Replacement{U'\u00F0', "d"},  Replacement{U'\u00F8', "o"},
    Replacement{U'\u00FE', "th"}, Replacement{U'\u0111', "d"},  Replacement{U'\u0127', "h"},
    Replacement{U'\u0131', "i"},  Replacement{U'\u0138', "k"},  Replacement{U'\u0142', "l"},
    Replacement{U'\u014B', "ng"}, Replacement{U'\u0153', "oe"}, Replacement{U'\u0167', "t"},
    Replacement{U'\u0192', "f"},  Replacement{U'\u0199', "k"},  Replacement{U'\u01B4', "y"},
    Replacement{U'\u0253', "b"},  Replacement{U'\u0254', "o"},  Replacement{U'\u0256', "d"},
    Replacement{U'\u0257', "d"},  Replacement{U'\u0259', "e"},  Replacement{U'\u025B', "e"},
    Replacement{U'\u0268', "i"},  Replacement{U'\u0629', "ه"},  Replacement{U'\u0640', ""},
    Replacement{U'\u0649', "ي"},  Replacement{U'\u0671', "ا"},  Replacement{U'\u06A9', "ك"},
    Replacement{U'\u06CC', "ي"},
};

// Written with an apostrophe even after folding: without it they are other words (well, shell).
constexpr std::array<std::string_view, 9> kContractions = {
    "i'll", "we'll", "she'll", "he'll", "i'd", "we'd", "she'd", "we're", "who're"};

enum class Marks : std::uint8_t { keep, drop, drop_stress };

Marks marks_after(UChar32 base) noexcept {
  if (base < 0x80) return Marks::drop;  // letters and digits: 1 + U+20E3 is a keycap
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(base, &status)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_HEBREW:
    case USCRIPT_ARABIC:
    case USCRIPT_SYRIAC:
      return Marks::drop;
    case USCRIPT_CYRILLIC:
      return Marks::drop_stress;
    default:
      return Marks::keep;
  }
}

// Cyrillic loses stress, titlo and the dots of ё; й ї ў ѓ ќ are letters of their own.
bool is_stress(UChar32 base, UChar32 mark) noexcept {
  if (mark == 0x0301) return base != 0x0433 && base != 0x043A;
  return mark == 0x0300 || mark == 0x0483 || (mark == 0x0308 && base == 0x0435);
}

void append_letter(UChar32 code_point, icu::UnicodeString& out) {
  if (u_charType(code_point) == U_DECIMAL_DIGIT_NUMBER) {
    out.append(static_cast<char16_t>(u'0' + u_charDigitValue(code_point)));
    return;
  }
  const auto found =
      std::ranges::lower_bound(kLetters, static_cast<char32_t>(code_point), {}, &Replacement::from);
  if (found != kLetters.end() && found->from == static_cast<char32_t>(code_point)) {
    out.append(
        icu::UnicodeString::fromUTF8({found->to.data(), static_cast<int>(found->to.size())}));
  } else {
    out.append(code_point);
  }
}

void fold_lossy_by_icu(std::string_view written, std::string& exact) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString apart = Normalizer2::getNFDInstance(status)->normalize(
      icu::UnicodeString::fromUTF8({written.data(), static_cast<int>(written.size())}), status);
  icu::UnicodeString bare;
  UChar32 base = 0;
  Marks rule = Marks::keep;
  for (std::int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1)) {
    const UChar32 code_point = apart.char32At(at);
    const std::int8_t type = u_charType(code_point);
    if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK) {
      base = code_point;
      rule = marks_after(base);
      append_letter(code_point, bare);
    } else if (rule == Marks::keep ||
               (rule == Marks::drop_stress && !is_stress(base, code_point))) {
      bare.append(code_point);
    }
  }
  const icu::UnicodeString whole = Normalizer2::getNFCInstance(status)->normalize(bare, status);
  if (U_FAILURE(status)) throw std::bad_alloc();
  exact.clear();
  whole.toUTF8String(exact);
}

// The lossy part: marks off, the table, digits to ASCII. `written` is case folded.
void fold_lossy(std::string_view written, std::string& exact) {
  static const LetterFolds letters(fold_lossy_by_icu);
  if (!letters.fold(written, exact)) fold_lossy_by_icu(written, exact);
}

void casefold_by_icu(std::string_view text, std::string& out) {
  out.clear();
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&out);
  Normalizer2::getNFKCCasefoldInstance(status)->normalizeUTF8(
      0, {text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr, status);
  if (U_FAILURE(status)) throw std::bad_alloc();
}

// ä ö ü å ø as people without these keys write them; false if there are none. `word` is composed.
bool write_out_umlauts(std::string_view word, std::string& out) {
  out.clear();
  bool any = false;
  for (std::size_t at = 0; at < word.size(); ++at) {
    std::string_view two;
    if (word[at] == '\xC3' && at + 1 < word.size()) {
      switch (static_cast<unsigned char>(word[at + 1])) {
        case 0xA4:
          two = "ae";
          break;
        case 0xA5:
          two = "aa";
          break;
        case 0xB6:
        case 0xB8:
          two = "oe";
          break;
        case 0xBC:
          two = "ue";
          break;
        default:
          break;
      }
    }
    if (two.empty()) {
      out.push_back(word[at]);
    } else {
      out.append(two);
      any = true;
      ++at;
    }
  }
  return any;
}

// Digits in whole groups of three, then perhaps a fraction: 1,000,000.50.
bool is_grouped(std::string_view digits, char group, char decimal) noexcept {
  std::size_t at = digits.find(group);
  if (at == std::string_view::npos || at == 0 || at > 3) return false;
  if (!std::ranges::all_of(digits.substr(0, at), is_ascii_digit)) return false;  // 1'0,000
  while (at < digits.size() && digits[at] == group) {
    const std::string_view three = digits.substr(at + 1, 3);
    if (three.size() < 3 || !std::ranges::all_of(three, is_ascii_digit)) return false;
    at += 4;
  }
  if (at == digits.size()) return true;
  return digits[at] == decimal && std::ranges::all_of(digits.substr(at + 1), is_ascii_digit);
}

constexpr char kNarrowSpace = ' ';

// One code point of a number: its digit, or what the separator stands for.
char number_sign(char32_t code_point) noexcept {
  if (is_digit(code_point)) {
    return static_cast<char>('0' + u_charDigitValue(static_cast<UChar32>(code_point)));
  }
  switch (code_point) {
    case U'.':
    case U'\uFF0E':
    case U'\u066B':
      return '.';
    case U',':
    case U'\uFF0C':
    case U'\u066C':
      return ',';
    case U'\u202F':
      return kNarrowSpace;
    default:
      return is_apostrophe(code_point) ? '\'' : '\0';  // marks and ignorables fall out
  }
}

bool is_number_separator(char32_t code_point) noexcept {
  const char sign = number_sign(code_point);
  return sign == '.' || sign == ',' || sign == kNarrowSpace;
}

bool begins_emoji_word(char32_t code_point) noexcept {
  const auto is = [&](UProperty what) {
    return u_hasBinaryProperty(static_cast<UChar32>(code_point), what) != 0;
  };
  return is_letter(code_point) || is_digit(code_point) || is(UCHAR_EXTENDED_PICTOGRAPHIC) ||
         is(UCHAR_REGIONAL_INDICATOR);
}

// Bytes with which apostrophes and the signs of numbers begin; most words hold none.
constexpr std::array<bool, 256> kSignBytes = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view(".,'`")) table[static_cast<unsigned char>(c)] = true;
  for (const unsigned lead : {0xC2U, 0xCAU, 0xD7U, 0xD9U, 0xE2U, 0xEFU}) table[lead] = true;
  return table;
}();
bool may_hold_sign(std::string_view word) noexcept {
  return std::ranges::any_of(word,
                             [](char c) { return kSignBytes[static_cast<unsigned char>(c)]; });
}

// Some letters stand for several words (U+FDFA); all of them lie at the one range.
void add_words(std::string_view words, std::uint32_t begin, std::uint32_t end, TokenRule rule,
               WordList& out) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t space = std::min(words.find(' ', at), words.size());
    out.add(words.substr(at, space - at), begin, end, rule);
    at = space + 1;
  }
}

// The word with ' for every apostrophe.
void straighten(std::string_view word, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < word.size();) {
    const char32_t code_point = code_point_at(word, at);
    const std::size_t size = bytes_of(code_point);
    out.append(is_apostrophe(code_point) ? std::string_view("'") : word.substr(at, size));
    at += size;
  }
}

}  // namespace

void casefold(std::string_view text, std::string& out) {
  static const LetterFolds letters(casefold_by_icu);
  if (!letters.fold(text, out)) casefold_by_icu(text, out);
}

void Folder::fold(std::string_view text, const TextSegment& segment, WordList& out,
                  TokenRule letters) {
  switch (segment.kind) {
    case SegmentKind::letters:
      return fold_letters(text, segment.begin, segment.end, letters, out);
    case SegmentKind::number:
      return fold_number(text, segment, out);
    case SegmentKind::emoji:
      return fold_emoji(text, segment, out);
    case SegmentKind::separator:
      return fold_other_number(text, segment, out);
    case SegmentKind::unspaced:
      return;  // scripts.hpp
  }
}

// Cuts v4.13 at its dot and rock'n'roll at its apostrophes; each part keeps its own range.
void Folder::fold_letters(std::string_view text, std::uint32_t begin, std::uint32_t end,
                          TokenRule rule, WordList& out) {
  const std::string_view segment = text.substr(0, end);
  if (!may_hold_sign(segment.substr(begin))) {
    return fold_letter_part(segment.substr(begin), begin, end, rule, out);
  }
  std::uint32_t part = begin;
  const auto finish = [&](std::uint32_t at) {
    if (at > part) fold_letter_part(segment.substr(part, at - part), part, at, rule, out);
  };
  for (std::uint32_t at = begin; at < end;) {
    const char32_t code_point = code_point_at(segment, at);
    const auto next = at + static_cast<std::uint32_t>(bytes_of(code_point));
    if (is_number_separator(code_point)) {
      finish(at);
      part = next;
    } else if (at > part && is_apostrophe(code_point) && next + 1 < end &&
               (segment[next] == 'n' || segment[next] == 'N') &&
               is_apostrophe(code_point_at(segment, next + 1))) {
      finish(at);
      out.add("n", next, next + 1, rule);
      part = next + 1 + static_cast<std::uint32_t>(bytes_of(code_point_at(segment, next + 1)));
      at = part;
      continue;
    }
    at = next;
  }
  finish(end);
}

void Folder::fold_letter_part(std::string_view part, std::uint32_t begin, std::uint32_t end,
                              TokenRule rule, WordList& out) {
  part = first_code_points(part, kTermCodePointsMax);
  if (may_hold_sign(part)) {
    straighten(part, exact_);
    part = exact_;
  }
  casefold(part, written_);
  elided_.clear();
  possessive_ = false;
  if (written_.find('\'') != std::string::npos) drop_apostrophes(written_);
  fold_lossy(written_, exact_);
  if (exact_.find(' ') == std::string::npos) {
    if (exact_.empty()) return;
    out.add(exact_, begin, end, rule);
    return add_forms(out);
  }
  add_words(exact_, begin, end, rule, out);
}

// Of the word just added: exact_ and written_ are its folded forms.
void Folder::add_forms(WordList& out) {
  if (possessive_) {
    form_.assign(exact_).push_back('s');
    out.add_form(form_, Space::joined, TokenRule::possessive);
  }
  if (!elided_.empty()) {
    fold_lossy(elided_, form_);
    out.add_form(form_, Space::joined, TokenRule::elision);
  }
  if (written_ == exact_) return;
  if (write_out_umlauts(written_, elided_)) {
    fold_lossy(elided_, form_);
    if (form_ != exact_) out.add_form(form_, Space::joined, TokenRule::umlaut);
  }
  out.add_form(written_, Space::written, TokenRule::written);
}

void Folder::drop_apostrophes(std::string& word) {
  if (rules_.possessive) {
    if (std::ranges::find(kContractions, word) != kContractions.end()) return;
    possessive_ = word.ends_with("'s");
    if (possessive_) word.resize(word.size() - 2);
  }
  if (!rules_.elisions.empty()) {
    const std::size_t at = word.find('\'');
    const std::string_view head = std::string_view(word).substr(0, at);
    if (at != std::string::npos && at + 1 < word.size() &&
        std::ranges::find(rules_.elisions, head) != rules_.elisions.end()) {
      elided_ = word;
      std::erase(elided_, '\'');
      word.erase(0, at + 1);
    }
  }
  std::erase(word, '\'');
}

void Folder::fold_number(std::string_view text, const TextSegment& segment, WordList& out) {
  written_.clear();  // ASCII signs, one a code point; offsets_: where each begins
  offsets_.clear();
  for (std::uint32_t at = segment.begin; at < segment.end;) {
    const char32_t code_point = code_point_at(text, at);
    if (const char sign = number_sign(code_point); sign != '\0') {
      written_.push_back(sign);
      offsets_.push_back(at);
    }
    at += static_cast<std::uint32_t>(bytes_of(code_point));
  }
  offsets_.push_back(segment.end);
  const char decimal = rules_.decimal_comma ? ',' : '.';
  for (const char group : {rules_.decimal_comma ? '.' : ',', kNarrowSpace}) {
    if (!is_grouped(written_, group, decimal)) continue;
    std::erase(written_, group);
    std::ranges::replace(written_, ',', '.');
    return out.add(written_, segment.begin, segment.end, TokenRule::number);
  }
  // 3,14 where the comma is the decimal sign: one comma and nothing else.
  const std::size_t comma = written_.find(',');
  if (rules_.decimal_comma && comma != std::string::npos &&
      written_.find_first_not_of("0123456789", comma + 1) == std::string::npos &&
      written_.find_first_not_of("0123456789") == comma) {
    written_[comma] = '.';
    return out.add(written_, segment.begin, segment.end, TokenRule::number);
  }
  for (std::size_t at = 0; at < written_.size();) {
    const std::size_t cut = std::min(written_.find_first_of(", '", at), written_.size());
    if (cut > at) {
      out.add(std::string_view(written_).substr(at, cut - at), offsets_[at], offsets_[cut],
              TokenRule::number);
    }
    at = cut + 1;
  }
}

// ² is 2, ½ is 1 and 2, ⒈ is 1; a number sign of other letters says nothing.
void Folder::fold_other_number(std::string_view text, const TextSegment& segment, WordList& out) {
  const std::string_view sign = text.substr(segment.begin, segment.end - segment.begin);
  if (!is_other_number(code_point_at(sign, 0))) return;
  casefold(sign, written_);
  for (std::size_t at = 0; at < written_.size();) {
    std::size_t end = at;
    while (end < written_.size() && is_ascii_digit(written_[end])) ++end;
    if (end > at) {
      out.add(std::string_view(written_).substr(at, end - at), segment.begin, segment.end,
              TokenRule::sign);
    }
    at = end + 1;
  }
}

// Without variation selectors, joiners (both by case folding) and skin tones. ‼ and ⁉ are marks.
// A joiner ties an emoji to any sign before it (a space, a quote): that one is left out.
void Folder::fold_emoji(std::string_view text, const TextSegment& segment, WordList& out) {
  std::uint32_t begin = segment.begin;
  while (begin < segment.end && !begins_emoji_word(code_point_at(text, begin))) {
    begin += static_cast<std::uint32_t>(bytes_of(code_point_at(text, begin)));
  }
  casefold(first_code_points(text.substr(begin, segment.end - begin), kTermCodePointsMax),
           written_);
  exact_.clear();
  bool only_marks = true;
  for (std::size_t at = 0; at < written_.size();) {
    const char32_t code_point = code_point_at(written_, at);
    const std::size_t size = bytes_of(code_point);
    const bool skin_tone = code_point >= 0x1F3FB && code_point <= 0x1F3FF;
    if (!skin_tone) exact_.append(written_, at, size);
    const bool ascii_mark =
        size == 1 && !is_ascii_letter(written_[at]) && !is_ascii_digit(written_[at]);
    if (!skin_tone && !ascii_mark) only_marks = false;
    at += size;
  }
  if (!only_marks) add_words(exact_, begin, segment.end, TokenRule::emoji, out);
}

std::string Folder::symbols(std::string_view name) {
  casefold(first_code_points(name, kTermCodePointsMax), written_);
  std::string signs;
  for (std::size_t at = 0; at < written_.size();) {
    const char32_t code_point = code_point_at(written_, at);
    const std::size_t size = bytes_of(code_point);
    const std::uint32_t unseen = U_GC_Z_MASK | U_GC_C_MASK;
    if ((U_GET_GC_MASK(static_cast<UChar32>(code_point)) & unseen) == 0 && code_point != 0xFFFD) {
      signs.append(written_, at, size);
    }
    at += size;
  }
  return signs;
}

std::string fold_tables() {
  std::string bytes;
  const auto add = [&](std::string_view part) { bytes.append(part).push_back('\0'); };
  for (const Replacement& letter : kLetters) {
    add(std::to_string(static_cast<std::uint32_t>(letter.from)));
    add(letter.to);
  }
  for (const std::string_view word : kContractions) add(word);
  return bytes;
}

}  // namespace coldopen
