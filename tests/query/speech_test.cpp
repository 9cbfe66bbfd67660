// Who speaks in a text, and who is asked to in a query.
#include "query/speech.hpp"

#include <gtest/gtest.h>

#include "query/syntax.hpp"

namespace coldopen {
namespace {

std::string speaker_before(std::string_view text, std::string_view words) {
  const auto label = speaker_at(text, text.find(words));
  return label ? std::string(text.substr(label->begin, label->end - label->begin)) : "";
}

TEST(Speech, ALabelBeginsATextALineOrASentence) {
  EXPECT_EQ(speaker_before("Dwight: Fact. Bears eat beets.", "beets"), "Dwight:");
  EXPECT_EQ(speaker_before("Jim: Bears.\nDwight: No. Beets.", "Beets"), "Dwight:");
  EXPECT_EQ(speaker_before("Jim: Bears. Dwight: No. Beets.", "Beets"), "Dwight:");
  EXPECT_EQ(speaker_before("Prison Mike (to the room): The dementors!", "dementors"),
            "Prison Mike (to the room):");
  EXPECT_EQ(speaker_before("Jim as Dwight: Bears. Beets.", "Beets"), "Jim as Dwight:");
}

TEST(Speech, NotEveryColonEndsAName) {
  EXPECT_EQ(speaker_before("he said the following: nothing at all", "nothing"), "");
  EXPECT_EQ(speaker_before("They met at 12:30 in the hall of beets", "beets"), "");
  EXPECT_EQ(speaker_before("What He Wants To Tell Us: beets", "beets"), "");
  EXPECT_EQ(speaker_before("Jim: Bears.", "Jim"), "") << "it stands behind these words";
  EXPECT_EQ(speaker_before(":::: :", ":"), "");
}

// Each label is looked for near its colon alone: were it in all of the text before, this would not
// end.
TEST(Speech, AScriptOfManyLinesIsReadOnce) {
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += i % 2 == 0 ? "Jim: no. " : "a :: b: ";
  text += "So it is. Dwight: Beets";
  EXPECT_EQ(speaker_before(text, "Beets"), "Dwight:");
  EXPECT_EQ(speaker_before(std::string(200'000, 'A') + ": x", "x"), "");
  EXPECT_EQ(speaker_before(std::string(200'000, ':') + " x", "x"), "");
}

TEST(Speech, WhoIsAskedStandsBeforeTheColonOfAQuery) {
  const auto asked = [](const char* q) {
    return asked_speaker(parse(q, {{"season", AttributeType::number}}).tree);
  };
  EXPECT_EQ(asked("dwight: identity theft"), "dwight");
  EXPECT_EQ(asked("michael scott: bankruptcy"), "michael scott");
  EXPECT_EQ(asked("identity theft"), "");
  EXPECT_EQ(asked("dwight : identity theft"), "dwight ") << "as the French type it";
  EXPECT_EQ(asked("season:4 dwight: identity theft"), "dwight");
  EXPECT_EQ(asked("dwight:"), "");
  EXPECT_EQ(asked("title:dwight theft"), "");
  EXPECT_EQ(asked("-dwight: theft"), "");
  EXPECT_EQ(asked("one two three four: five"), "");
}

}  // namespace
}  // namespace coldopen
