#include "index/analysis/joints.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

// First bytes of a gap that may mean something; of all others nothing is read.
constexpr std::array<bool, 256> kMayJoin = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("-&_:/!$*.@+#")) table[static_cast<unsigned char>(c)] = true;
  for (const unsigned lead : {0xC2U, 0xE2U, 0xE3U, 0xEFU}) table[lead] = true;
  return table;
}();

bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_number(std::string_view term) noexcept {
  return std::ranges::all_of(term, [](char c) { return is_ascii_digit(c) || c == '.'; });
}

bool is_raised_or_lowered_digit(char32_t sign) noexcept {
  return sign == 0xB2 || sign == 0xB3 || sign == 0xB9 || sign == 0x2070 ||
         (sign >= 0x2074 && sign <= 0x2079) || (sign >= 0x2080 && sign <= 0x2089);
}

}  // namespace

bool is_hyphen(std::string_view gap) noexcept {  // no long dash: it parts sentences
  if (gap.size() == 1) return gap[0] == '-';
  return gap.size() == 3 && gap.starts_with("\xE2\x80") && gap[2] >= '\x90' && gap[2] <= '\x93';
}

std::string_view Neighbours::gap_after(std::uint32_t word) const {
  const std::uint32_t begin = words_[word].end;
  const std::size_t end = word + 1 < words_.size() ? words_[word + 1].begin : text_.size();
  return end < begin ? std::string_view{} : text_.substr(begin, end - begin);
}

bool Neighbours::may_join(std::uint32_t word) const {
  const WordList::Word& of = words_[word];
  const bool has_next = word + 1 < words_.size();
  if (has_next && words_[word + 1].begin <= of.end) return words_[word + 1].begin == of.end;
  if (of.end >= text_.size()) return false;
  const char sign = text_[of.end];
  if (sign == ' ') {
    const char first = text_[of.begin];
    return of.size <= 2 && (first < 'a' || first > 'z');
  }
  const bool space_after = of.end + 1 < text_.size() && text_[of.end + 1] == ' ';
  if (space_after) return sign == '+' || sign == '#' || (sign == '.' && of.size <= 4);
  return kMayJoin[static_cast<unsigned char>(sign)];
}

bool Neighbours::is_part_of_run(std::uint32_t word) const {
  const TokenRule rule = words_[word].rule;
  return rule == TokenRule::pair || rule == TokenRule::last_cluster;
}

bool Neighbours::is_letter_word(std::uint32_t word) const {
  const TokenRule rule = words_[word].rule;
  return (rule == TokenRule::word || rule == TokenRule::tag) && !is_number(term(word));
}

bool Neighbours::is_single_letter(std::uint32_t word) const {
  if (words_[word].size > 4 || !is_letter_word(word)) return false;
  const char32_t letter = code_point_at(term(word), 0);
  return bytes_of(letter) == words_[word].size && is_letter(letter);
}

bool Neighbours::is_single_capital(std::uint32_t word) const {
  return is_single_letter(word) && is_upper(code_point_at(text_, words_[word].begin));
}

bool Neighbours::is_short_capitals(std::uint32_t word) const {
  std::size_t count = 0;
  for (std::uint32_t at = words_[word].begin; at < words_[word].end; ++count) {
    const char32_t code_point = code_point_at(text_, at);
    if (count == 3 || !is_upper(code_point)) return false;
    at += static_cast<std::uint32_t>(bytes_of(code_point));
  }
  return true;
}

bool Neighbours::is_raised(std::uint32_t word) const {
  return words_[word].rule == TokenRule::sign &&
         is_raised_or_lowered_digit(code_point_at(text_, words_[word].begin));
}

Joint Neighbours::hyphen_joint(std::uint32_t left) const {
  const std::string_view a = term(left), b = term(left + 1);
  if (!is_number(a) || !is_number(b)) return Joint::hyphen;
  return a.size() == 1 && b.size() == 1 ? Joint::digit_hyphen : Joint::none;
}

Joint Neighbours::touching_joint(std::uint32_t left) const {
  if (words_[left].rule == TokenRule::tag && words_[left + 1].rule == TokenRule::tag) {
    return Joint::tag;
  }
  const bool before = is_raised(left), after = is_raised(left + 1);
  const bool sign =
      (before || after) && (before || is_letter_word(left)) && (after || is_letter_word(left + 1));
  return sign ? Joint::digit_sign : Joint::none;
}

Joint Neighbours::joint_of_sign(char sign, std::uint32_t left) const {
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

Joint Neighbours::joint_after(std::uint32_t word) const {
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

}  // namespace coldopen
