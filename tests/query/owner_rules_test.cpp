// What the owner of an index sets for words and queries: synonyms, stop words, pins, constants.
#include "query/owner_rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "index/settings_json.hpp"
#include "query/spoiler_guard.hpp"
#include "query/suggest.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

Shared<Settings> settings(const std::string& json) {
  return std::make_shared<const Settings>(settings_from_json(json));
}

Snapshot with(Snapshot snapshot, const std::string& json) {  // of what acts at once
  Snapshot other(snapshot);
  other.settings = settings(json);
  other.scoring = other.settings->scoring;
  other.analyzer = std::make_shared<const Analyzer>(AnalyzerOptions{
      other.settings->language, other.settings->protected_words, other.settings->stop_words});
  return other;
}

Ids ids(const Snapshot& snapshot, const std::string& q, Match match = Match::automatic) {
  SearchRequest request = asking(q);
  request.match = match;
  request.limit = SearchLimits::limit_max;
  return ids_of(search(snapshot, request));
}

TestIndex series() {
  TestIndex index;
  index.add(
      article("finale").title("Finale").with("season", 9.0).with("episode", 24.0).text("end"));
  index.add(article("goodbye")
                .title("Goodbye, Michael")
                .with("season", 7.0)
                .with("episode", 22.0)
                .text("a farewell"));
  index.add(article("lecture")
                .title("Finale lecture")
                .with("season", 2.0)
                .with("episode", 1.0)
                .text("the finale of a finale"));
  index.add(article("angela").title("Angela").text("she likes cats and sparkles"));
  index.add(article("site").title("WUPHF").text("a social network of Ryan"));
  index.add(article("other").title("Pretzel Day").text("Stanley waits; the pretzel is a network"));
  return index;
}

TEST(OwnerSynonyms, GoBothWaysOrOneBesideTheShippedOnes) {
  TestIndex index = series();
  index.add(article("blooper").title("Behind the scenes").text("of the show"));
  const Snapshot plain = index.snapshot(2);
  const Snapshot two = with(plain, R"({"synonyms":[["kitties","cats"]]})");
  EXPECT_EQ(ids(plain, "kitties"), Ids{});
  EXPECT_EQ(ids(two, "kitties"), Ids{"angela"});
  EXPECT_EQ(ids(two, "bts"), Ids{"blooper"}) << "shipped";
  const Snapshot one =
      with(plain, R"({"synonyms":[{"from":["woof"],"to":["social network","pretzel"]}]})");
  Ids found = ids(one, "woof");
  std::ranges::sort(found);
  EXPECT_EQ(found, (Ids{"other", "site"}));
  TestIndex woof = series();
  woof.add(article("dog").title("Dog").text("woof"));
  const Snapshot back =
      with(woof.snapshot(), R"({"synonyms":[{"from":["woof"],"to":["pretzel"]}]})");
  EXPECT_EQ(ids(back, "pretzel"), Ids{"other"}) << "only one way";
}

TEST(OwnerStopWords, MayBeMissingWhereTheShippedOnesMayNot) {
  const Snapshot plain = series().snapshot(2);
  SearchRequest request = asking("sparkles of angela please");
  const auto covers = [&](const Snapshot& snapshot) {
    request.explain = true;
    const SearchResponse response = search(snapshot, request);
    return !response.hits.empty() &&
           response.hits[0].why->text.find("has all telling words") != std::string::npos;
  };
  EXPECT_FALSE(covers(plain));
  EXPECT_TRUE(covers(with(plain, R"({"stop_words":["of","please"]})")));
}

constexpr const char* kPins =
    R"({"pins":[{"q":"Finale!","ids":["goodbye","site","nobody"],"hide":["lecture"]}]})";

TEST(Pins, StandFirstInTheirOrderWhateverTheyHoldAndHiddenOnesAreNotThere) {
  for (const std::size_t segments : {1U, 3U}) {
    const Snapshot plain = series().snapshot(segments);
    const Snapshot pinned = with(plain, kPins);
    EXPECT_EQ(ids(plain, "finale"), (Ids{"finale", "lecture"}));
    for (const char* q : {"finale", "FINALE", " finále. "})
      EXPECT_EQ(ids(pinned, q), (Ids{"goodbye", "site", "finale"})) << q;
    for (const Match match : {Match::all, Match::any})
      EXPECT_EQ(ids(pinned, "finale", match), (Ids{"goodbye", "site", "finale"}));
    EXPECT_EQ(ids(pinned, "finale end"), ids(plain, "finale end")) << "another query";
    EXPECT_EQ(ids(pinned, "the finale lecture"), ids(plain, "the finale lecture"));
  }
}

TEST(Pins, WhatTheyHideIsNoNameThatMayHaveBeenMeant) {
  TestIndex index;
  index.add(article("Michael_Scott").text("The manager of the branch."));
  index.add(article("Letter").text("Micheal wrote it, Scott read it."));
  const Snapshot plain = index.snapshot();
  EXPECT_EQ(ids(plain, "micheal scott").front(), "Michael_Scott");
  const Snapshot hidden =
      with(plain, R"({"pins":[{"q":"micheal scott","hide":["Michael_Scott"]}]})");
  EXPECT_EQ(ids(hidden, "micheal scott"), Ids{"Letter"});
}

TEST(Pins, WhatTheyHideIsNotSuggestedWhereJustThatWasTyped) {
  const auto suggested = [](const Snapshot& snapshot, const std::string& q) {
    SuggestRequest request;
    request.q = q;
    Ids found;
    for (const SuggestionGroup& group : suggest(snapshot, request).groups)
      for (const Suggestion& item : group.items) found.push_back(item.id);
    std::ranges::sort(found);
    return found;
  };
  TestIndex index;
  index.add(article("Finale"));
  index.add(article("Finale_Two"));
  for (const std::size_t segments : {1U, 2U}) {
    const Snapshot plain = index.snapshot(segments);
    const Snapshot pinned = with(plain, R"({"pins":[{"q":"finale","hide":["Finale_Two"]}]})");
    EXPECT_EQ(suggested(plain, "finale"), (Ids{"Finale", "Finale_Two"}));
    for (const char* q : {"finale", "FINALE ", "finále"})
      EXPECT_EQ(suggested(pinned, q), Ids{"Finale"}) << q;
    EXPECT_EQ(suggested(pinned, "finale t"), Ids{"Finale_Two"}) << "another query";
  }
}

TEST(Pins, CountInTotalsFacetsAndPages) {
  const Snapshot pinned = with(series().snapshot(3), kPins);
  SearchRequest request = asking("finale");
  request.facets = {"season"};
  const SearchResponse whole = search(pinned, request);
  EXPECT_EQ(whole.total, 3U);
  EXPECT_EQ(whole.facets.at(0).values.size(), 2U) << "seasons 7 and 9, and not 2";
  request.limit = 1;
  for (std::uint32_t page = 0; page < 3; ++page) {
    request.offset = page;
    const SearchResponse one = search(pinned, request);
    ASSERT_EQ(one.hits.size(), 1U);
    EXPECT_EQ(one.hits[0].id, whole.hits[page].id);
    EXPECT_EQ(one.hits[0].score, whole.hits[page].score);
    EXPECT_EQ(one.total, 3U);
  }
}

TEST(Pins, FiltersDeletesAndThePlaceOfAReaderHoldForThem) {
  TestIndex index = series();
  index.remove("site");
  const auto pinned = std::make_shared<const Snapshot>(with(index.snapshot(2), kPins));
  EXPECT_EQ(ids(*pinned, "finale"), (Ids{"goodbye", "finale"})) << "site is deleted";
  SearchRequest request = asking("finale");
  request.filters = {parse_condition("season:9", pinned->types)};
  EXPECT_EQ(ids_of(search(*pinned, request)), Ids{"finale"});
  EXPECT_EQ(ids(*guarded(pinned, "S07E21"), "finale"), Ids{});
  EXPECT_EQ(ids(*guarded(pinned, "S07E22"), "finale"), Ids{"goodbye"});
}

TEST(Pins, SortedByAnAttributeTheyAreMatchesLikeOthers) {
  const Snapshot pinned = with(series().snapshot(2), kPins);
  SearchRequest request = asking("finale");
  request.sort = parse_sort("-season", pinned.types);
  EXPECT_EQ(ids_of(search(pinned, request)), (Ids{"finale", "goodbye", "site"}));
}

TEST(Pins, AreToldByExplainWithPartsThatAddUp) {
  const Snapshot pinned = with(series().snapshot(2), kPins);
  for (const Match match : {Match::automatic, Match::any}) {
    SearchRequest request = asking("finale");
    request.explain = true;
    request.match = match;
    const SearchResponse response = search(pinned, request);
    EXPECT_NE(response.hits.at(0).why->text.find("pinned"), std::string::npos);
    EXPECT_EQ(response.hits[0].why->parts.at(0).note, "pinned");
    EXPECT_EQ(response.hits.at(2).why->text.find("pinned"), std::string::npos);
    for (const Hit& hit : response.hits) {
      double sum = 0;
      for (const ScorePart& part : hit.why->parts) sum += part.points;
      EXPECT_NEAR(sum, hit.score, 1e-4) << hit.id;
    }
  }
}

TEST(Pins, DoNotCountAmongTheMatchesThatAreEnough) {
  TestIndex index;
  for (int i = 1; i < 10; ++i)  // one less than Scoring::relax_below
    index.add(article("all" + std::to_string(i)).title("Page").text("stapler in jello, a party"));
  for (int i = 1; i < 10; ++i)
    index.add(article("party" + std::to_string(i)).title("Page").text("a party"));
  index.add(article("nearly").title("Page").text("stapler in jello"));
  index.add(article("prank").title("Asian Jim"));
  const Snapshot plain = index.snapshot();
  ASSERT_EQ(ids(plain, "stapler jello party").back(), "nearly") << "nine are few";
  const Ids found = ids(with(plain, R"({"pins":[{"q":"stapler jello party","ids":["prank"]}]})"),
                        "stapler jello party");
  EXPECT_EQ(found.front(), "prank");
  EXPECT_EQ(found.back(), "nearly");
}

TEST(Pins, OfAQueryThatFindsNothingElseAreNotCorrectedAway) {
  const Snapshot pinned =
      with(series().snapshot(), R"({"pins":[{"q":"pretzl","ids":["angela"]}]})");
  const SearchResponse response = search(pinned, asking("pretzl"));
  EXPECT_EQ(ids_of(response), Ids{"angela"});
  EXPECT_FALSE(response.corrected);
}

TEST(Unplaced, IsShownHiddenOrATitle) {
  TestIndex index = series();
  const auto at = [&](const char* json, const std::string& q) {
    const auto whole = std::make_shared<const Snapshot>(with(index.snapshot(2), json));
    return search(*guarded(whole, "S03"), asking(q));
  };
  EXPECT_TRUE(at("{}", "angela").hits.at(0).guarded);
  EXPECT_EQ(ids_of(at("{}", "sparkles")), Ids{});
  const char* show = R"({"spoiler":{"unplaced":"show"}})";
  EXPECT_FALSE(at(show, "angela").hits.at(0).guarded);
  EXPECT_EQ(ids_of(at(show, "sparkles")), Ids{"angela"});
  EXPECT_EQ(ids_of(at(show, "farewell")), Ids{}) << "what lies ahead stays away";
  EXPECT_EQ(ids_of(at(R"({"spoiler":{"unplaced":"hide"}})", "angela")), Ids{});
}

}  // namespace
}  // namespace coldopen
