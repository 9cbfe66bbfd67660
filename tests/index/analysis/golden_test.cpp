// The analyzer against cases written down before it: tests/index/analysis/cases.tsv, and, where the
// shared data lies beside the tree, all golden cases with their offsets.
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"

namespace coldopen {
namespace {

Strings split(std::string_view text, char separator) {
  Strings parts;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    if (end == text.size()) return parts;
    at = end + 1;
  }
}

void append_utf8(unsigned code_point, std::string& out) {
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (code_point >> 6)));
    out.push_back(static_cast<char>(0x80 | (code_point & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xE0 | (code_point >> 12)));
    out.push_back(static_cast<char>(0x80 | ((code_point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code_point & 0x3F)));
  }
}

// \\ \t \n and \uXXXX, so that signs nobody sees can be written.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out.push_back(text[at]);
    } else if (text[++at] == 'u') {
      append_utf8(
          static_cast<unsigned>(std::stoul(std::string(text.substr(at + 1, 4)), nullptr, 16)), out);
      at += 4;
    } else {
      out.push_back(text[at] == 't' ? '\t' : text[at] == 'n' ? '\n' : text[at]);
    }
  }
  return out;
}

class Analyzers {  // one a language
 public:
  const Analyzer& of(const std::string& language) {
    auto& analyzer = made_[language];
    if (!analyzer) analyzer = std::make_unique<Analyzer>(language);
    return *analyzer;
  }

 private:
  std::map<std::string, std::unique_ptr<Analyzer>> made_;
};

TextKind kind_of(std::string_view name) { return name == "name" ? TextKind::name : TextKind::text; }

TEST(Analyzer, GivesTheWordsAndSourcePartsOfEveryRowOfCasesTsv) {
  std::ifstream file(COLDOPEN_SOURCE_DIR "/tests/index/analysis/cases.tsv");
  ASSERT_TRUE(file.is_open());
  Analyzers analyzers;
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const Strings columns = split(line, '\t');
    ASSERT_EQ(columns.size(), 5U) << line;
    const std::string text = unescape(columns[2]);
    TokenBuffer tokens;
    analyzers.of(columns[0]).analyze(text, kind_of(columns[1]), tokens);
    std::string words, parts;
    for (const Token& token : tokens.tokens()) {
      words.append(words.empty() ? "" : " ").append(token.term);
      parts.append(token.position == 0 ? "" : "|")
          .append(text.substr(token.begin, token.end - token.begin));
    }
    EXPECT_EQ(words, unescape(columns[3])) << line;
    EXPECT_EQ(parts, unescape(columns[4])) << line;
    ++rows;
  }
  EXPECT_GE(rows, 150U);
}

// Golden rows whose exact words we give otherwise, each with its reason.
const std::map<std::string, std::string> kOtherwise = {};

TEST(Analyzer, GivesTheExactWordsOfAllGoldenCases) {
  std::ifstream file(COLDOPEN_SOURCE_DIR "/../shared/data/golden/analysis.tsv");
  if (!file.is_open()) GTEST_SKIP() << "SKIPPED: no golden cases beside the source tree";
  Analyzers analyzers;
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const Strings columns = split(line, '\t');
    ASSERT_EQ(columns.size(), 6U) << line;
    if (kOtherwise.contains(columns[0])) continue;
    const std::string text = unescape(columns[4]);
    std::string expected, given;
    for (const std::string& token : split(columns[5], ' ')) {
      if (token.starts_with("E:")) expected += unescape(token.substr(2)) + " ";
    }
    TokenBuffer tokens;
    analyzers.of(columns[2]).analyze(text, kind_of(columns[3]), tokens);
    for (const Token& token : tokens.tokens()) {
      given += std::string(token.term) + "@" + std::to_string(token.position) + "/" +
               std::to_string(token.begin) + "-" + std::to_string(token.end) + " ";
    }
    EXPECT_EQ(given, expected) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 551U - kOtherwise.size());
}

// The stem lane is the stem of the exact word where it differs. The cases stem a word with its
// marks, we stem the dictionary, where resume and résumé are one term: words with marks are left
// out.
TEST(Analyzer, GivesTheStemsOfAllGoldenCasesInEnglish) {
  std::ifstream file(COLDOPEN_SOURCE_DIR "/../shared/data/golden/analysis.tsv");
  if (!file.is_open()) GTEST_SKIP() << "SKIPPED: no golden cases beside the source tree";
  const Analyzer analyzer("en");
  std::size_t words = 0;
  for (std::string line; std::getline(file, line);) {
    const Strings columns = split(line, '\t');
    if (columns.size() != 6 || columns[2] != "en") continue;
    std::map<std::string, std::string> stems;  // by position
    for (const std::string& token : split(columns[5], ' ')) {
      if (!token.starts_with("S:")) continue;
      const std::size_t at = token.find('@');
      stems[token.substr(at + 1, token.find_first_of("/+") - at - 1)] = token.substr(2, at - 2);
    }
    TokenBuffer tokens;
    const std::string text = unescape(columns[4]);
    analyzer.analyze(text, kind_of(columns[3]), tokens);
    for (const Token& token : tokens.tokens()) {
      const std::string source = text.substr(token.begin, token.end - token.begin);
      if (columns[1] == "folding" && source.size() > token.term.size()) continue;
      const auto stem = stems.find(std::to_string(token.position));
      EXPECT_EQ(analyzer.stem(token.term), stem == stems.end() ? token.term : stem->second) << line;
      ++words;
    }
  }
  EXPECT_GT(words, 700U);
}

}  // namespace
}  // namespace coldopen
