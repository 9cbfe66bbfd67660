#include "corpus/passages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

Strings anchors(const std::vector<Passage>& passages) {
  Strings out;
  for (const Passage& passage : passages) out.push_back(passage.anchor);
  return out;
}

std::vector<Passage> cut(std::string body) {
  Article article;
  article.body = std::move(body);
  return passages_of(article);
}

TEST(Passages, AnArticlesOwnPassagesStayAsTheyAre) {
  Article article;
  article.passages = {{"Plot", "Plot", 0, "1. Michael drives."}};
  EXPECT_EQ(passages_of(article), article.passages);
}

TEST(Passages, ParagraphsOfPlainTextAreNumbered) {
  const auto passages = cut("Jim smirks.\r\n\r\nPam paints.\nShe likes it.\n\n\n");
  ASSERT_EQ(anchors(passages), (Strings{"p-1", "p-2"}));
  EXPECT_EQ(passages[1].text, "Pam paints.\nShe likes it.");
  EXPECT_TRUE(cut(" \n\n").empty());
}

TEST(Passages, LinesBrokenForWidthAreOneAgain) {
  const auto passages =
      cut("Michael Scott burns his foot on a George Foreman grill that\nhe keeps beside the bed.");
  ASSERT_EQ(passages.size(), 1U);
  EXPECT_EQ(passages[0].text,
            "Michael Scott burns his foot on a George Foreman grill that he keeps beside the bed.");
}

TEST(Passages, NumberedItemsAreCutWithIntroAndOutro) {
  const auto passages =
      cut("Facts:\n\n1. One.\n\n2. Two.\n\n3. Three, in 2. place.\n\nThat was all.");
  EXPECT_EQ(anchors(passages), (Strings{"intro", "item-1", "item-2", "item-3", "outro"}));
  EXPECT_EQ(passages[3].ordinal, 3U);
  EXPECT_EQ(passages[3].text, "Three, in 2. place.");
}

TEST(Passages, ATightListIsCutToo) {
  EXPECT_EQ(anchors(cut("1) Beets\n2) Bears\n3) Battlestar Galactica")),
            (Strings{"item-1", "item-2", "item-3"}));
}

TEST(Passages, ACountdownIsAList) {
  const auto passages = cut("3. Third.\n\n2. Second.\n\n1. First.");
  EXPECT_EQ(anchors(passages), (Strings{"item-3", "item-2", "item-1"}));
}

TEST(Passages, NumbersThatAreNoItemsStartNothing) {
  for (const char* body : {
           "24 March 2005 was the day.\n\n25 people came.\n\n26 left.",
           "1. One.\n\n2. Two.",
           "He listed 1. beets,\n2. bears,\n3. Battlestar Galactica.",
           "25+ photos.\n\n26+ photos.\n\n27+ photos.",
           "2.5 million saw it.\n\n3.5 million too.\n\n4.5 million then.",
       }) {
    for (const Passage& passage : cut(body)) EXPECT_EQ(passage.ordinal, 0U) << body;
  }
}

TEST(Passages, SlidesTakeTheirNumberAndCaption) {
  const auto passages =
      cut("Intro.\n\n\u2022 1 / 3\nPam\n\nPam\n\nShe paints.\n\n\u2022 2 / 3\nJim\n\nHe smirks.\n\n"
          "\u2022 3 / 3\nDwight\n\nHe farms.");
  ASSERT_EQ(anchors(passages), (Strings{"intro", "slide-1", "slide-2", "slide-3"}));
  EXPECT_EQ(passages[1].heading, "Pam");
  EXPECT_EQ(passages[1].text, "She paints.");
  EXPECT_EQ(passages[2].heading, "Jim");
  EXPECT_EQ(passages[2].text, "He smirks.");
  EXPECT_EQ(passages[2].ordinal, 2U);
}

TEST(Passages, TwoFractionsAreNoGallery) {
  for (const Passage& passage : cut("1 / 2\n\nhalf\n\n2 / 2\n\nall")) {
    EXPECT_EQ(passage.ordinal, 0U);
  }
}

TEST(Passages, ALongParagraphIsCutAtSentenceEnds) {
  std::string body;
  for (int i = 0; i < 200; ++i) body += "Dwight guards the beets by night. ";
  const auto passages = cut(body);
  ASSERT_EQ(passages.size(), 4U);
  for (const Passage& passage : passages) {
    EXPECT_LE(count_words(passage.text), 400U);
    EXPECT_TRUE(passage.text.ends_with("night."));
    EXPECT_EQ(passage.anchor, "p-1");
  }
}

TEST(Passages, VeryManyParagraphsJoinInsteadOfPassingTheLimit) {
  std::string body;
  for (int i = 0; i < 10'001; ++i) body += "No.\n\n";
  const auto passages = cut(body);
  EXPECT_EQ(passages.size(), 26U);
  EXPECT_LE(count_words(passages[0].text), 400U);
}

TEST(Passages, AnEndlessSentenceIsCutBetweenWords) {
  std::string body, joined;
  for (int i = 0; i < 1000; ++i) body += "beets" + std::to_string(i) + " ";
  for (const Passage& passage : cut(body)) {
    EXPECT_LE(count_words(passage.text), 400U);
    joined += passage.text + " ";
  }
  EXPECT_EQ(joined, body);
}

}  // namespace
}  // namespace coldopen
