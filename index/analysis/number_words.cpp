#include "index/analysis/number_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace coldopen {
namespace {

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

// Twenty-Four is 24, Nine-Nine 99.
std::string number_of_two(std::string_view first, std::string_view second) {
  const bool tens = first.size() == 2 && first[1] == '0' && first != "10" && second.size() == 1;
  return std::string(tens ? first.substr(0, 1) : first).append(second);
}

}  // namespace

void find_number_words(const Neighbours& name, bool words, Beside& out) {
  const auto digits = [&](std::uint32_t word) {
    return words ? look_up(kNumberWords, name.term(word)) : std::string_view{};
  };
  const auto add = [&](std::string_view number, std::uint32_t first, std::uint32_t last) {
    out.add(number, {.word = first,
                     .begin = name.words()[first].begin,
                     .end = name.words()[last].end,
                     .length = static_cast<std::uint8_t>(last - first + 1),
                     .lane = Space::joined,
                     .rule = TokenRule::number_word});
  };
  for (std::uint32_t word = 0; word < name.words().size(); ++word) {
    const WordList::Word& of = name.words()[word];
    if (const auto roman = look_up(kRomans, name.text().substr(of.begin, of.end - of.begin));
        !roman.empty()) {
      add(roman, word, word);
    }
    const std::string_view first = digits(word);
    if (first.empty()) continue;
    add(first, word, word);
    if (name.joint_after(word) != Joint::hyphen) continue;
    const std::string_view second = digits(word + 1);
    if (!second.empty()) add(number_of_two(first, second), word, word + 1);
  }
}

std::string number_word_tables() {
  std::string bytes;
  const auto add = [&](std::string_view part) { bytes.append(part).push_back('\0'); };
  for (const NumberWord& number : kNumberWords) add(number.word), add(number.digits);
  for (const NumberWord& number : kRomans) add(number.word), add(number.digits);
  return bytes;
}

}  // namespace coldopen
