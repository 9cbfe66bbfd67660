// What a search answers: totals, pages, order, filters, facets, notes, explanations, refusals.
// (Scores and matches are judged by the oracle.)
#include "query/search.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/error.hpp"
#include "query/plan.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

Strings codes_of(const SearchResponse& response) {
  Strings codes;
  for (const Note& note : response.notes) codes.push_back(note.code);
  return codes;
}

std::string told(const Facet& facet) {
  std::string text;
  for (const FacetValue& value : facet.values)
    text += (text.empty() ? "" : ", ") + std::string(value.selected ? "*" : "") + value.value +
            " " + std::to_string(value.count);
  return text;
}

TestIndex office() {
  TestIndex index;
  const auto day = [](const char* date) { return Value(*parse_date(date)); };
  index.add(article("Dinner_Party")
                .with("season", 4.0)
                .with("air_date", day("2008-04-10"))
                .cast("Melora Hardin")
                .cast("Ed Helms")
                .text("A dinner at Michael's."));
  index.add(article("The_Dundies")
                .with("season", 2.0)
                .with("air_date", day("2005-09-20"))
                .cast("Amy Adams")
                .text("Awards at dinner time."));
  index.add(article("Booze_Cruise")
                .with("season", 2.0)
                .with("air_date", day("2006-01-05"))
                .cast("Amy Adams")
                .cast("Rob Riggle")
                .text("Dinner on a boat."));
  index.add(article("Money")
                .with("season", 4.0)
                .with("air_date", day("2007-10-18"))
                .cast("Melora Hardin")
                .text("Dinner at the farm, and bankruptcy."));
  index.add(article("Steve_Carell").text("He had dinner."));
  return index;
}

TEST(Search, NothingTypedIsAllArticlesByIdWithoutScore) {
  const SearchResponse all = office().search(asking("  "), 2);
  EXPECT_EQ(all.total, 5U);
  EXPECT_THAT(ids_of(all),
              ElementsAre("Booze_Cruise", "Dinner_Party", "Money", "Steve_Carell", "The_Dundies"));
  EXPECT_EQ(all.hits[0].score, 0);
}

TEST(Search, OnlyPunctuationFindsNothingAndSaysSo) {
  for (const char* q : {"*", "-", ":", "((((", "\"\"", "- + -", "+\"-\""}) {
    const SearchResponse none = office().search(asking(q));
    EXPECT_EQ(none.total, 0U) << q;
    EXPECT_THAT(codes_of(none), testing::Contains("no-words")) << q;
  }
}

TEST(Search, OfTwoEqualArticlesTheOneThatSpellsAWordAsTypedComesFirst) {
  TestIndex index;
  index.add(article("a").title("x").text("Bring your resume along"));
  index.add(article("b").title("x").text("Bring your résumé along"));
  index.add(article("c").title("x").text("Bring your resume along"));
  index.add(article("d").title("y").text("サブウェイ"));
  index.add(article("e").title("y").text("さぶうぇい"));
  index.add(article("f").title("y").text("サブウェイ"));
  EXPECT_THAT(index.ids("resume"), ElementsAre("a", "c", "b"));
  EXPECT_THAT(index.ids("résumé"), ElementsAre("b", "a", "c"));
  EXPECT_THAT(index.ids("サブウェイ"), ElementsAre("d", "f", "e"));
  EXPECT_THAT(index.ids("さぶうぇい"), ElementsAre("e", "d", "f"));
}

TEST(Search, ASmallWordTypedAgainSaysNothingMore) {
  TestIndex index;
  index.add(article("a").title("x").text("the party of the boat"));
  index.add(article("b").title("y").text("a party"));
  const auto score = [&](const char* q, bool rule) {
    Scoring scoring;
    scoring.parts.stop_words = rule;
    scoring.next = scoring.near = 0;
    SearchRequest request = asking(q);
    request.match = Match::any;
    return index.scoring(scoring).search(request).hits.at(0).score;
  };
  EXPECT_EQ(score("the party of the", true), score("the party of", true));
  EXPECT_GT(score("the party of the", false), score("the party of", false));
  EXPECT_GT(score("the party party", true), score("the party", true));
  EXPECT_GT(score("the of the", true), score("the of", true)) << "nothing but small words";
}

TEST(Search, ATitleOfMarksIsFoundByItsMarks) {
  TestIndex index = office();
  index.add(article("marks").title("!!!").text("A band."));
  EXPECT_EQ(index.ids("!!!"), Ids{"marks"});
}

TEST(Search, TotalsDoNotDependOnThePage) {
  SearchRequest request = asking("dinner");
  const Ids all = ids_of(office().search(request));
  Ids paged;
  for (request.offset = 0; request.offset < 6; request.offset += 2) {
    request.limit = 2;
    const SearchResponse page = office().search(request, 3);
    EXPECT_EQ(page.total, 5U);
    for (const std::string& id : ids_of(page)) paged.push_back(id);
  }
  EXPECT_EQ(paged, all);
  request.limit = 0;
  EXPECT_EQ(office().search(request).total, 5U);
  EXPECT_TRUE(office().search(request).hits.empty());
}

TEST(Search, EqualScoresComeById) {
  TestIndex index;
  for (const char* id : {"c", "a", "d", "b"}) index.add(article(id).title("x").text("same words"));
  EXPECT_THAT(index.ids("same"), ElementsAre("a", "b", "c", "d"));
}

TEST(Search, ACastNameFindsTheEpisodesOfThatActorOnly) {
  TestIndex index;
  index.add(article("The_Dundies").cast("Steve Carell"));
  index.add(article("Gossip").text("Carell is only mentioned here."));
  EXPECT_EQ(index.ids("cast:carell"), Ids{"The_Dundies"});
}

TEST(Search, TheDeadAreNotFoundNorCounted) {
  TestIndex index = office();
  const SearchResponse before = index.search(asking("awards"));
  index.add(article("z").text("nothing here")).remove("z");
  const SearchResponse after = index.search(asking("awards"), 2);
  ASSERT_EQ(after.hits.size(), 1U);
  EXPECT_EQ(after.hits[0].score, before.hits[0].score);
  index.remove("The_Dundies");
  EXPECT_EQ(index.search(asking("awards"), 2).total, 0U);
}

TEST(Search, AllTellingWordsStandAboveTheRest) {
  TestIndex index;
  for (const char* id : {"a", "b", "c"}) index.add(article(id).text("Common."));
  index.add(article("loud").title("rare rare rare").text("Rare, rare."));
  index.add(article("both").text("Once rare, once common, in a long text of many other words."));
  const SearchResponse found = index.search(asking("rare common"));
  EXPECT_THAT(ids_of(found), ElementsAre("both", "loud"));
  EXPECT_GT(found.hits[0].score, found.hits[1].score);
  SearchRequest any = asking("rare common");
  any.match = Match::any;
  EXPECT_EQ(index.search(any).hits.at(0).id, "loud") << "by the words alone";
}

TEST(Search, FiltersAreAllTrueOfEveryHit) {
  SearchRequest request = asking("dinner");
  const TestIndex index = office();
  const auto found = [&](std::vector<const char*> clauses) {
    request.filters.clear();
    for (const char* clause : clauses)
      request.filters.push_back(parse_condition(clause, index.types()));
    return ids_of(index.search(request, 2));
  };
  EXPECT_THAT(found({"season:4"}), UnorderedElementsAre("Dinner_Party", "Money"));
  EXPECT_THAT(found({"cast:amy adams"}), UnorderedElementsAre("Booze_Cruise", "The_Dundies"));
  EXPECT_THAT(found({"cast:AMY-ADAMS", "air_date:2006"}), ElementsAre("Booze_Cruise"));
  EXPECT_THAT(found({"-cast:*"}), ElementsAre("Steve_Carell"));
  EXPECT_THAT(found({"-season:4,2"}), ElementsAre("Steve_Carell"));
  EXPECT_THAT(found({"season:5..3"}), ElementsAre());
}

TEST(Search, FacetsLeaveOutTheirOwnFilterAndKeepWhatIsTicked) {
  SearchRequest request = asking("dinner");
  const TestIndex index = office();
  request.facets = {"season", "cast", "air_date"};
  request.filters = {parse_condition("season:4", index.types())};
  const SearchResponse found = index.search(request, 3);
  ASSERT_EQ(found.facets.size(), 3U);
  EXPECT_EQ(told(found.facets[0]), "2 2, *4 2");
  EXPECT_EQ(told(found.facets[1]), "Melora Hardin 2, Ed Helms 1");
  EXPECT_EQ(told(found.facets[2]), "2007 1, 2008 1");

  request.facets = {"cast", "air_date"};
  request.facet_limit = 1;
  request.filters = {parse_condition("cast:rob riggle", index.types()),
                     parse_condition("air_date:2006..2007", index.types())};
  const SearchResponse ticked = index.search(request);
  EXPECT_EQ(told(ticked.facets[0]), "Amy Adams 1, *Rob Riggle 1");
  EXPECT_EQ(told(ticked.facets[1]), "*2006 1");

  request.filters = {parse_condition("cast:nobody", index.types())};
  request.facets = {"cast"};
  EXPECT_THAT(told(index.search(request).facets[0]), HasSubstr("*nobody 0"));
}

TEST(Search, SortKeysComeBeforeTheScoreAndMissingValuesLast) {
  SearchRequest request = asking("dinner");
  const TestIndex index = office();
  const auto sorted = [&](const char* sort) {
    request.sort = parse_sort(sort, index.types());
    return ids_of(index.search(request, 3));
  };
  EXPECT_THAT(sorted("air_date"),
              ElementsAre("The_Dundies", "Booze_Cruise", "Money", "Dinner_Party", "Steve_Carell"));
  EXPECT_THAT(sorted("-air_date"),
              ElementsAre("Dinner_Party", "Money", "Booze_Cruise", "The_Dundies", "Steve_Carell"));
  EXPECT_THAT(sorted("cast,-title"),
              ElementsAre("The_Dundies", "Booze_Cruise", "Dinner_Party", "Money", "Steve_Carell"));
  EXPECT_THAT(sorted("-title"),
              ElementsAre("The_Dundies", "Steve_Carell", "Money", "Dinner_Party", "Booze_Cruise"));
  const Ids by_score = ids_of(index.search(asking("dinner")));
  EXPECT_EQ(sorted("_score"), by_score);
}

TEST(Search, ALostPhraseIsSaidAndItsWordsAreSearched) {
  const SearchResponse found = office().search(asking("\"dinner bankruptcy\""));
  EXPECT_EQ(codes_of(found), Strings{"phrase-not-found"});
  EXPECT_EQ(ids_of(found), Ids{"Money"});
}

TEST(Search, APrefixOfManyWordsIsCutAndSaysSo) {
  TestIndex index;
  for (int i = 0; i < 200; ++i)
    index.add(article("d" + std::to_string(1000 + i)).title("t").text("pre" + std::to_string(i)));
  const SearchResponse found = index.search(asking("pre*"));
  EXPECT_EQ(codes_of(found), Strings{"prefix-cut"});
  EXPECT_EQ(found.total, 128U);
}

TEST(Search, EveryPartOfAScoreIsExplained) {
  const TestIndex index = office();
  for (const char* q : {"dinner party", "the dinner", "\"dinner at\" din* cast:amy", "+dinner boat",
                        "dinner dinner money", ""}) {
    SearchRequest request = asking(q);
    request.explain = true;
    for (const Hit& hit : index.search(request, 2).hits) {
      ASSERT_TRUE(hit.why) << q;
      double sum = 0;
      for (const ScorePart& part : hit.why->parts) sum += part.points;
      EXPECT_NEAR(sum, hit.score, 1e-4) << q << ": " << hit.id;
      EXPECT_FALSE(hit.why->text.empty());
    }
  }
  EXPECT_FALSE(index.search(asking("dinner")).hits[0].why);
}

TEST(Search, ParametersBeyondTheirBoundsAreRefusedByName) {
  const TestIndex index = office();
  const auto refused = [&](auto change) {
    SearchRequest request = asking("dinner");
    change(request);
    try {
      index.search(request);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      return error.where();
    }
    return std::string("accepted");
  };
  std::string words;
  for (int i = 0; i < 65; ++i) words += "w" + std::to_string(i) + " ";
  EXPECT_EQ(refused([&](SearchRequest& r) { r.q = words; }), "q");
  EXPECT_EQ(refused([](SearchRequest& r) { r.q = std::string(513, 'a'); }), "q");
  EXPECT_EQ(refused([](SearchRequest& r) { r.q = std::string(17, '(') + "a"; }), "q");
  EXPECT_EQ(refused([](SearchRequest& r) { r.q = "\xff"; }), "q");
  EXPECT_EQ(refused([](SearchRequest& r) { r.limit = 101; }), "limit");
  EXPECT_EQ(refused([](SearchRequest& r) { r.offset = 9'995; }), "offset");
  EXPECT_EQ(refused([](SearchRequest& r) { r.offset = 4'294'967'295U; }), "offset");
  EXPECT_EQ(refused([](SearchRequest& r) { r.passages = 11; }), "passages");
  EXPECT_EQ(refused([](SearchRequest& r) { r.facets = {"body"}; }), "facets");
  EXPECT_EQ(refused([](SearchRequest& r) { r.facets = Strings(17, "cast"); }), "facets");
  EXPECT_EQ(refused([](SearchRequest& r) { r.facet_limit = 1'001; }), "facet_limit");
  EXPECT_EQ(refused([](SearchRequest& r) { r.sort = {{"nope", false}}; }), "sort");
  EXPECT_EQ(refused([](SearchRequest& r) { r.filters.resize(1); }), "filter");
  EXPECT_EQ(refused([](SearchRequest& r) { r.timeout = std::chrono::milliseconds(9); }),
            "timeout_ms");
}

TEST(Search, WhenTheTimeIsOverMatchingStops) {
  const Snapshot snapshot = office().snapshot(2);
  Deadline over(std::chrono::milliseconds(0));
  const Query dinner{Words{"dinner"}};
  EXPECT_EQ(find_matches(snapshot, dinner, false, {}, over).total, 0U);
  Deadline far(std::chrono::minutes(1));
  EXPECT_EQ(find_matches(snapshot, dinner, false, {}, far).total, 5U);
}

TEST(Search, APartOfAnIndexIsSaidToBeAPart) {
  Snapshot snapshot = office().snapshot();
  EXPECT_FALSE(search(snapshot, asking("dinner")).partial);
  snapshot.partial = true;
  EXPECT_TRUE(search(snapshot, asking("dinner")).partial);
}

TEST(Search, TheSameWordManyTimesIsOneElement) {
  std::string words;
  for (int i = 0; i < 60; ++i) words += "dinner ";
  EXPECT_EQ(office().search(asking(words)).total, 5U);
}

TEST(Search, ARankingForEvaluationIsThatOfTheHitsWithoutTheirLimits) {
  const Snapshot snapshot = office().snapshot(2);
  SearchRequest request = asking("dinner boat");
  request.match = Match::any;
  std::vector<RankedId> hits;
  for (const Hit& hit : search(snapshot, request).hits) hits.push_back({hit.id, hit.score});
  ASSERT_GT(hits.size(), 3U);
  EXPECT_EQ(rank_all(snapshot, request, 1000), hits);
  hits.resize(2);
  EXPECT_EQ(rank_all(snapshot, request, 2), hits);
  for (int i = 0; i < 200; ++i) request.q += " dinner party";
  EXPECT_THROW(search(snapshot, request), Error);
  EXPECT_EQ(rank_all(snapshot, request, 1).at(0).id, "Dinner_Party");
}

}  // namespace
}  // namespace coldopen
