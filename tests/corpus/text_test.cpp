#include "corpus/text.hpp"

#include <gtest/gtest.h>

namespace coldopen {
namespace {

constexpr auto kAllGood = std::string_view::npos;

TEST(Text, WellFormedUtf8IsAccepted) {
  EXPECT_EQ(utf8_error(""), kAllGood);
  EXPECT_EQ(utf8_error("caf\u00e9 \u2019 \u6f22 \U0001F600"), kAllGood);
}

TEST(Text, OverlongSurrogateAndBeyondUnicodeAreRefusedAtTheirByte) {
  EXPECT_EQ(utf8_error("a\xC0\xAF"), 1U);
  EXPECT_EQ(utf8_error("ab\xED\xA0\x80"), 2U);
  EXPECT_EQ(utf8_error("\xF4\x90\x80\x80"), 0U);
  EXPECT_EQ(utf8_error("abc\xE2\x82"), 3U);
  EXPECT_EQ(utf8_error("\x80"), 0U);
}

TEST(Text, EachBadByteBecomesOneReplacementCharacter) {
  std::size_t bad = 0;
  EXPECT_EQ(repaired_utf8("a\xFF\xFE"
                          "b\xE2\x82",
                          bad),
            "a\uFFFD\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(bad, 4U);
}

TEST(Text, CuttingNeverLeavesHalfACharacter) {
  EXPECT_EQ(cut_at_character("a\u00e9z", 2), "a");
  EXPECT_EQ(cut_at_character("a\u00e9z", 3), "a\u00e9");
  EXPECT_EQ(cut_at_character("abc", 9), "abc");
}

TEST(Text, ABadReferenceBecomesTheReplacementCharacter) {
  std::string out;
  append_utf8(out, 0x110000);
  append_utf8(out, 0xD800);
  append_utf8(out, 0x1F600);
  EXPECT_EQ(out, "\uFFFD\uFFFD\U0001F600");
}

TEST(Text, WordsAreCountedBetweenSpacesAndByLetterInScriptsWithoutThem) {
  EXPECT_EQ(count_words("  Dwight's \u00a0 beet farm. "), 3U);
  EXPECT_EQ(count_words("\u6f22\u5b57 abc"), 3U);
  EXPECT_EQ(count_words(""), 0U);
}

TEST(Text, SentencesEndBehindClosingQuotes) {
  const std::string_view text = "He said \u201cNo.\u201d Then left. 3.5 beets";
  const auto ends = sentence_ends(text);
  ASSERT_EQ(ends.size(), 3U);
  EXPECT_EQ(text.substr(0, ends[0]), "He said \u201cNo.\u201d");
  EXPECT_EQ(text.substr(ends[0], ends[1] - ends[0]), " Then left.");
  EXPECT_EQ(ends[2], text.size());
}

TEST(Text, AnAnchorIsMadeOfTheHeadingAsRenderersDo) {
  EXPECT_EQ(anchor_of("The Writer's Room, 2005"), "the-writers-room-2005");
  EXPECT_EQ(anchor_of(" -- "), "");
  EXPECT_EQ(anchor_of("\u6f22\u5b57 No. 1"), "\u6f22\u5b57-no-1");
}

TEST(Text, EscapedNamesAreOneLineOfUtf8AndStayDifferent) {
  EXPECT_EQ(escaped_name("a\nb\xFF"), "a%0Ab%FF");
  EXPECT_EQ(escaped_name("100%"), "100%25");
  EXPECT_EQ(escaped_name("Caf\u00e9 1"), "Caf\u00e9 1");
}

TEST(Text, UrlPathsArePercentEncoded) {
  EXPECT_EQ(percent_encoded("wiki/A b?\u00e9"), "wiki/A%20b%3F%C3%A9");
}

}  // namespace
}  // namespace coldopen
