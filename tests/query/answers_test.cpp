// The card above the hits; who plays whom in many spellings is judged in tests/judged/cast.ndjson.
#include "query/answers.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

TestIndex series() {
  TestIndex index;
  index.add(article("kevin")
                .title("Kevin Malone")
                .url("https://wiki.example/Kevin")
                .with("portrayed_by", "Brian Baumgartner"));
  index.add(article("brian").title("Brian Baumgartner").with("kind", "person"));
  index.add(article("party")
                .title("Dinner Party")
                .alias("The Dinner")
                .with("season", 4.0)
                .with("episode", 13.0)
                .text("Kevin has chili"));
  index.add(article("other").title("Parties").text("a dinner party of Brian Baumgartner"));
  return index;
}

std::optional<Answer> answer_to(const std::string& q, std::size_t segments = 1) {
  return series().search(asking(q), segments).answer;
}

TEST(Answers, TellWhoPlaysWhomWithBothPagesAndTheirSource) {
  for (const std::size_t segments : {1U, 3U}) {
    const auto answer = answer_to("who plays kevin", segments);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, Answer::Type::cast);
    EXPECT_EQ(answer->text, "Kevin Malone is played by Brian Baumgartner");
    EXPECT_EQ(answer->character->url, "https://wiki.example/Kevin");
    EXPECT_EQ(answer->actor->id, "brian");
    EXPECT_EQ(answer->from.id, "kevin");
    EXPECT_EQ(answer->from.attribute, "portrayed_by");
  }
}

TEST(Answers, NameAnActorWithoutAPage) {
  TestIndex index;
  index.add(article("ron").title("Ron Swanson").with("portrayed_by", "Nick Offerman"));
  const auto answer = index.search(asking("ron swanson actor")).answer;
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->actor->title, "Nick Offerman");
  EXPECT_EQ(answer->actor->id, "");
}

TEST(Answers, ACodeIsItsEpisodeAndANameIsItsPage) {
  EXPECT_EQ(answer_to("4x13")->type, Answer::Type::episode);
  EXPECT_EQ(answer_to("4x13")->article->id, "party");
  EXPECT_EQ(answer_to("dinner party")->type, Answer::Type::go);
  EXPECT_EQ(answer_to("dinner party")->from.attribute, "title");
  EXPECT_EQ(answer_to("the dinner")->from.attribute, "aliases");
}

TEST(Answers, ThereIsNoneWhereNoPageIsNamedOrSeveralAre) {
  EXPECT_FALSE(answer_to("chili"));
  EXPECT_FALSE(answer_to(""));
  TestIndex two = series();
  two.add(article("party2").title("Dinner Party"));
  EXPECT_FALSE(two.search(asking("dinner party")).answer);
}

TEST(Answers, ThereIsNoneBeyondTheFirstPageOrWhereAFilterHidesThePage) {
  SearchRequest request = asking("who plays kevin");
  request.offset = 1;
  EXPECT_FALSE(series().search(request).answer);
  request.offset = 0;
  request.filters = {parse_condition("kind:*", series().types())};
  EXPECT_FALSE(series().search(request).answer);
}

TEST(Answers, TheDeadAnswerNothing) {
  TestIndex index = series();
  index.remove("kevin");
  EXPECT_FALSE(index.search(asking("who plays kevin")).answer);
}

}  // namespace
}  // namespace coldopen
