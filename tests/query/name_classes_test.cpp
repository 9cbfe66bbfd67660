// The page that a query names comes first.
#include "query/name_classes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/syntax.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;

// A page, a page that is also called so, and one that speaks of nothing else.
TestIndex parties() {
  const std::string often = "Dinner party, dinner party, dinner party, dinner party.";
  TestIndex index;
  index.add(article("script")
                .title("Dinner Party: Dinner Party Script")
                .alias("Dinner Party Dinner Party")
                .text(often)
                .with("kind", "article"));
  index.add(article("evening")
                .title("An Evening")
                .alias("Jan's")
                .alias("Dinner Party")
                .text("A party for dinner: dinner, then party, dinner, party.")
                .with("kind", "page"));
  index.add(article("episode")
                .title("Dinner Party")
                .text("Michael invites Jim and Pam, and Andy and Angela, and Dwight comes too.")
                .with("kind", "episode"));
  index.add(article("money").text("A dinner, no party.").with("kind", "episode"));
  return index;
}

TEST(NameClasses, ThePageOfThatTitleStandsAboveAllMentions) {
  const TestIndex index = parties();
  EXPECT_EQ(index.ids("dinner party", Match::all).at(0), "script") << "by the words alone";
  EXPECT_EQ(index.ids("dinner party").at(0), "episode");
}

TEST(NameClasses, TheTitleComesBeforeTheAliasAndTheAliasBeforeMentions) {
  const TestIndex index = parties();
  EXPECT_THAT(index.ids("dinner party", Match::all),
              ElementsAre("script", "evening", "episode", "money"))
      << "by the words alone";
  EXPECT_THAT(index.ids("dinner party"), ElementsAre("episode", "evening", "script", "money"));
}

TEST(NameClasses, TheSpellingDoesNotMatterNorDoQuotes) {
  const TestIndex index = parties();
  for (const char* q : {"DINNER PARTY", "dinner-party", "  Dinner, party! ", "(dinner) party",
                        "\"dinner party\"", "\"Dinner Party", "dinner \"party\""})
    EXPECT_EQ(index.ids(q).at(0), "episode") << q;
  EXPECT_EQ(index.ids("party dinner").at(0), "script") << "nobody's name";
}

TEST(NameClasses, WhatIsPartOfAPageIsNotThePageItsTitleNames) {
  for (const char* kind : {"line", "quote", "stage", "scene", "Line"}) {
    TestIndex index = parties();
    index.add(article("part")
                  .title("Dinner Party")
                  .alias("Dinner Party")
                  .text("Dinner party.")
                  .with("kind", kind));
    const Ids found = index.ids("dinner party");
    EXPECT_THAT(Ids(found.begin(), found.begin() + 2), ElementsAre("episode", "evening")) << kind;
    EXPECT_EQ(found.size(), 5U) << kind;
  }
  TestIndex index = parties();
  index.add(article("nokind").title("Dinner Party").text("Dinner party, dinner party."));
  EXPECT_EQ(index.ids("dinner party").at(0), "nokind") << "two pages of a title: by their words";
}

TEST(NameClasses, TheDeadHaveNoName) {
  TestIndex index = parties();
  index.remove("episode");
  EXPECT_THAT(index.ids("dinner party"), ElementsAre("evening", "script", "money"));
  index.remove("evening");
  EXPECT_THAT(index.ids("dinner party"), ElementsAre("script", "money"));
}

TEST(NameClasses, FiltersLeaveOutEvenThePageOfThatTitle) {
  const TestIndex index = parties();
  SearchRequest request = asking("dinner party");
  request.filters = {parse_condition("-kind:episode", index.types())};
  EXPECT_THAT(ids_of(index.search(request)), ElementsAre("evening", "script"));
  EXPECT_EQ(index.search(request).total, 2U);
}

TEST(NameClasses, AnswersAreTheSameInAnyNumberOfSegments) {
  TestIndex index = parties();
  index.add(article("old").title("Dinner Party").text("Old.")).remove("old");
  const SearchResponse one = index.search(asking("dinner party"));
  for (const std::size_t segments : {2U, 3U, 5U}) {
    const SearchResponse several = index.search(asking("dinner party"), segments);
    EXPECT_EQ(ids_of(several), ids_of(one)) << segments;
    ASSERT_EQ(several.hits.size(), one.hits.size());
    for (std::size_t i = 0; i < one.hits.size(); ++i)
      EXPECT_EQ(several.hits[i].score, one.hits[i].score) << segments << ": " << one.hits[i].id;
  }
}

TEST(NameClasses, OnlyAutomaticMatchAndQueriesWithoutOperatorsHaveThem) {
  const TestIndex index = parties();
  for (const Match match : {Match::all, Match::any})
    EXPECT_EQ(index.ids("dinner party", match).at(0), "script");
  for (const char* q : {"+dinner +party", "dinner party -boat", "dinner OR party"})
    EXPECT_EQ(index.ids(q).at(0), "script") << q;
}

TEST(NameClasses, ANameOfManyWordsIsANameToo) {
  const std::string title = "Koi Pond and Other Ways Michael Scott Fell Into Water";
  TestIndex index;
  index.add(article("page").title(title).text("A page of a great many words about other things."));
  index.add(article("loud").title(title + " Twice").alias(title + " Again").text(title + title));
  EXPECT_EQ(index.ids(title, Match::all).at(0), "loud");
  EXPECT_EQ(index.ids(title).at(0), "page");
}

TEST(NameClasses, ATitleOfSmallWordsOrMarksIsAName) {
  TestIndex index;
  index.add(article("it").title("It").text("A film, and a book of more than a thousand pages."));
  index.add(article("talk").title("It, it").text("It is it."));
  index.add(article("marks").title("!!!").text("A band."));
  EXPECT_EQ(index.ids("it").at(0), "it");
  for (const char* q : {"!!!", "\"!!!\""}) {
    SearchRequest request = asking(q);
    request.explain = true;
    const SearchResponse found = index.search(request);
    ASSERT_EQ(ids_of(found), Ids{"marks"}) << q;
    EXPECT_EQ(found.hits[0].why->parts.at(0).note, "exact title") << q;
  }
}

TEST(NameClasses, AFilterAloneNamesNobody) {
  TestIndex index = parties();
  index.add(article("season").title("Kind: Episode").text("x").with("kind", "episode"));
  for (const Hit& hit : index.search(asking("kind:episode")).hits) EXPECT_EQ(hit.score, 0);
}

TEST(NameClasses, ANameAddsNoMatches) {
  TestIndex index;
  index.add(article("right").title("Dinner").text("x").with("season", Value(4.0)));
  index.add(article("named").title("Dinner Season: 4").text("x").with("season", Value(5.0)));
  ASSERT_EQ(index.analyzer().key("dinner season:4"), index.analyzer().key("Dinner Season: 4"));
  EXPECT_EQ(index.ids("dinner season:4"), Ids{"right"});
}

TEST(NameClasses, TheClassIsAPartOfTheScoreThatExplainTells) {
  SearchRequest request = asking("Dinner Party");
  request.explain = true;
  const SearchResponse found = parties().search(request, 2);
  ASSERT_EQ(found.hits.size(), 4U);
  const auto first_part = [&](std::size_t hit) { return found.hits[hit].why->parts.at(0); };
  EXPECT_EQ(first_part(0).source, "title");
  EXPECT_EQ(first_part(0).term, "dinner party");
  EXPECT_EQ(first_part(0).note, "exact title");
  EXPECT_EQ(first_part(1).source, "alias");
  EXPECT_EQ(first_part(1).note, "exact alias");
  EXPECT_EQ(first_part(2).source, "coverage");
  EXPECT_EQ(first_part(2).note, "its names hold all telling words of the query");
  EXPECT_EQ(first_part(3).note, "has all telling words of the query");
  EXPECT_EQ(first_part(0).points, 7 * first_part(3).points);
  EXPECT_EQ(first_part(1).points, 5 * first_part(3).points);
  EXPECT_EQ(first_part(2).points, 2 * first_part(3).points);
  for (const Hit& hit : found.hits) {
    double sum = 0;
    for (const ScorePart& part : hit.why->parts) sum += part.points;
    EXPECT_NEAR(sum, hit.score, 1e-4) << hit.id;
  }
  EXPECT_THAT(found.hits[0].why->text, testing::StartsWith("the query is its title"));
}

}  // namespace
}  // namespace coldopen
