// The words that codes are made of (season, Folge, fourth, ...), and a word read from its front.
//
// Cost  inline, because every word of a text is asked whether it may begin a code.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "index/analysis/word_filter.hpp"

namespace coldopen {

enum class Meaning : std::uint8_t { none, season, episode, ordinal, number };

struct CodeWord {
  std::string_view word;
  Meaning meaning = Meaning::none;
  std::uint32_t number = 0;
};

// Folded and in order of bytes.
inline constexpr std::array kCodeWords = {
    CodeWord{"aflevering", Meaning::episode, 0},   CodeWord{"afsnit", Meaning::episode, 0},
    CodeWord{"avsnitt", Meaning::episode, 0},      CodeWord{"bolum", Meaning::episode, 0},
    CodeWord{"capitulo", Meaning::episode, 0},     CodeWord{"eight", Meaning::number, 8},
    CodeWord{"eighteen", Meaning::number, 18},     CodeWord{"eighteenth", Meaning::ordinal, 18},
    CodeWord{"eighth", Meaning::ordinal, 8},       CodeWord{"eleven", Meaning::number, 11},
    CodeWord{"eleventh", Meaning::ordinal, 11},    CodeWord{"ep", Meaning::episode, 0},
    CodeWord{"episode", Meaning::episode, 0},      CodeWord{"episodes", Meaning::episode, 0},
    CodeWord{"episodio", Meaning::episode, 0},     CodeWord{"epizod", Meaning::episode, 0},
    CodeWord{"epizoda", Meaning::episode, 0},      CodeWord{"eps", Meaning::episode, 0},
    CodeWord{"evad", Meaning::season, 0},          CodeWord{"fifteen", Meaning::number, 15},
    CodeWord{"fifteenth", Meaning::ordinal, 15},   CodeWord{"fifth", Meaning::ordinal, 5},
    CodeWord{"first", Meaning::ordinal, 1},        CodeWord{"five", Meaning::number, 5},
    CodeWord{"folge", Meaning::episode, 0},        CodeWord{"four", Meaning::number, 4},
    CodeWord{"fourteen", Meaning::number, 14},     CodeWord{"fourteenth", Meaning::ordinal, 14},
    CodeWord{"fourth", Meaning::ordinal, 4},       CodeWord{"jakso", Meaning::episode, 0},
    CodeWord{"kausi", Meaning::season, 0},         CodeWord{"nine", Meaning::number, 9},
    CodeWord{"nineteen", Meaning::number, 19},     CodeWord{"nineteenth", Meaning::ordinal, 19},
    CodeWord{"ninth", Meaning::ordinal, 9},        CodeWord{"odcinek", Meaning::episode, 0},
    CodeWord{"one", Meaning::number, 1},           CodeWord{"puntata", Meaning::episode, 0},
    CodeWord{"resz", Meaning::episode, 0},         CodeWord{"saeson", Meaning::season, 0},
    CodeWord{"saison", Meaning::season, 0},        CodeWord{"sasong", Meaning::season, 0},
    CodeWord{"season", Meaning::season, 0},        CodeWord{"seasons", Meaning::season, 0},
    CodeWord{"second", Meaning::ordinal, 2},       CodeWord{"seizoen", Meaning::season, 0},
    CodeWord{"series", Meaning::season, 0},        CodeWord{"sesong", Meaning::season, 0},
    CodeWord{"seven", Meaning::number, 7},         CodeWord{"seventeen", Meaning::number, 17},
    CodeWord{"seventeenth", Meaning::ordinal, 17}, CodeWord{"seventh", Meaning::ordinal, 7},
    CodeWord{"sezon", Meaning::season, 0},         CodeWord{"sezona", Meaning::season, 0},
    CodeWord{"six", Meaning::number, 6},           CodeWord{"sixteen", Meaning::number, 16},
    CodeWord{"sixteenth", Meaning::ordinal, 16},   CodeWord{"sixth", Meaning::ordinal, 6},
    CodeWord{"staffel", Meaning::season, 0},       CodeWord{"stagione", Meaning::season, 0},
    CodeWord{"szn", Meaning::season, 0},           CodeWord{"temporada", Meaning::season, 0},
    CodeWord{"ten", Meaning::number, 10},          CodeWord{"tenth", Meaning::ordinal, 10},
    CodeWord{"third", Meaning::ordinal, 3},        CodeWord{"thirteen", Meaning::number, 13},
    CodeWord{"thirteenth", Meaning::ordinal, 13},  CodeWord{"thirty", Meaning::number, 30},
    CodeWord{"three", Meaning::number, 3},         CodeWord{"twelfth", Meaning::ordinal, 12},
    CodeWord{"twelve", Meaning::number, 12},       CodeWord{"twentieth", Meaning::ordinal, 20},
    CodeWord{"twenty", Meaning::number, 20},       CodeWord{"two", Meaning::number, 2},
    CodeWord{"сезон", Meaning::season, 0},         CodeWord{"серия", Meaning::episode, 0},
    CodeWord{"эпизод", Meaning::episode, 0},
};

inline constexpr WordFilter kCodeWordFilter = [] {
  WordFilter filter;
  for (const CodeWord& word : kCodeWords) filter.add(word.word);
  return filter;
}();

inline const CodeWord* code_word(std::string_view word) noexcept {
  if (!kCodeWordFilter.may_hold(word)) return nullptr;
  const auto found = std::ranges::lower_bound(kCodeWords, word, {}, &CodeWord::word);
  return found != kCodeWords.end() && found->word == word ? &*found : nullptr;
}

inline bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// "s", "ep", "folge": what numbers the letters at the front of a word announce.
inline Meaning announced(std::string_view letters) noexcept {
  if (letters == "s") return Meaning::season;
  if (letters == "e") return Meaning::episode;
  const CodeWord* const known = letters.empty() ? nullptr : code_word(letters);
  return known == nullptr ? Meaning::none : known->meaning;
}

// By the first and by the last byte, the lengths (as bits) of words that may begin a code; bit 31:
// any word.
struct CodeWordLengths {
  std::array<std::uint32_t, 256> first{}, last{};
};

inline constexpr CodeWordLengths kCodeWordLengths = [] {
  CodeWordLengths lengths;
  const auto add = [&lengths](std::string_view word) {
    lengths.first[static_cast<unsigned char>(word.front())] |= 1U << word.size();
    lengths.last[static_cast<unsigned char>(word.back())] |= 1U << word.size();
  };
  for (const CodeWord& word : kCodeWords)
    if (word.meaning != Meaning::number) add(word.word);
  add("s");
  for (unsigned char digit = '0'; digit <= '9'; ++digit)
    lengths.first[digit] = lengths.last[digit] = 1U << 31;
  return lengths;
}();

// False for nearly all words, after two looks into tables.
inline bool may_begin_code(std::string_view word) noexcept {
  const std::uint32_t first = kCodeWordLengths.first[static_cast<unsigned char>(word.front())];
  const std::uint32_t last = kCodeWordLengths.last[static_cast<unsigned char>(word.back())];
  if (((first | last) >> 31) != 0) return true;
  if (word[0] == 's' && word.size() > 1 && is_ascii_digit(word[1])) return true;
  if (word.size() >= 31 || ((first & last) >> word.size() & 1) == 0) return false;
  const CodeWord* const known = code_word(word);
  return word == "s" || (known != nullptr && known->meaning != Meaning::number);
}

// Reads a word from its front.
class WordReader {
 public:
  explicit WordReader(std::string_view word) : rest_(word) {}
  bool sign(char c) noexcept {
    const bool found = rest_.starts_with(c);
    if (found) rest_.remove_prefix(1);
    return found;
  }
  bool text(std::string_view word) noexcept {
    const bool found = rest_.starts_with(word);
    if (found) rest_.remove_prefix(word.size());
    return found;
  }
  // The letters before the next digit, if they announce that.
  bool announces(Meaning what) noexcept {
    const std::size_t size = std::min(rest_.find_first_of("0123456789"), rest_.size());
    const bool found = announced(rest_.substr(0, size)) == what;
    if (found) rest_.remove_prefix(size);
    return found;
  }
  // All digits that stand here, if there are at least `least` and at most `most`.
  std::optional<std::uint32_t> number(std::size_t least, std::size_t most) noexcept {
    std::size_t size = 0;
    std::uint32_t value = 0;
    for (; size < rest_.size() && size <= most && is_ascii_digit(rest_[size]); ++size) {
      value = value * 10 + static_cast<std::uint32_t>(rest_[size] - '0');
    }
    if (size < least || size > most) return std::nullopt;
    rest_.remove_prefix(size);
    return value;
  }
  bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::string_view rest_;
};

inline std::optional<std::uint32_t> whole_number(std::string_view word, std::size_t least,
                                                 std::size_t most) noexcept {
  WordReader reader(word);
  const auto number = reader.number(least, most);
  return number && reader.at_end() ? number : std::nullopt;
}

// A season, an episode or both, and the word after it.

}  // namespace coldopen
