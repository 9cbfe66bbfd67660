#include "index/analysis/codes.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "index/analysis/code_words.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

struct Code {
  std::optional<std::uint32_t> season, episode;
  std::uint32_t next = 0;
};

// Half a code, and the word after it.
struct Half {
  std::uint32_t number = 0;
  std::uint32_t next = 0;
};

// Spellings of a half.
enum Spelling : unsigned {
  kNamed = 1,         // season 4, season no. 4, season4, 4th season
  kLetter = 2,        // s4
  kSpacedLetter = 4,  // S. 4
  kNumberFirst = 8,   // 4. Staffel, 4 сезон; no plural: 4 seasons are no fourth
};

constexpr std::uint32_t kRangeMax = 3;  // episodes a range may go beyond its first
constexpr std::size_t kGapMax = 12;     // bytes between two words of a code

class CodeFinder {
 public:
  CodeFinder(std::string_view text, const WordList& words, Beside& out)
      : text_(text), list_(words), words_(words.words()), out_(out) {}

  void find();
  void find_whole();

 private:
  static constexpr std::u32string_view kSeparators = U".,:;-\u2013/|_(\u00B7\u2022";
  static constexpr std::u32string_view kNumberSigns = U".:#";

  std::string_view term(std::size_t word) const {
    return word < words_.size() ? list_.term(words_[word]) : std::string_view{};
  }
  std::optional<std::string_view> gap_after(std::uint32_t word) const;
  bool apart(std::uint32_t word, std::u32string_view signs) const;
  bool tied(std::uint32_t word, std::u32string_view signs) const;
  Meaning meaning(std::uint32_t word) const;

  std::optional<std::uint32_t> number_at(std::uint32_t word) const;
  std::optional<std::uint32_t> ordinal_at(std::uint32_t word) const;
  std::optional<std::uint32_t> counting(std::uint32_t word) const;
  std::optional<std::uint32_t> number_of(std::uint32_t noun) const;
  std::optional<Half> half(std::uint32_t word, Meaning what, unsigned spellings) const;
  std::optional<Code> season_first(std::uint32_t word) const;
  std::optional<Code> episode_first(std::uint32_t word) const;
  std::optional<Code> episode_alone(std::uint32_t word) const;
  std::optional<Code> cross(std::uint32_t word) const;
  std::optional<Code> one_word(std::uint32_t word);
  std::optional<Code> read(std::uint32_t word);
  bool also(const Code& code) const;
  Half range_end(const Code& code) const;
  bool spaced_cross(Code& code) const;
  void add(std::uint32_t first, const Code& code, TokenRule rule = TokenRule::code);

  std::string_view text_;
  const WordList& list_;
  const std::vector<WordList::Word>& words_;
  Beside& out_;
  std::array<std::uint32_t, 8> more_{};  // episodes of S04E01E02 before the last one
  std::size_t more_count_ = 0;
};

std::optional<std::string_view> CodeFinder::gap_after(std::uint32_t word) const {
  if (word + 1 >= words_.size()) return std::nullopt;
  const std::uint32_t begin = words_[word].end, end = words_[word + 1].begin;
  if (end < begin || end - begin > kGapMax) return std::nullopt;
  return text_.substr(begin, end - begin);
}

// Spaces and at most one of the signs.
bool CodeFinder::apart(std::uint32_t word, std::u32string_view signs) const {
  const auto gap = gap_after(word);
  if (!gap) return false;
  bool signed_once = false;
  for (std::size_t at = 0; at < gap->size();) {
    const char32_t code_point = code_point_at(*gap, at);
    at += bytes_of(code_point);
    if (code_point == U' ' || code_point == U'\t' || code_point == U'\u00A0') continue;
    if (signed_once || signs.find(code_point) == std::u32string_view::npos) return false;
    signed_once = true;
  }
  return true;
}

// As near as a noun and its number: 2nd-season, Ep. 13.
bool CodeFinder::tied(std::uint32_t word, std::u32string_view signs) const {
  return apart(word, signs) || gap_after(word) == "-";
}

Meaning CodeFinder::meaning(std::uint32_t word) const {
  const CodeWord* const known = code_word(term(word));
  return known == nullptr ? Meaning::none : known->meaning;
}

// 1 to 3 digits, or one to twenty, thirty.
std::optional<std::uint32_t> CodeFinder::number_at(std::uint32_t word) const {
  if (const auto number = whole_number(term(word), 1, 3)) return number;
  const CodeWord* const known = code_word(term(word));
  if (known == nullptr || known->meaning != Meaning::number) return std::nullopt;
  return known->number;
}

// 1st, 2nd, 3rd, 4th ..., or first to twentieth.
std::optional<std::uint32_t> CodeFinder::ordinal_at(std::uint32_t word) const {
  WordReader reader(term(word));
  if (const auto number = reader.number(1, 3)) {
    const bool ends =
        reader.text("st") || reader.text("nd") || reader.text("rd") || reader.text("th");
    return ends && reader.at_end() ? number : std::nullopt;
  }
  const CodeWord* const known = code_word(term(word));
  if (known == nullptr || known->meaning != Meaning::ordinal) return std::nullopt;
  return known->number;
}

// 4 before a noun: 4. Staffel, 4ª temporada (the sign is a letter by now).
std::optional<std::uint32_t> CodeFinder::counting(std::uint32_t word) const {
  WordReader reader(term(word));
  const auto number = reader.number(1, 3);
  if (!reader.sign('a')) reader.sign('o');
  return number && reader.at_end() ? number : std::nullopt;
}

// The word of the number behind a noun: "episode #13", "episode no. 13".
std::optional<std::uint32_t> CodeFinder::number_of(std::uint32_t noun) const {
  if (!tied(noun, kNumberSigns)) return std::nullopt;
  constexpr std::array<std::string_view, 4> kNumber = {"no", "nr", "num", "number"};
  if (std::ranges::find(kNumber, term(noun + 1)) == kNumber.end()) return noun + 1;
  const bool digits = apart(noun + 1, kNumberSigns) && whole_number(term(noun + 2), 1, 3);
  return digits ? std::optional(noun + 2) : std::nullopt;
}

std::optional<Half> CodeFinder::half(std::uint32_t word, Meaning what, unsigned spellings) const {
  const std::string_view name = term(word);
  if (name.empty()) return std::nullopt;
  const bool letter = name.size() == 1 || is_ascii_digit(name[1]);
  if (announced(name) == what && (spellings & (letter ? kSpacedLetter : kNamed)) != 0) {
    const auto at = number_of(word);
    const auto number = at ? number_at(*at) : std::nullopt;
    if (number) return Half{*number, *at + 1};
  }
  WordReader reader(name);
  if ((spellings & (letter ? kLetter : kNamed)) != 0 && reader.announces(what)) {
    const auto number = reader.number(1, what == Meaning::season ? 2 : 3);
    if (number && reader.at_end()) return Half{*number, word + 1};
  }
  if (meaning(word + 1) != what) return std::nullopt;
  if (const auto number = ordinal_at(word); number && tied(word, U"") && (spellings & kNamed) != 0)
    return Half{*number, word + 2};
  if ((spellings & kNumberFirst) == 0 || !apart(word, U".") || term(word + 1).ends_with('s'))
    return std::nullopt;
  const auto number = counting(word);
  return number ? std::optional(Half{*number, word + 2}) : std::nullopt;
}

// "season 4 episode 13", "S4 Ep. 13", "4. Staffel 13. Folge"; "season 4" and "s04", not "s4".
std::optional<Code> CodeFinder::season_first(std::uint32_t word) const {
  const auto with = [&](const Half& season, unsigned spellings) {
    Code code{.season = season.number, .episode = std::nullopt, .next = season.next};
    if (!apart(code.next - 1, kSeparators)) return code;
    if (const auto episode = half(code.next, Meaning::episode, spellings)) {
      code.episode = episode->number;
      code.next = episode->next;
    }
    return code;
  };
  if (const auto named = half(word, Meaning::season, kNamed)) return with(*named, kNamed | kLetter);
  if (const auto letter = half(word, Meaning::season, kLetter | kSpacedLetter)) {
    const Code code = with(*letter, kNamed | kLetter | kSpacedLetter);
    return code.episode || words_[word].size == 3 ? std::optional(code) : std::nullopt;
  }
  if (const auto counted = half(word, Meaning::season, kNumberFirst)) {
    const Code code = with(*counted, kNamed | kNumberFirst);
    return code.episode ? std::optional(code) : std::nullopt;
  }
  return std::nullopt;
}

// "episode 13 of the 4th season", "ep 13 s4".
std::optional<Code> CodeFinder::episode_first(std::uint32_t word) const {
  const auto episode = half(word, Meaning::episode, kNamed | kLetter);
  if (!episode) return std::nullopt;
  std::uint32_t next = episode->next;
  if (!apart(next - 1, kSeparators)) return std::nullopt;
  if (const auto between = term(next); between == "of" || between == "from" || between == "in") {
    if (!apart(next, U"")) return std::nullopt;
    ++next;
  }
  if (term(next) == "the") {
    if (!apart(next, U"")) return std::nullopt;
    ++next;
  }
  const auto season = half(next, Meaning::season, kNamed | kLetter);
  if (!season) return std::nullopt;
  return Code{.season = season->number, .episode = episode->number, .next = season->next};
}

// "episode 1071", "episode 4.13", "ep13"; no number words.
std::optional<Code> CodeFinder::episode_alone(std::uint32_t word) const {
  const std::string_view name = term(word);
  std::uint32_t last = word;
  WordReader reader(name);
  if (meaning(word) == Meaning::episode) {
    const auto at = number_of(word);
    if (!at) return std::nullopt;
    last = *at;
    reader = WordReader(term(last));
  } else if (name.size() < 2 || is_ascii_digit(name[1]) || !reader.announces(Meaning::episode)) {
    return std::nullopt;  // E13 is none
  }
  Code code{.season = std::nullopt, .episode = std::nullopt, .next = last + 1};
  code.episode = reader.number(1, 4);
  if (code.episode && reader.sign('.')) {
    code.season = code.episode;
    code.episode = *code.season < 100 ? reader.number(2, 2) : std::nullopt;
  }
  return code.episode && reader.at_end() ? std::optional(code) : std::nullopt;
}

// 4×13: the sign between digits is no word.
std::optional<Code> CodeFinder::cross(std::uint32_t word) const {
  if (gap_after(word) != "\u00D7") return std::nullopt;
  const auto season = whole_number(term(word), 1, 2), episode = whole_number(term(word + 1), 2, 3);
  if (!season || !episode) return std::nullopt;
  return Code{.season = season, .episode = episode, .next = word + 2};
}

// S04E13, s4ep13, season4episode13, S04E01E02, 4x13; "s4ep 13" as two words.
std::optional<Code> CodeFinder::one_word(std::uint32_t word) {
  WordReader reader(term(word));
  const bool lettered = reader.announces(Meaning::season);
  Code code{.season = reader.number(1, 2), .episode = std::nullopt, .next = word + 1};
  if (!code.season || !(lettered ? reader.announces(Meaning::episode) : reader.sign('x')))
    return std::nullopt;
  if (lettered && reader.at_end() && tied(word, kNumberSigns)) {
    code.episode = whole_number(term(word + 1), 1, 3);
    code.next = word + 2;
    return code.episode ? std::optional(code) : std::nullopt;
  }
  code.episode = reader.number(lettered ? 1 : 2, 3);
  while (lettered && code.episode && reader.sign('e')) {
    if (more_count_ == more_.size()) return std::nullopt;
    more_[more_count_++] = *code.episode;
    code.episode = reader.number(1, 3);
  }
  return code.episode && reader.at_end() ? std::optional(code) : std::nullopt;
}

std::optional<Code> CodeFinder::read(std::uint32_t word) {
  more_count_ = 0;
  if (const auto code = one_word(word)) return code;
  more_count_ = 0;
  if (const auto code = cross(word)) return code;
  if (const auto code = season_first(word)) return code;
  if (const auto code = episode_first(word)) return code;
  return episode_alone(word);
}

// "S03E10 & E11", "episodes 10 and 11": the sign is a word by now.
bool CodeFinder::also(const Code& code) const {
  if (term(code.next) != "and" || !apart(code.next - 1, U"") || !apart(code.next, U""))
    return false;
  const std::string_view noun = term(code.next - 2);
  return term(code.next + 1).starts_with('e') || noun == "episodes" || noun == "eps";
}

// The last episode of "4x01-02", "S04E01-E02" and "S04E01 E02", and the word after it.
Half CodeFinder::range_end(const Code& code) const {
  constexpr std::array<std::string_view, 6> kTo = {"-", "\u2013", "/", "&", "+", " "};
  const Half alone{*code.episode, code.next};
  std::uint32_t at = code.next;
  if (also(code)) {
    ++at;
  } else {
    const auto gap = gap_after(at - 1);
    if (!gap || std::ranges::find(kTo, *gap) == kTo.end()) return alone;
    if (gap == " " && !term(at).starts_with('e')) return alone;
  }
  WordReader reader(term(at));
  reader.sign('e');
  const auto last = reader.number(2, 3);
  const bool fits =
      last && reader.at_end() && *last > alone.number && *last <= alone.number + kRangeMax;
  return fits ? Half{*last, at + 1} : alone;
}

void append_number(char letter, std::uint32_t number, std::string& out) {
  out.push_back(letter);
  if (number < 10) out.push_back('0');
  out.append(std::to_string(number));
}

void CodeFinder::add(std::uint32_t first, const Code& code, TokenRule rule) {
  const auto put = [&](std::optional<std::uint32_t> episode, std::uint32_t next) {
    std::string term;  // fits without allocating
    if (code.season) append_number('s', *code.season, term);
    if (episode) append_number('e', *episode, term);
    out_.add(term, {.word = first,
                    .begin = words_[first].begin,
                    .end = words_[next - 1].end,
                    .length = static_cast<std::uint8_t>(next - first),
                    .lane = Space::code,
                    .rule = rule});
  };
  if (!code.episode) return put(std::nullopt, code.next);
  const auto [last, next] = range_end(code);
  for (std::size_t i = 0; i < more_count_; ++i) put(more_[i], next);
  for (std::uint32_t episode = *code.episode; episode <= last; ++episode) put(episode, next);
}

void CodeFinder::find() {
  for (std::uint32_t word = 0; word < words_.size();) {
    const std::uint32_t here = word++;
    if (!may_begin_code(term(here))) continue;
    const auto code = read(here);
    if (!code) continue;
    add(here, *code);
    word = code->next;
  }
}

// 4 x 13, 4x 13, 4e13.
bool CodeFinder::spaced_cross(Code& code) const {
  std::string joined;
  for (std::uint32_t word = 0; word < words_.size() && word < 4; ++word) joined += term(word);
  if (words_.size() > 3 || (words_.size() == 1 && joined.find('e') == std::string::npos))
    return false;
  WordReader reader(joined);
  code.season = reader.number(1, 2);
  if (!code.season || !(reader.sign('x') || reader.sign('e'))) return false;
  code.episode = reader.number(2, 3);
  code.next = static_cast<std::uint32_t>(words_.size());
  return code.episode && reader.at_end();
}

// 413 and 4.13 (season 4, episode 13), 4x4, s4.
void CodeFinder::find_whole() {
  more_count_ = 0;
  Code code{.season = std::nullopt, .episode = std::nullopt, .next = 1};
  if (words_.size() == 2 && gap_after(0) == "\u00D7") {
    code = {whole_number(term(0), 1, 2), whole_number(term(1), 1, 1), 2};
    if (code.season && code.episode) add(0, code, TokenRule::whole_code);
    return;
  }
  if (spaced_cross(code)) return add(0, code, TokenRule::whole_code);
  if (words_.size() != 1) return;
  const std::string_view name = term(0);
  WordReader reader(name);
  if (const auto number = whole_number(name, 3, 3); number && *number >= 100 && *number % 100 > 0) {
    code.season = *number / 100;
    code.episode = *number % 100;
  } else if (reader.sign('s')) {
    code.season = reader.number(1, 1);
    if (!code.season || !reader.at_end()) return;
  } else {
    code.season = reader.number(1, 2);
    const bool dot = code.season && reader.sign('.');
    if (!code.season || (!dot && !reader.sign('x'))) return;
    code.episode = dot ? reader.number(2, 2) : reader.number(1, 1);
    if (!code.episode || !reader.at_end()) return;
  }
  add(0, code, TokenRule::whole_code);
}

}  // namespace

void find_codes(std::string_view text, const WordList& words, Beside& out) {
  CodeFinder(text, words, out).find();
}

void find_whole_code(std::string_view text, const WordList& words, Beside& out) {
  CodeFinder(text, words, out).find_whole();
}

std::string season_code(std::uint32_t season) {
  std::string code;
  append_number('s', season, code);
  return code;
}

std::string absolute_code(std::uint32_t episode) {
  std::string code;
  append_number('e', episode, code);
  return code;
}

std::string episode_code(std::uint32_t season, std::uint32_t episode) {
  std::string code = season_code(season);
  append_number('e', episode, code);
  return code;
}

std::string code_tables() {
  std::string bytes;
  for (const CodeWord& word : kCodeWords) {
    bytes.append(word.word).push_back('\0');
    bytes.append(std::to_string(static_cast<int>(word.meaning))).push_back('\0');
    bytes.append(std::to_string(word.number)).push_back('\0');
  }
  return bytes;
}

}  // namespace coldopen
