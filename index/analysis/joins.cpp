#include "index/analysis/joins.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

using Word = WordList::Word;

constexpr std::size_t kHyphenPartsMax = 4;
constexpr std::size_t kInitialsMax = 12;

// Last parts by which dotted words are a host; no words of a language that ends sentences.
constexpr std::array<std::string_view, 30> kTopDomains = {
    "au",  "biz", "br", "ca",  "cn", "co",  "com",  "de", "dk", "edu",
    "es",  "eu",  "fi", "fm",  "fr", "gov", "info", "io", "jp", "kr",
    "mil", "net", "nl", "org", "pl", "ru",  "se",   "tv", "uk", "wiki"};

struct NumberWord {
  std::string_view word, digits;
};
constexpr std::array kNumberWords = {
    NumberWord{"eight", "8"},      NumberWord{"eighteen", "18"}, NumberWord{"eighty", "80"},
    NumberWord{"eleven", "11"},    NumberWord{"fifteen", "15"},  NumberWord{"fifty", "50"},
    NumberWord{"five", "5"},       NumberWord{"forty", "40"},    NumberWord{"four", "4"},
    NumberWord{"fourteen", "14"},  NumberWord{"nine", "9"},      NumberWord{"nineteen", "19"},
    NumberWord{"ninety", "90"},    NumberWord{"one", "1"},       NumberWord{"seven", "7"},
    NumberWord{"seventeen", "17"}, NumberWord{"seventy", "70"},  NumberWord{"six", "6"},
    NumberWord{"sixteen", "16"},   NumberWord{"sixty", "60"},    NumberWord{"ten", "10"},
    NumberWord{"thirteen", "13"},  NumberWord{"thirty", "30"},   NumberWord{"three", "3"},
    NumberWord{"twelve", "12"},    NumberWord{"twenty", "20"},   NumberWord{"two", "2"},
    NumberWord{"zero", "0"},
};

// I, V and X alone are letters or words more often than numbers.
constexpr std::array kRomans = {
    NumberWord{"II", "2"},     NumberWord{"III", "3"},  NumberWord{"IV", "4"},
    NumberWord{"IX", "9"},     NumberWord{"VI", "6"},   NumberWord{"VII", "7"},
    NumberWord{"VIII", "8"},   NumberWord{"XI", "11"},  NumberWord{"XII", "12"},
    NumberWord{"XIII", "13"},  NumberWord{"XIV", "14"}, NumberWord{"XIX", "19"},
    NumberWord{"XV", "15"},    NumberWord{"XVI", "16"}, NumberWord{"XVII", "17"},
    NumberWord{"XVIII", "18"}, NumberWord{"XX", "20"},
};

std::string_view look_up(const auto& table, std::string_view word) noexcept {
  const auto found = std::ranges::lower_bound(table, word, {}, &NumberWord::word);
  return found != table.end() && found->word == word ? found->digits : std::string_view{};
}

bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_number(std::string_view term) noexcept {
  return std::ranges::all_of(term, [](char c) { return is_ascii_digit(c) || c == '.'; });
}

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

TokenRule rule_of(Joint joint) noexcept {
  switch (joint) {
    case Joint::joiner:
      return TokenRule::joiner;
    case Joint::slash:
      return TokenRule::slash;
    case Joint::inside_sign:
      return TokenRule::inside_sign;
    case Joint::star:
      return TokenRule::star;
    case Joint::dots:
    case Joint::spaced_dots:
    case Joint::spaced_capitals:
      return TokenRule::initials;
    case Joint::tag:
      return TokenRule::tag_whole;
    case Joint::digit_sign:
      return TokenRule::digit_sign;
    default:
      return TokenRule::hyphen;
  }
}

// First bytes of a gap that may mean something; of all others nothing is read.
constexpr std::array<bool, 256> kMayJoin = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("-&_:/!$*.@+#")) table[static_cast<unsigned char>(c)] = true;
  for (const unsigned lead : {0xC2U, 0xE2U, 0xE3U, 0xEFU}) table[lead] = true;
  return table;
}();

bool is_raised_or_lowered_digit(char32_t sign) noexcept {
  return sign == 0xB2 || sign == 0xB3 || sign == 0xB9 || sign == 0x2070 ||
         (sign >= 0x2074 && sign <= 0x2079) || (sign >= 0x2080 && sign <= 0x2089);
}

bool is_hyphen(std::string_view gap) noexcept {  // no long dash: it parts sentences
  if (gap.size() == 1) return gap[0] == '-';
  return gap.size() == 3 && gap.starts_with("\xE2\x80") && gap[2] >= '\x90' && gap[2] <= '\x93';
}

// One text, read once from left to right.
class Finder {
 public:
  Finder(std::string_view text, const FoldRules& rules, const WordList& words, std::string& term,
         Beside& out)
      : text_(text), rules_(rules), list_(words), words_(words.words()), term_(term), out_(out) {}

  void find();
  void find_numbers();

 private:
  // Words [first, last] that stand for one in a group: one word, or an unspaced run.
  struct Part {
    std::uint32_t first = 0, last = 0;
  };
  static constexpr std::size_t kPartsMax = kLengthMax;
  struct Chain {
    std::array<Part, kPartsMax> parts{};  // the first ones
    std::size_t size = 0;                 // may be more
    std::uint32_t last = 0;               // its last word
  };

  std::string_view term(std::uint32_t word) const { return list_.term(words_[word]); }
  std::string_view gap_after(std::uint32_t word) const {
    const std::uint32_t begin = words_[word].end;
    const std::size_t end = word + 1 < words_.size() ? words_[word + 1].begin : text_.size();
    return end < begin ? std::string_view{} : text_.substr(begin, end - begin);
  }

  bool may_join(std::uint32_t word) const;
  bool is_letter_word(std::uint32_t word) const;
  bool is_single_letter(std::uint32_t word) const;
  bool is_single_capital(std::uint32_t word) const;
  bool is_short_capitals(std::uint32_t word) const;
  bool is_raised(std::uint32_t word) const;
  bool is_part_of_run(std::uint32_t word) const;

  Joint joint_after(std::uint32_t word) const;
  Joint joint_of_sign(char sign, std::uint32_t left) const;
  Joint hyphen_joint(std::uint32_t left) const;
  Joint touching_joint(std::uint32_t left) const;

  Part part_before(std::uint32_t last) const;
  Part part_from(std::uint32_t first) const;
  bool append_part(const Part& part);

  void signs_after(std::uint32_t word);
  void letter_n(std::uint32_t word);
  void host_from(std::uint32_t word);
  std::uint32_t chain_from(std::uint32_t word, Joint joint);
  void add_runs(const Chain& chain, Joint joint);
  void add_whole(const Chain& chain, Joint joint);
  void join(const Chain& chain, std::size_t from, std::size_t to, Joint joint);
  void add(std::uint32_t first, std::uint32_t last, std::uint32_t end, TokenRule rule);

  std::string_view text_;
  const FoldRules& rules_;
  const WordList& list_;
  const std::vector<Word>& words_;
  std::string& term_;
  Beside& out_;
  std::uint32_t hosts_read_ = 0;  // words before this one were read as hosts
};

void Finder::find() {
  const auto count = static_cast<std::uint32_t>(words_.size());
  for (std::uint32_t word = 0; word < count;) {
    const std::uint32_t here = word++;
    const Word& of = words_[here];
    const bool follows_space = of.end < text_.size() && text_[of.end] == ' ';
    if (follows_space && of.size > 2) continue;  // nearly always
    if (of.size == 1 && term(here) == "n") letter_n(here);
    if (!may_join(here)) continue;
    if (const char sign = of.end < text_.size() ? text_[of.end] : ' '; sign == '+' || sign == '#') {
      signs_after(here);
    } else if (sign == '.' || sign == '@') {
      host_from(here);
    }
    if (const Joint joint = joint_after(here); joint != Joint::none) {
      word = std::max(word, chain_from(here, joint));
    }
  }
}

bool Finder::may_join(std::uint32_t word) const {
  const Word& of = words_[word];
  const bool has_next = word + 1 < words_.size();
  if (has_next && words_[word + 1].begin <= of.end) return words_[word + 1].begin == of.end;
  if (of.end >= text_.size()) return false;
  const char sign = text_[of.end];
  if (sign == ' ') {
    const char first = text_[of.begin];
    return of.size <= 2 && (first < 'a' || first > 'z');
  }
  return kMayJoin[static_cast<unsigned char>(sign)];
}

bool Finder::is_part_of_run(std::uint32_t word) const {
  const TokenRule rule = words_[word].rule;
  return rule == TokenRule::pair || rule == TokenRule::last_cluster;
}

bool Finder::is_letter_word(std::uint32_t word) const {
  const TokenRule rule = words_[word].rule;
  return (rule == TokenRule::word || rule == TokenRule::tag) && !is_number(term(word));
}

bool Finder::is_single_letter(std::uint32_t word) const {
  if (words_[word].size > 4 || !is_letter_word(word)) return false;
  const char32_t letter = code_point_at(term(word), 0);
  return bytes_of(letter) == words_[word].size && is_letter(letter);
}

bool Finder::is_single_capital(std::uint32_t word) const {
  return is_single_letter(word) && is_upper(code_point_at(text_, words_[word].begin));
}

bool Finder::is_short_capitals(std::uint32_t word) const {
  std::size_t count = 0;
  for (std::uint32_t at = words_[word].begin; at < words_[word].end; ++count) {
    const char32_t code_point = code_point_at(text_, at);
    if (count == 3 || !is_upper(code_point)) return false;
    at += static_cast<std::uint32_t>(bytes_of(code_point));
  }
  return true;
}

bool Finder::is_raised(std::uint32_t word) const {
  return words_[word].rule == TokenRule::sign &&
         is_raised_or_lowered_digit(code_point_at(text_, words_[word].begin));
}

Joint Finder::hyphen_joint(std::uint32_t left) const {
  const std::string_view a = term(left), b = term(left + 1);
  if (!is_number(a) || !is_number(b)) return Joint::hyphen;
  return a.size() == 1 && b.size() == 1 ? Joint::digit_hyphen : Joint::none;
}

Joint Finder::touching_joint(std::uint32_t left) const {
  if (words_[left].rule == TokenRule::tag && words_[left + 1].rule == TokenRule::tag) {
    return Joint::tag;
  }
  const bool before = is_raised(left), after = is_raised(left + 1);
  const bool sign =
      (before || after) && (before || is_letter_word(left)) && (after || is_letter_word(left + 1));
  return sign ? Joint::digit_sign : Joint::none;
}

Joint Finder::joint_of_sign(char sign, std::uint32_t left) const {
  const std::uint32_t right = left + 1;
  switch (sign) {
    case '&':
    case '_':
      return is_number(term(left)) && is_number(term(right)) ? Joint::none : Joint::joiner;
    case ':':
      return is_number(term(left)) || is_number(term(right)) ? Joint::none : Joint::joiner;
    case '/':
      return is_short_capitals(left) && is_short_capitals(right) ? Joint::slash : Joint::none;
    case '!':
    case '$': {
      const bool letters = is_letter(code_point_before(text_, words_[left].end)) &&
                           is_letter(code_point_at(text_, words_[right].begin));
      return letters ? Joint::inside_sign : Joint::none;
    }
    case '*':
      return is_single_letter(left) && is_single_letter(right) ? Joint::star : Joint::none;
    case '.':
      return is_single_letter(left) && is_single_letter(right) ? Joint::dots : Joint::none;
    case ' ':
      return is_single_capital(left) && is_single_capital(right) ? Joint::spaced_capitals
                                                                 : Joint::none;
    default:
      return Joint::none;
  }
}

Joint Finder::joint_after(std::uint32_t word) const {
  if (word + 1 >= words_.size() || words_[word + 1].begin < words_[word].end) return Joint::none;
  const std::string_view gap = gap_after(word);
  if (gap.empty()) return touching_joint(word);
  if (is_hyphen(gap)) return hyphen_joint(word);
  if (gap.size() == 1) return joint_of_sign(gap[0], word);
  if (gap == ". ") {
    return is_single_letter(word) && is_single_letter(word + 1) ? Joint::spaced_dots : Joint::none;
  }
  const char32_t sign = code_point_at(gap, 0);
  if (bytes_of(sign) != gap.size()) return Joint::none;
  switch (sign) {
    case U'\u00B7':
    case U'\u2027':
    case U'\u30FB':
    case U'\uFF65':
      return joint_of_sign('_', word);
    default:
      return Joint::none;
  }
}

Finder::Part Finder::part_before(std::uint32_t last) const {
  Part part{last, last};
  if (words_[last].rule != TokenRule::last_cluster) return part;
  while (part.first > 0 && words_[part.first - 1].rule == TokenRule::pair &&
         words_[part.first - 1].end > words_[part.first].begin) {
    --part.first;
  }
  return part;
}

Finder::Part Finder::part_from(std::uint32_t first) const {
  Part part{first, first};
  while (words_[part.last].rule == TokenRule::pair && part.last + 1 < words_.size()) ++part.last;
  return part;
}

// False where the part has no one term: words that share one sign (½), and endless runs. A run is
// read from its end, as only its last cluster stands alone.
bool Finder::append_part(const Part& part) {
  if (part.last - part.first >= kLengthMax) return false;
  if (!is_part_of_run(part.last)) {
    const bool shares =
        (part.first > 0 && words_[part.first - 1].end > words_[part.first].begin) ||
        (part.last + 1 < words_.size() && words_[part.last + 1].begin < words_[part.last].end);
    if (!shares) term_.append(term(part.first));
    return !shares;
  }
  const std::size_t at = term_.size();
  std::string_view cluster = term(part.last);
  term_.append(cluster);
  for (std::uint32_t word = part.last; word-- > part.first;) {
    const std::string_view pair = term(word);
    if (!pair.ends_with(cluster)) return false;
    cluster = pair.substr(0, pair.size() - cluster.size());
    term_.insert(at, cluster);
  }
  return true;
}

void Finder::add(std::uint32_t first, std::uint32_t last, std::uint32_t end, TokenRule rule) {
  const std::uint32_t length = last - first + 1;
  if (length > kLengthMax) return;
  if (first != last && first_code_points(term_, kJoinedCodePointsMax).size() < term_.size()) return;
  out_.add(term_, {.word = first,
                   .begin = words_[first].begin,
                   .end = end,
                   .length = static_cast<std::uint8_t>(length),
                   .lane = Space::joined,
                   .rule = rule});
}

void Finder::join(const Chain& chain, std::size_t from, std::size_t to, Joint joint) {
  term_.clear();
  for (std::size_t i = from; i <= to; ++i) {
    if (!append_part(chain.parts[i])) return;
    if (joint == Joint::inside_sign && i < to) {
      term_.push_back(text_[words_[chain.parts[i].last].end] == '!' ? 'i' : 's');
    }
  }
  const std::uint32_t first = chain.parts[from].first, last = chain.parts[to].last;
  std::uint32_t end = words_[last].end;
  const bool dotted = joint == Joint::dots || joint == Joint::spaced_dots;
  if (dotted && end < text_.size() && text_[end] == '.') ++end;  // S.H.I.E.L.D. with its last dot
  add(first, last, end, rule_of(joint));
}

void Finder::add_runs(const Chain& chain, Joint joint) {
  if (chain.size > kHyphenPartsMax) return;
  for (std::size_t from = 0; from + 1 < chain.size; ++from) {
    for (std::size_t to = from + 1; to < chain.size; ++to) join(chain, from, to, joint);
  }
}

void Finder::add_whole(const Chain& chain, Joint joint) {
  const std::size_t most = joint == Joint::tag            ? kPartsMax
                           : joint == Joint::digit_hyphen ? kHyphenPartsMax
                                                          : kInitialsMax;
  if (chain.size > most) return;
  const std::uint32_t first = chain.parts[0].first;
  if (joint == Joint::spaced_capitals && chain.size == 2) {
    for (const std::uint32_t word : {first, chain.last}) {
      const char letter = text_[words_[word].begin];
      if (letter == 'I' || letter == 'A') return;
    }
  }
  if (joint == Joint::digit_hyphen) {  // no part of a longer group: 1-2-2005
    if (first > 0 && is_hyphen(gap_after(first - 1))) return;
    if (is_hyphen(gap_after(chain.last)) && chain.last + 1 < words_.size()) return;
  }
  join(chain, 0, chain.size - 1, joint);
}

// Reads on as long as the joint is the same; gives the word to go on with.
std::uint32_t Finder::chain_from(std::uint32_t word, Joint joint) {
  Chain chain;
  chain.parts[chain.size++] = part_before(word);
  chain.last = word;
  while (joint_after(chain.last) == joint) {
    const Part part = part_from(chain.last + 1);
    if (chain.size < kPartsMax) chain.parts[chain.size] = part;
    ++chain.size;
    chain.last = part.last;
  }
  switch (joint) {
    case Joint::hyphen:
    case Joint::joiner:
    case Joint::slash:
    case Joint::inside_sign:
    case Joint::digit_sign:
      add_runs(chain, joint);
      break;
    default:
      add_whole(chain, joint);
  }
  return chain.last;
}

// word+, word++, letter#: not before a letter or digit.
void Finder::signs_after(std::uint32_t word) {
  if (!is_letter_word(word)) return;
  const std::uint32_t begin = words_[word].end;
  const char sign = text_[begin];
  if (sign == '#' && !is_single_letter(word)) return;
  std::uint32_t end = begin;
  while (end < text_.size() && text_[end] == sign && end - begin < 3) ++end;
  const char32_t after = code_point_at(text_, end);
  if (end - begin > (sign == '+' ? 2U : 1U) || is_letter(after) || is_digit(after)) return;
  term_.assign(term(word)).append(text_.substr(begin, end - begin));
  add(word, word, end, TokenRule::word_sign);
}

// The n of Guns N' Roses says "and"; between two words and two apostrophes it joins them.
void Finder::letter_n(std::uint32_t word) {
  if (rules_.and_letter.empty()) return;
  const char32_t before = code_point_before(text_, words_[word].begin);
  const char32_t after = code_point_at(text_, words_[word].end);
  if (!is_apostrophe(before) && !is_apostrophe(after)) return;
  term_.assign(rules_.and_letter);
  add(word, word, words_[word].end, TokenRule::and_letter);
  if (word == 0 || word + 1 >= words_.size() || !is_apostrophe(before) || !is_apostrophe(after)) {
    return;
  }
  if (gap_after(word - 1).size() != bytes_of(before)) return;
  if (gap_after(word).size() != bytes_of(after)) return;
  const Part left = part_before(word - 1), right = part_from(word + 1);
  term_.clear();
  if (!append_part(left)) return;
  term_.push_back('n');
  if (append_part(right))
    add(left.first, right.last, words_[right.last].end, TokenRule::and_between);
}

// wuphf.com, www.x.y, michael.scott@dundermifflin.com: words with one dot or @ between.
void Finder::host_from(std::uint32_t word) {
  if (word < hosts_read_) return;
  term_.clear();
  bool mail = false;
  std::uint32_t last = word;
  for (;; ++last) {
    if (is_part_of_run(last)) break;
    const std::string_view gap = gap_after(last);
    const bool kept = last - word < kLengthMax;
    if (kept) term_.append(term(last));
    if (last + 1 >= words_.size() || (gap != "." && gap != "@")) break;
    mail = mail || gap == "@";
    if (kept) term_.append(gap);
  }
  hosts_read_ = last + 1;
  if (last == word || is_part_of_run(last)) return;
  const bool host =
      mail || term(word) == "www" || std::ranges::binary_search(kTopDomains, term(last));
  if (host) add(word, last, words_[last].end, TokenRule::host);
}

void Finder::find_numbers() {
  const auto digits = [&](std::uint32_t word) {
    return rules_.number_words ? digits_of_number_word(term(word)) : std::string_view{};
  };
  for (std::uint32_t word = 0; word < words_.size(); ++word) {
    const Word& of = words_[word];
    std::string_view number = digits(word);
    if (number.empty()) number = look_up(kRomans, text_.substr(of.begin, of.end - of.begin));
    if (number.empty()) continue;
    term_.assign(number);
    add(word, word, of.end, TokenRule::number_word);
    const std::string_view first = digits(word);
    if (first.empty() || joint_after(word) != Joint::hyphen) continue;
    const std::string_view second = digits(word + 1);
    if (second.empty()) continue;
    const bool tens = first.size() == 2 && first[1] == '0' && first != "10" && second.size() == 1;
    term_.assign(tens ? first.substr(0, 1) : first).append(second);  // 24; 99
    add(word, word + 1, words_[word + 1].end, TokenRule::number_word);
  }
}

}  // namespace

void Joiner::find(std::string_view text, TextKind kind, const WordList& words, Beside& out) {
  Finder finder(text, rules_, words, term_, out);
  finder.find();
  if (kind == TextKind::name) finder.find_numbers();
}

std::string_view digits_of_number_word(std::string_view word) noexcept {
  return look_up(kNumberWords, word);
}

std::string join_tables() {
  std::string bytes;
  const auto add = [&](std::string_view part) { bytes.append(part).push_back('\0'); };
  for (const std::string_view domain : kTopDomains) add(domain);
  for (const NumberWord& number : kNumberWords) add(number.word), add(number.digits);
  for (const NumberWord& number : kRomans) add(number.word), add(number.digits);
  return bytes;
}

}  // namespace coldopen
