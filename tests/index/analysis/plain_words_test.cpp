// The quick way through plain text gives the words of ICU's way, byte for byte.
//
// ANALYSIS_LINES=10000000 tries that many random lines and all fan data instead of a part.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/text_words.hpp"
#include "tests/support/same_words.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

constexpr std::array<std::string_view, 3> kLanguages = {"en", "de", "fr"};  // all ways to fold

// Behaviour classes of plain bytes; s, n and capitals are told apart after the split.
constexpr std::array<std::string_view, 16> kPlain = {"a", "s", "n", "A", "1", "'", "`", "’",
                                                     "‘", "“", ".", ",", "#", "&", "-", " "};
// Of others: a letter, a mark, a joiner, an emoji, an unspaced sign, the space in numbers, a cross,
// white space, a letter that folds to two.
constexpr std::array<std::string_view, 9> kOther = {"é", "\u0301", "\u200D", "\U0001F967", "進",
                                                    "×", "\u202F", "\u00A0", "ß"};

std::string told(const WordList& list) {
  std::string text;
  for (const WordList::Word& word : list.words()) {
    text.append(list.term(word)).append("/" + std::to_string(word.begin) + "-");
    text.append(std::to_string(word.end) + ":").append(name_of(word.rule)).append(" ");
  }
  for (const WordList::Form& form : list.forms()) {
    text.append(list.term(form)).append("@" + std::to_string(form.word) + ":");
    text.append(name_of(form.rule)).append(" ");
  }
  return text;
}

class TwoWays {
 public:
  explicit TwoWays(std::string_view language) : language_(language), words_(fold_rules(language)) {}

  // True if both ways give the same words.
  bool agree(std::string_view text, TextKind kind = TextKind::text) {
    quick_.clear();
    full_.clear();
    words_.read(text, kind, quick_);
    words_.read_by_icu(text, kind, full_);
    return same(quick_, full_);
  }

  void expect_same(std::string_view text, TextKind kind = TextKind::text) {
    if (!agree(text, kind)) {
      ADD_FAILURE() << language_ << " [" << text << "]\nquick " << told(quick_) << "\nICU   "
                    << told(full_);
    }
  }

 private:
  std::string language_;
  TextWords words_;
  WordList quick_, full_;
};

class AllLanguages {
 public:
  void expect_same(std::string_view text) {
    for (TwoWays& ways : ways_) {
      ways.expect_same(text, TextKind::text);
      ways.expect_same(text, TextKind::name);
    }
  }
  TwoWays& of(std::size_t i) { return ways_[i % ways_.size()]; }

 private:
  std::vector<TwoWays> ways_ = [] {
    std::vector<TwoWays> ways;
    for (const std::string_view language : kLanguages) ways.emplace_back(language);
    return ways;
  }();
};

// Calls take(text) for every string of that many signs.
void for_each_string(const std::vector<std::string_view>& alphabet, std::size_t length,
                     const auto& take) {
  std::vector<std::size_t> signs(length, 0);
  std::string text;
  for (;;) {
    text.clear();
    for (const std::size_t sign : signs) text.append(alphabet[sign]);
    take(text);
    std::size_t at = 0;
    while (at < length && ++signs[at] == alphabet.size()) signs[at++] = 0;
    if (at == length) return;
  }
}

// Many short texts at once, with a space between; one by one where they do not agree.
class Batch {
 public:
  explicit Batch(TwoWays& ways) : ways_(ways) {}
  ~Batch() { flush(); }
  void add(std::string_view text) {
    texts_.append(text).push_back(' ');
    ends_.push_back(texts_.size());
    if (texts_.size() > 60'000) flush();
  }

 private:
  void flush() {
    if (!ways_.agree(texts_)) {
      std::size_t at = 0;
      for (const std::size_t end : ends_) {
        ways_.expect_same(std::string_view(texts_).substr(at, end - at));
        at = end;
      }
    }
    texts_.clear();
    ends_.clear();
  }
  TwoWays& ways_;
  std::string texts_;
  std::vector<std::size_t> ends_;
};

std::uint64_t lines_wanted() {
  const char* const lines = std::getenv("ANALYSIS_LINES");
  return lines == nullptr ? 0 : std::strtoull(lines, nullptr, 10);
}

TEST(PlainWords, GiveIcuWordsOfAllStringsOfFivePlainClasses) {
  AllLanguages languages;
  const std::vector<std::string_view> plain(kPlain.begin(), kPlain.end());
  for (std::size_t length = 1; length <= 3; ++length) {
    for_each_string(plain, length, [&](std::string_view text) { languages.expect_same(text); });
  }
  for (std::size_t i = 0; i < kLanguages.size(); ++i) {
    Batch batch(languages.of(i));
    for_each_string(plain, 4, [&](std::string_view text) { batch.add(text); });
    if (i == 0 || lines_wanted() != 0) {
      for_each_string(plain, 5, [&](std::string_view text) { batch.add(text); });
    }
  }
}

TEST(PlainWords, GiveIcuWordsWhereOtherCodePointsStandBetween) {
  AllLanguages languages;
  std::vector<std::string_view> alphabet(kPlain.begin(), kPlain.end());
  alphabet.insert(alphabet.end(), kOther.begin(), kOther.end());
  for (std::size_t length = 1; length <= 3; ++length) {
    for_each_string(alphabet, length,
                    [&](std::string_view text) { languages.of(0).expect_same(text); });
  }
  if (lines_wanted() == 0) return;
  for_each_string(alphabet, 4, [&](std::string_view text) { languages.of(0).expect_same(text); });
}

TEST(PlainWords, GiveIcuWordsOfAllAsciiTriples) {
  AllLanguages languages;
  std::string all;
  for (unsigned c = 0; c < 128; ++c) all.push_back(static_cast<char>(c));
  std::vector<std::string_view> ascii;
  for (std::size_t c = 0; c < 128; ++c) ascii.push_back(std::string_view(all).substr(c, 1));
  Batch batch(languages.of(0));
  for_each_string(ascii, 3, [&](std::string_view text) { batch.add(text); });
}

TEST(PlainWords, GiveIcuWordsOfAllTwoByteNeighboursOfCurlySigns) {
  AllLanguages languages;
  for (unsigned last = 0x80; last <= 0xBF; ++last) {  // U+2000..203F
    const std::string sign = {'\xE2', '\x80', static_cast<char>(last)};
    for (const std::string before : {"a", "1", " ", "."}) {
      for (const std::string after : {"a", "1", " ", "s"}) {
        languages.expect_same(before + sign + after);
        languages.expect_same("a " + before + sign + after + " b");
      }
    }
  }
}

TEST(PlainWords, GiveIcuWordsOfBytesThatAreNoUtf8) {
  AllLanguages languages;
  for (const std::string bytes : {"\xE2", "\xE2\x80", "\xE2\x80 a", "a\xE2\x80\x99", "\xE2\x80\xC3",
                                  "\xFF", "a\x80 b", "a \xE2\x80", "b \xE2 c"}) {
    languages.expect_same(bytes);
  }
}

TEST(PlainWords, GiveIcuWordsOfLongRuns) {
  AllLanguages languages;
  for (const std::size_t size : {254U, 255U, 256U, 1000U}) {
    languages.expect_same(std::string(size, 'A'));
    languages.expect_same(std::string(size, '1'));
    languages.expect_same("x " + std::string(size, 'A') + "’s and " + std::string(size, '7') + "b");
    languages.expect_same(std::string(size, ' ') + "é" + std::string(size, ' ') + "é");
  }
}

TEST(PlainWords, GiveIcuWordsOfRandomLines) {
  AllLanguages languages;
  std::vector<std::string_view> alphabet = {
      "z", "Z",   "0",      "9",  "–",  "…",  "/",     "*",  "+",  "@", "_", "!",    "$", "x", ":",
      ";", "and", "Dwight", "it", "TV", "12", "1,000", "’s", "II", "(", ")", "the ", " ", " ", " "};
  alphabet.insert(alphabet.end(), kPlain.begin(), kPlain.end());
  const std::size_t plain = alphabet.size();
  alphabet.insert(alphabet.end(), kOther.begin(), kOther.end());
  const std::uint64_t lines = std::max<std::uint64_t>(lines_wanted(), 100'000);
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::string text;
  for (std::uint64_t line = 0; line < lines && !::testing::Test::HasFailure(); ++line) {
    text.clear();
    const std::size_t signs = random() % 4 == 0 ? alphabet.size() : plain;  // mostly plain
    for (std::uint64_t i = random() % 40; i > 0; --i) text.append(alphabet[random() % signs]);
    languages.of(line).expect_same(text, line % 2 == 0 ? TextKind::text : TextKind::name);
  }
}

// Lines of files beside the tree, unpacked by xz, gzip or cat; a part of each file.
std::size_t expect_same_words_of(const std::string& command, TwoWays& ways) {
  std::FILE* const pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return 0;
  const std::size_t most = lines_wanted() == 0 ? std::size_t{300'000} : std::size_t{1} << 40;
  std::size_t bytes = 0;
  std::vector<char> line(1 << 16);
  while (bytes < most && std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
    ways.expect_same(line.data());
    bytes += std::string_view(line.data()).size();
  }
  ::pclose(pipe);
  return bytes;
}

TEST(PlainWords, GiveIcuWordsOfCasesSeedsAndFanData) {
  AllLanguages languages;
  const std::string tree = COLDOPEN_SOURCE_DIR, data = tree + "/../shared/data/";
  EXPECT_GT(
      expect_same_words_of("cat '" + tree + "/tests/index/analysis/cases.tsv'", languages.of(0)),
      10'000U);
  EXPECT_GT(expect_same_words_of("find '" + tree + "/corpus/the-office' -type f -exec cat {} +",
                                 languages.of(0)),
            1'000U);
  std::size_t bytes = 0;
  for (const char* const files :
       {"golden/analysis.tsv", "seeds/*.txt", "seeds/*.tsv", "fan/office/*.jsonl",
        "fan/office/*.xz", "fan/series/*.jsonl", "fan/series/friends-lines.jsonl.xz",
        "fan/series/comic-characters.jsonl.xz", "fan/series/pokemon-species.jsonl.xz",
        "fan/series/star-trek-books.jsonl.xz", "fan/wiki-tv/*.xz", "fan/wiki-kancolle/*.xz",
        "multi/udhr.jsonl.xz"}) {
    const std::string unpack = std::string_view(files).ends_with("xz") ? "xz -dc " : "cat ";
    bytes += expect_same_words_of(unpack + data + files, languages.of(0));
    if (lines_wanted() != 0) expect_same_words_of(unpack + data + files, languages.of(2));
  }
  if (bytes == 0) GTEST_SKIP() << "SKIPPED: no fan data at " << data;
  EXPECT_GT(bytes, 2'000'000U);
}

}  // namespace
}  // namespace coldopen
