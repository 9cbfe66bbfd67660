// Our case folding (NFKC_Casefold) against Unicode's own tests of normalization and folding.
#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/analysis/fold.hpp"
#include "index/analysis/words.hpp"
#include "tests/support/code_points.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

const std::string kUnicode = COLDOPEN_SOURCE_DIR "/../shared/data/conformance/unicode-15.0/";

std::string text_of(std::string_view hex) {  // "0044 0307"
  std::string text;
  for (std::size_t at = 0; at < hex.size();) {
    std::size_t size = 0;
    append_utf8(static_cast<char32_t>(std::stoul(std::string(hex.substr(at)), &size, 16)), text);
    at += size + 1;
  }
  return text;
}

std::string folded(std::string_view text) {
  std::string out;
  casefold(text, out);
  return out;
}

struct Row {                         // one of NormalizationTest.txt
  std::array<std::string, 5> forms;  // source, NFC, NFD, NFKC, NFKD
  bool single = false;               // of Part 1: one code point
};

std::vector<Row> normalization_rows() {
  std::vector<Row> rows;
  std::FILE* const pipe =
      ::popen(("xz -dc '" + kUnicode + "NormalizationTest.txt.xz' 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return rows;
  std::array<char, 4096> line{};
  bool singles = false;
  while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
    const std::string_view row(line.data());
    if (row.starts_with("@Part")) singles = row.starts_with("@Part1");
    if (row.starts_with('#') || row.starts_with('@')) continue;
    Row read{{}, singles};
    std::size_t at = 0;
    for (std::string& form : read.forms) {
      const std::size_t end = row.find(';', at);
      form = text_of(row.substr(at, end - at));
      at = end + 1;
    }
    rows.push_back(std::move(read));
  }
  ::pclose(pipe);
  return rows;
}

// Code points that full case folding changes (status C and F).
std::set<char32_t> cased() {
  std::set<char32_t> found;
  std::ifstream file(kUnicode + "CaseFolding.txt");
  for (std::string line; std::getline(file, line);) {
    const std::size_t status = line.find("; ");
    if (line.starts_with('#') || status == std::string::npos) continue;
    if (line[status + 2] == 'C' || line[status + 2] == 'F') {
      found.insert(static_cast<char32_t>(std::stoul(line, nullptr, 16)));
    }
  }
  return found;
}

// Default_Ignorable_Code_Point of DerivedCoreProperties 15.0.
bool is_ignorable(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  return c == 0xAD || c == 0x34F || c == 0x61C || in(0x115F, 0x1160) || in(0x17B4, 0x17B5) ||
         in(0x180B, 0x180F) || in(0x200B, 0x200F) || in(0x202A, 0x202E) || in(0x2060, 0x206F) ||
         c == 0x3164 || in(0xFE00, 0xFE0F) || c == 0xFEFF || c == 0xFFA0 || in(0xFFF0, 0xFFF8) ||
         in(0x1BCA0, 0x1BCA3) || in(0x1D173, 0x1D17A) || in(0xE0000, 0xE0FFF);
}

bool any_of(std::string_view text, const std::function<bool(char32_t)>& is) {
  for (std::size_t at = 0; at < text.size(); at += bytes_of(code_point_at(text, at))) {
    if (is(code_point_at(text, at))) return true;
  }
  return false;
}

TEST(Casefold, GivesOneTextForAllFormsOfUnicodesNormalizationTest) {
  const std::vector<Row> rows = normalization_rows();
  if (rows.empty()) GTEST_SKIP() << "SKIPPED: no NormalizationTest beside the source tree";
  EXPECT_EQ(rows.size(), 19'074U);
  const std::set<char32_t> letters = cased();
  std::map<std::string, int> beside;  // NFKC, and why it is another text
  std::map<std::string, int> apart;   // forms of one text that fold apart
  for (const Row& row : rows) {
    const std::string one = folded(row.forms[0]);
    // U+0345 folds to a letter (ι) where it stands, before marks are put in order.
    const bool iota = any_of(row.forms[2], [](char32_t c) { return c == 0x345; });
    for (const std::string& form : row.forms) {
      if (folded(form) == one) continue;
      ++apart[iota ? "iota below" : row.forms[0]];
      break;
    }
    EXPECT_EQ(folded(one), one) << row.forms[0];
    const std::string& nfkc = row.forms[3];
    const bool cases = any_of(nfkc, [&](char32_t c) { return letters.contains(c); });
    const bool ignorables = any_of(row.forms[0], is_ignorable) || any_of(nfkc, is_ignorable);
    ++beside[one == nfkc ? "same" : cases ? "case" : ignorables ? "ignorable" : "no reason"];
  }
  const std::map<std::string, int> meant = {{"same", 17'907}, {"case", 1'165}, {"ignorable", 2}};
  EXPECT_EQ(beside, meant);
  EXPECT_EQ(apart, (std::map<std::string, int>{{"iota below", 12}}));
}

TEST(Casefold, LeavesCodePointsThatUnicodeSaysNothingOf) {
  const std::vector<Row> rows = normalization_rows();
  const std::set<char32_t> letters = cased();
  if (rows.empty()) GTEST_SKIP() << "SKIPPED: no NormalizationTest beside the source tree";
  std::set<char32_t> listed;
  for (const Row& row : rows) {
    if (row.single) listed.insert(code_point_at(row.forms[0], 0));
  }
  std::map<std::string, int> changed;
  std::string text;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if ((c >= 0xD800 && c <= 0xDFFF) || listed.contains(c)) continue;
    text.clear();
    append_utf8(c, text);
    const std::string one = folded(text);
    const bool cases = letters.contains(c);
    if (one == text) {
      EXPECT_FALSE(cases || is_ignorable(c)) << std::hex << static_cast<unsigned>(c);
    } else {
      ++changed[cases ? "case" : is_ignorable(c) ? "ignorable" : "no reason"];
    }
  }
  const std::map<std::string, int> meant = {{"case", 985}, {"ignorable", 4'172}};
  EXPECT_EQ(changed, meant);
}

// U+2D00 is not in the table of letters: a word that ends with it goes through the normalizer
// whole. Letters that are apostrophes stay out: what stands behind one depends on what follows.
TEST(Casefold, FoldsLetterByLetterAsTheNormalizerFoldsWholeWords) {
  const std::string last = text_of("2D00");
  std::vector<std::string> letters;
  for (char32_t c = 1; c < 0x2000; c = c == 0x6FF ? 0x1E00 : c + 1) {
    if ((!is_letter(c) && !is_digit(c)) || is_apostrophe(c)) continue;
    letters.emplace_back();
    append_utf8(c, letters.back());
  }
  EXPECT_GT(letters.size(), 1'500U);
  const Analyzer analyzer("en");
  const auto words_of = [&](const std::string& text) {  // U+037A makes two
    TokenBuffer tokens;
    analyzer.analyze(text, TextKind::text, tokens);
    std::string all;
    for (const Token& token : tokens.tokens()) {
      if (token.lane == Space::exact) all.append(token.term).push_back(' ');
    }
    if (!all.empty()) all.pop_back();
    return all;
  };
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (std::size_t round = 0; round < 30'000 && !::testing::Test::HasFailure(); ++round) {
    std::string word = letters[round % letters.size()];
    for (std::uint64_t i = random() % 4; i > 0; --i) word += letters[random() % letters.size()];
    EXPECT_EQ(folded(word + last), folded(word) + last) << word;
    EXPECT_EQ(words_of(word + last), words_of(word) + last) << word;
  }
}

// The exact words of a text are those of its canonical equivalents, but for what is listed.
TEST(Analyzer, GivesEqualWordsForCanonicalEquivalents) {
  const std::vector<Row> rows = normalization_rows();
  if (rows.empty()) GTEST_SKIP() << "SKIPPED: no NormalizationTest beside the source tree";
  const Analyzer analyzer("en");
  const auto words = [&](const std::string& text) {
    TokenBuffer tokens;
    analyzer.analyze(text, TextKind::text, tokens);
    std::string all;
    for (const Token& token : tokens.tokens()) {
      if (token.lane == Space::exact) all.append(token.term).push_back(' ');
    }
    return all;
  };
  std::map<std::string, int> differing;
  for (const Row& row : rows) {
    const std::string one = words(row.forms[0]);
    if (words(row.forms[1]) == one && words(row.forms[2]) == one) continue;
    // U+16FF0 and 16FF1 are Han to the breaker, and marks that move when normalized.
    const bool mark = any_of(row.forms[0], [](char32_t c) { return c == 0x16FF0 || c == 0x16FF1; });
    // Without its stroke it is an emoji.
    const bool arrow = row.forms[0] == "\u21AE";
    ++differing[mark ? "reading mark" : arrow ? "arrow" : row.forms[0]];
  }
  const std::map<std::string, int> meant = {{"reading mark", 122}, {"arrow", 1}};
  EXPECT_EQ(differing, meant);
}

}  // namespace
}  // namespace coldopen
