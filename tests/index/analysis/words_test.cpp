// Our word rules against Unicode's own test of word breaks: they differ where they mean to.
#include "index/analysis/words.hpp"

#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "tests/support/code_points.hpp"

namespace coldopen {
namespace {

std::vector<std::uint32_t> ends_of(const std::string& text) {
  WordBreaker breaker;
  breaker.start(text);
  std::vector<std::uint32_t> ends;
  for (TextSegment segment; breaker.next(segment);) ends.push_back(segment.end);
  return ends;
}

// Why a case may differ: what stands in it.
std::string reason(const std::string& text) {
  if (text.find('_') != std::string::npos) return "_";
  if (text.find(':') != std::string::npos) return ":";
  if (text.find("\u05D0") != std::string::npos) return "Hebrew quote";
  if (text.find('\'') != std::string::npos) return "digit, apostrophe, letter";
  if (text.find("  ") != std::string::npos) return "double space";
  return "no reason: " + text;
}

TEST(WordBreaker, DiffersFromUnicodeOnlyWhereItMeansTo) {
  const std::string path =
      COLDOPEN_SOURCE_DIR "/../shared/data/conformance/unicode-15.0/WordBreakTest.txt.gz";
  std::FILE* const pipe = ::popen(("gzip -dc '" + path + "' 2>/dev/null").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::map<std::string, int> differing;
  int cases = 0;
  std::vector<char> line(1 << 16);
  while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
    const std::string row(line.data());
    if (!row.starts_with("\u00F7")) continue;  // ÷ 0061 × 0308 ÷ ...
    std::string text;
    std::vector<std::uint32_t> ends;
    for (std::size_t at = 2; at < row.size() && row[at] != '#' && row[at] != '\t';) {
      if (row[at] == ' ') {
        ++at;
      } else if (row.compare(at, 2, "\u00F7") == 0) {
        if (!text.empty()) ends.push_back(static_cast<std::uint32_t>(text.size()));
        at += 2;
      } else if (row.compare(at, 2, "\u00D7") == 0) {
        at += 2;
      } else {
        std::size_t size = 0;
        append_utf8(static_cast<char32_t>(std::stoul(row.substr(at), &size, 16)), text);
        at += size;
      }
    }
    ++cases;
    if (ends_of(text) != ends) ++differing[reason(text)];
  }
  ::pclose(pipe);
  if (cases == 0) GTEST_SKIP() << "SKIPPED: no Unicode break test at " << path;
  EXPECT_EQ(cases, 1'823);
  const std::map<std::string, int> meant = {{"_", 112},
                                            {":", 17},
                                            {"digit, apostrophe, letter", 10},
                                            {"Hebrew quote", 6},
                                            {"double space", 2}};
  EXPECT_EQ(differing, meant);
}

TEST(WordBreaker, SegmentsCoverTheTextWithoutHoles) {
  const std::string text = "Dwight’s 1,000 beets: S04E13 \U0001F967 進撃の巨人 a_b";
  WordBreaker breaker;
  breaker.start(text);
  std::uint32_t end = 0;
  for (TextSegment segment; breaker.next(segment);) {
    EXPECT_EQ(segment.begin, end);
    end = segment.end;
  }
  EXPECT_EQ(end, text.size());
}

TEST(CodePoints, OfBytesThatAreNoUtf8AreReplacementCharacters) {
  EXPECT_EQ(code_point_at("\xC3\xA9", 0), U'é');
  EXPECT_EQ(code_point_at("\xF0\x9F\xA5\xA7", 0), U'\U0001F967');
  for (const std::string bytes : {"\x80", "\xC0\x80", "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                  "\xE2\x28\xA1", "\xFF", "\xE0\x80\x80"}) {
    EXPECT_EQ(code_point_at(bytes, 0), U'\uFFFD');
  }
  EXPECT_EQ(code_point_at("", 0), U'\0');
  EXPECT_EQ(code_point_before("aé", 3), U'é');
  EXPECT_EQ(code_point_before("a", 0), U'\0');
}

}  // namespace
}  // namespace coldopen
