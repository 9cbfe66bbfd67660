#include "query/typing_costs.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace coldopen {

namespace {

constexpr double kEdit = 1;
constexpr double kVowels = .75;
constexpr double kSound = .75;
constexpr double kKeys = .85;
constexpr double kDoubled = .5;
constexpr double kSwap = .75;
constexpr double kFirst = .15;

bool is_vowel(char32_t letter) noexcept {
  return std::u32string_view(U"aeiouy").find(letter) != std::u32string_view::npos;
}

bool sound_alike(char32_t one, char32_t other) noexcept {
  for (const std::u32string_view pair :
       {U"ck", U"cs", U"sz", U"kq", U"gj", U"dt", U"bp", U"fv", U"mn"})
    if ((pair[0] == one && pair[1] == other) || (pair[1] == one && pair[0] == other)) return true;
  return false;
}

// Of the letters that most keyboards agree on.
bool keys_touch(char32_t one, char32_t other) noexcept {
  constexpr std::array<std::u32string_view, 3> kRows = {U"qwertyuiop", U"asdfghjkl", U"zxcvbnm"};
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    const std::size_t at = kRows[i].find(one);
    if (at == std::u32string_view::npos) continue;
    const auto is = [&](std::size_t row, std::size_t place) {
      return row < kRows.size() && place < kRows[row].size() && kRows[row][place] == other;
    };
    return is(i, at + 1) || is(i, at - 1) || is(i + 1, at) || is(i + 1, at - 1) || is(i - 1, at) ||
           is(i - 1, at + 1);
  }
  return false;
}

struct TypingCosts {
  static double at_start(std::size_t place) noexcept { return place == 0 ? kFirst : 0; }
  // Of letter `at`, that the other word lacks.
  static double extra(std::u32string_view word, std::size_t at) noexcept {
    const bool doubled =
        (at > 0 && word[at - 1] == word[at]) || (at + 1 < word.size() && word[at + 1] == word[at]);
    return at_start(at) + (doubled ? kDoubled : is_vowel(word[at]) ? kVowels : kEdit);
  }
  static double another(char32_t typed, char32_t meant, bool first) noexcept {
    const double start = first ? kFirst : 0;
    if (is_vowel(typed) && is_vowel(meant)) return start + kVowels;
    if (sound_alike(typed, meant)) return start + kSound;
    return start + (keys_touch(typed, meant) ? kKeys : kEdit);
  }
  static double swap(bool first) noexcept { return first ? kEdit : kSwap; }
};

struct PlainCosts {
  static double extra(std::u32string_view, std::size_t) noexcept { return 1; }
  static double another(char32_t, char32_t, bool) noexcept { return 1; }
  static double swap(bool) noexcept { return 1; }
};

template <class Costs>
double cheapest(std::u32string_view typed, std::u32string_view meant) {
  std::vector<double> before(meant.size() + 1), above(meant.size() + 1), row(meant.size() + 1);
  for (std::size_t j = 1; j <= meant.size(); ++j)
    above[j] = above[j - 1] + Costs::extra(meant, j - 1);
  for (std::size_t i = 1; i <= typed.size(); ++i) {
    row[0] = above[0] + Costs::extra(typed, i - 1);
    for (std::size_t j = 1; j <= meant.size(); ++j) {
      const char32_t one = typed[i - 1], other = meant[j - 1];
      const double replaced = one == other ? 0 : Costs::another(one, other, i == 1 && j == 1);
      row[j] = std::min({above[j] + Costs::extra(typed, i - 1),
                         row[j - 1] + Costs::extra(meant, j - 1), above[j - 1] + replaced});
      const bool swapped = i > 1 && j > 1 && one == meant[j - 2] && typed[i - 2] == other;
      if (swapped) row[j] = std::min(row[j], before[j - 2] + Costs::swap(i == 2 && j == 2));
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[meant.size()];
}

}  // namespace

std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      letters += byte;
    } else if (byte >= 0xC0) {
      letters += byte & (byte >= 0xF0 ? 0x07U : byte >= 0xE0 ? 0x0FU : 0x1FU);
    } else if (!letters.empty()) {
      letters.back() = letters.back() << 6 | (byte & 0x3FU);
    }
  }
  return letters;
}

double typing_cost(std::u32string_view typed, std::u32string_view meant) {
  return cheapest<TypingCosts>(typed, meant);
}

std::size_t edits_between(std::u32string_view typed, std::u32string_view meant) {
  return static_cast<std::size_t>(cheapest<PlainCosts>(typed, meant));
}

std::size_t edits_allowed(std::size_t letters) noexcept {
  return letters < 4 ? 0 : letters < 6 ? 1 : 2;
}

bool is_of_letters(std::u32string_view word) noexcept {
  // Before the scripts of India, which are syllables in parts; Georgian and the later Latin and
  // Greek blocks stand among those behind.
  const auto is_letter = [](char32_t letter) {
    const bool sign = letter < U'a' && !(letter >= U'A' && letter <= U'Z');
    return !sign && (letter < 0x0700 || (letter >= 0x10A0 && letter < 0x1100) ||
                     (letter >= 0x1E00 && letter < 0x2000));
  };
  return std::ranges::all_of(word, is_letter);
}

bool may_be_mistyped(std::u32string_view word) noexcept {
  return edits_allowed(word.size()) > 0 && is_of_letters(word);
}

}  // namespace coldopen
