#include "index/analysis/joins.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "index/analysis/joints.hpp"
#include "index/analysis/number_words.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kHyphenPartsMax = 4;
constexpr std::size_t kInitialsMax = 12;

// Last parts by which dotted words are a host; no words of a language that ends sentences.
constexpr std::array<std::string_view, 30> kTopDomains = {
    "au",  "biz", "br", "ca",  "cn", "co",  "com",  "de", "dk", "edu",
    "es",  "eu",  "fi", "fm",  "fr", "gov", "info", "io", "jp", "kr",
    "mil", "net", "nl", "org", "pl", "ru",  "se",   "tv", "uk", "wiki"};

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

// One text, read once from left to right.
class Finder {
 public:
  Finder(const Neighbours& near, const FoldRules& rules, std::string& term, Beside& out)
      : near_(near),
        text_(near.text()),
        words_(near.words()),
        rules_(rules),
        term_(term),
        out_(out) {}

  void find();

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

  const Neighbours& near_;
  std::string_view text_;
  const std::vector<WordList::Word>& words_;
  const FoldRules& rules_;
  std::string& term_;
  Beside& out_;
  std::uint32_t hosts_read_ = 0;  // words before this one were read as hosts
};

void Finder::find() {
  const auto count = static_cast<std::uint32_t>(words_.size());
  for (std::uint32_t word = 0; word < count;) {
    const std::uint32_t here = word++;
    const WordList::Word& of = words_[here];
    // Before a space only single capitals join, and n with its apostrophe: one test for most words.
    const char first = text_[of.begin];
    const bool is_plain = (of.size > 2) | ((first >= 'a') & (first <= 'z') & (first != 'n'));
    if (is_plain && of.end < text_.size() && text_[of.end] == ' ') continue;
    if (of.size == 1 && near_.term(here) == "n") letter_n(here);
    if (!near_.may_join(here)) continue;
    if (const char sign = of.end < text_.size() ? text_[of.end] : ' '; sign == '+' || sign == '#') {
      signs_after(here);
    } else if (sign == '.' || sign == '@') {
      host_from(here);
    }
    if (const Joint joint = near_.joint_after(here); joint != Joint::none) {
      word = std::max(word, chain_from(here, joint));
    }
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
  if (!near_.is_part_of_run(part.last)) {
    const bool shares =
        (part.first > 0 && words_[part.first - 1].end > words_[part.first].begin) ||
        (part.last + 1 < words_.size() && words_[part.last + 1].begin < words_[part.last].end);
    if (!shares) term_.append(near_.term(part.first));
    return !shares;
  }
  const std::size_t at = term_.size();
  std::string_view cluster = near_.term(part.last);
  term_.append(cluster);
  for (std::uint32_t word = part.last; word-- > part.first;) {
    const std::string_view pair = near_.term(word);
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
  // The last letter of E.T. stands before a sentence: "E.T. I saw" holds no T. I.
  if (joint == Joint::spaced_dots && first > 0 && near_.joint_after(first - 1) == Joint::dots) {
    return;
  }
  if (joint == Joint::digit_hyphen) {  // no part of a longer group: 1-2-2005
    if (first > 0 && is_hyphen(near_.gap_after(first - 1))) return;
    if (is_hyphen(near_.gap_after(chain.last)) && chain.last + 1 < words_.size()) return;
  }
  join(chain, 0, chain.size - 1, joint);
}

// Reads on as long as the joint is the same; gives the word to go on with.
std::uint32_t Finder::chain_from(std::uint32_t word, Joint joint) {
  Chain chain;
  chain.parts[chain.size++] = part_before(word);
  chain.last = word;
  while (near_.joint_after(chain.last) == joint) {
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
  if (!near_.is_letter_word(word)) return;
  const std::uint32_t begin = words_[word].end;
  const char sign = text_[begin];
  if (sign == '#' && !near_.is_single_letter(word)) return;
  std::uint32_t end = begin;
  while (end < text_.size() && text_[end] == sign && end - begin < 3) ++end;
  const char32_t after = code_point_at(text_, end);
  if (end - begin > (sign == '+' ? 2U : 1U) || is_letter(after) || is_digit(after)) return;
  term_.assign(near_.term(word)).append(text_.substr(begin, end - begin));
  add(word, word, end, TokenRule::word_sign);
}

// The n of Guns N' Roses says "and"; between two words and two apostrophes it joins them.
void Finder::letter_n(std::uint32_t word) {
  const char32_t before = code_point_before(text_, words_[word].begin);
  const char32_t after = code_point_at(text_, words_[word].end);
  if (!is_apostrophe(before) && !is_apostrophe(after)) return;
  if (!rules_.and_letter.empty()) {
    term_.assign(rules_.and_letter);
    add(word, word, words_[word].end, TokenRule::and_letter);
  }
  if (word == 0 || word + 1 >= words_.size() || !is_apostrophe(before) || !is_apostrophe(after)) {
    return;
  }
  if (near_.gap_after(word - 1).size() != bytes_of(before)) return;
  if (near_.gap_after(word).size() != bytes_of(after)) return;
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
    if (near_.is_part_of_run(last)) break;
    const std::string_view gap = near_.gap_after(last);
    const bool kept = last - word < kLengthMax;
    if (kept) term_.append(near_.term(last));
    if (last + 1 >= words_.size() || (gap != "." && gap != "@")) break;
    mail = mail || gap == "@";
    if (kept) term_.append(gap);
  }
  hosts_read_ = last + 1;
  if (last == word || near_.is_part_of_run(last)) return;
  const bool host = mail || near_.term(word) == "www" ||
                    std::ranges::binary_search(kTopDomains, near_.term(last));
  if (host) add(word, last, words_[last].end, TokenRule::host);
}

}  // namespace

void Joiner::find(std::string_view text, TextKind kind, const WordList& words, Beside& out) {
  const Neighbours near(text, words);
  Finder(near, rules_, term_, out).find();
  if (kind == TextKind::name) find_number_words(near, rules_.number_words, out);
}

std::string join_tables() {
  std::string bytes = number_word_tables();
  for (const std::string_view domain : kTopDomains) bytes.append(domain).push_back('\0');
  return bytes;
}

}  // namespace coldopen
