#include "corpus/boilerplate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/listicle.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Swept {
  Strings kept;
  Strings reasons;
};

Swept sweep(std::string_view text, std::string_view title = "Pranks") {
  std::vector<Block> blocks = blocks_of_text(text);
  mark_items(blocks);
  Swept out;
  for (const DroppedLine& line : drop_boilerplate(blocks, title)) {
    EXPECT_GT(line.line, 0U);
    EXPECT_FALSE(line.text.empty());
    out.reasons.push_back(line.reason);
  }
  for (const Block& block : blocks) out.kept.push_back(block.text);
  return out;
}

TEST(Boilerplate, EachKindOfFurnitureIsDroppedWithItsReason) {
  const std::pair<const char*, const char*> rows[] = {
      {"Rate this post", "rating"},
      {"Click to rate this post!", "rating"},
      {"Average rating 4.5 / 5. Vote count: 12", "rating"},
      {"Updated: May 12, 2020 11:48 am", "byline"},
      {"Last updated on 12th May 2020", "byline"},
      {"Published - 2019-02-05", "byline"},
      {"By Jane Doe", "byline"},
      {"By Jane Doe | May 12, 2020", "byline"},
      {"5 min read", "byline"},
      {"Photo Credit : Instagram", "photo credit"},
      {"Image courtesy of NBC", "photo credit"},
      {"Picture source: Angela Kinsey", "photo credit"},
      {"Share on Facebook", "share bar"},
      {"Facebook Twitter Pinterest", "share bar"},
      {"Advertisement", "page furniture"},
      {"Also read: 15 reasons to watch it again", "related posts"},
      {"\u00a9 2019 Dunder Mifflin. All rights reserved.", "copyright"},
      {"PRANKS", "repeated title"},
      {"Please share this article with your friends!", "share call"},
      {"Let us know in the comments.", "share call"},
      {"Follow us on Facebook for more!", "share call"},
  };
  for (const auto& [line, reason] : rows) {
    const Swept swept = sweep(line);
    EXPECT_THAT(swept.reasons, ElementsAre(reason)) << line;
    EXPECT_THAT(swept.kept, IsEmpty()) << line;
  }
}

TEST(Boilerplate, ContentThatMerelyHoldsSuchWordsStays) {
  for (const char* line : {
           "Photo credits roll over the last scene.",
           "Michael wants them to rate this post office.",
           "Jim and Pam share it with their friends.",
           "\u201cShare it with your friends,\u201d says Michael.",
           "Updated: the list of pranks that Jim played.",
           "By the lake Michael finds himself alone.",
           "Related posts are named in the episode by Ryan.",
           "Published in 2005, the book made Dwight known.",
           "Source: Dwight Schrute",
           "If you liked Jim, you will like Pam.",
           "24 March 2005",
           "Read more: he never does, says Kelly of Kevin and his books.",
           "Written by B.J. Novak",
           "Follow us on this tour through Scranton",
           "See also",
       }) {
    const Swept swept = sweep("First.\n\nSecond.\n\n" + std::string(line));
    EXPECT_THAT(swept.reasons, IsEmpty()) << line;
    EXPECT_EQ(swept.kept.size(), 3U) << line;
  }
}

TEST(Boilerplate, OnlyTheSentenceThatCallsIsTaken) {
  const Swept swept = sweep(
      "They stayed friends. If you liked this article, share it with your friends who watch it. "
      "The end.");
  EXPECT_THAT(swept.kept, ElementsAre("They stayed friends. The end."));
  EXPECT_THAT(swept.reasons, ElementsAre("share call"));
}

constexpr std::string_view kList = "1. Jim.\n\n2. Pam.\n\n3. Dwight.\n\n";

TEST(Boilerplate, TheParagraphBehindAListThatAsksToShareGoesWhole) {
  const Swept swept = sweep(std::string(kList) +
                            "The cast is a family and they share everything. If you liked this "
                            "article, share it with your friends.\nThank you for reading.");
  EXPECT_THAT(swept.kept, ElementsAre("Jim.", "Pam.", "Dwight."));
  EXPECT_EQ(swept.reasons, Strings(2, "closing call"));
}

TEST(Boilerplate, OtherParagraphsBehindAListLoseOnlyTheirCalls) {
  const std::string farewell = "They stayed friends. Please share this article!";
  const std::string list(kList);
  EXPECT_THAT(sweep(list + "They stayed friends.").reasons, IsEmpty());
  EXPECT_THAT(sweep(farewell + "\n\n" + list).kept,
              ElementsAre("They stayed friends.", "Jim.", "Pam.", "Dwight."));
  std::string essay;
  for (int i = 0; i < 40; ++i) essay += "They stayed friends. ";
  EXPECT_THAT(sweep(list + essay + "Please share this article!").reasons,
              ElementsAre("share call"));
}

TEST(Boilerplate, RelatedPostsEndWhereProseBegins) {
  const Swept swept = sweep(
      "Text.\n\nRelated posts\nFeb 05, 2019\n15+ Photos From Elsewhere\n\n"
      "This is an article that goes on after the box.");
  EXPECT_THAT(swept.kept, ElementsAre("Text.", "This is an article that goes on after the box."));
  EXPECT_EQ(swept.reasons, Strings(3, "related posts"));
}

TEST(Boilerplate, AHeadWithoutEntriesIsContent) {
  EXPECT_THAT(sweep("Related posts\n\nThey are named in the episode.").kept,
              ElementsAre("Related posts", "They are named in the episode."));
}

TEST(Boilerplate, ABareSourceIsACreditOnlyWhereItComesBack) {
  EXPECT_THAT(sweep("A.\n\nSource: NBC\n\nB.\n\nSource: NBC").reasons, IsEmpty());
  EXPECT_EQ(sweep("A.\n\nSource: NBC\n\nB.\n\nSource: NBC\n\nC.\n\nsource: NBC").reasons,
            Strings(3, "photo credit"));
}

TEST(Boilerplate, ANextLineLeadsTheParagraphWhoseFirstLineGoes) {
  std::vector<Block> blocks = blocks_of_text("Before.\n\nAdvertisement\nAfter.");
  drop_boilerplate(blocks, "");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_FALSE(blocks[1].joined);
}

}  // namespace
}  // namespace coldopen
