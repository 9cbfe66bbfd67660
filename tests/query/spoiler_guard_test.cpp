// What lies ahead does not exist: for whoever asks, whichever way.
#include "query/spoiler_guard.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <tuple>
#include <variant>

#include "corpus/error.hpp"
#include "corpus/open_reader.hpp"
#include "tests/support/judged.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

const TestIndex& wiki() {
  static const TestIndex index = [] {
    TestIndex read;
    const auto reader = open_corpus({std::string(COLDOPEN_SOURCE_DIR) + "/corpus/the-office"}, {});
    while (auto item = reader->next())
      if (auto* article = std::get_if<ReadArticle>(&*item)) read.add(article->article);
    return read;
  }();
  return index;
}

const Shared<Snapshot>& whole() {
  static const auto snapshot = std::make_shared<const Snapshot>(wiki().snapshot(3));
  return snapshot;
}

SearchResponse search_at(std::string_view seen, const std::string& q) {
  SearchRequest request = asking(q);
  request.limit = 100;
  return search(*guarded(whole(), seen), request);
}

Ids ids_at(std::string_view seen, const std::string& q) { return ids_of(search_at(seen, q)); }

TEST(SpoilerGuard, WithoutAPlaceTheSnapshotIsTheSame) {
  EXPECT_EQ(guarded(whole(), ""), whole());
  EXPECT_THROW(guarded(whole(), "banana"), Error);
}

TEST(SpoilerGuard, LaterEpisodesAreNotFoundAndEarlierOnesAre) {
  for (const auto& [q, id] :
       {std::pair("goodbye michael", "s07e22-goodbye-michael"),
        std::pair("niagara", "s06e04-05-niagara"), std::pair("finale", "s09e24-25-finale"),
        std::pair("goodbye toby", "s04e18-19-goodbye-toby")}) {
    EXPECT_TRUE(std::ranges::count(ids_at("", q), id)) << q;
    EXPECT_FALSE(std::ranges::count(ids_at("S04E13", q), id)) << q;
  }
  for (const char* q : {"s07e22", "6x04"}) EXPECT_EQ(ids_at("S04E13", q), Ids{}) << q;
  EXPECT_EQ(ids_at("S04E13", "dinner party").front(), "s04e13-dinner-party");
  EXPECT_EQ(ids_at("S04E13", "booze cruise").front(), "s02e11-booze-cruise");
}

TEST(SpoilerGuard, WhoAppearsLaterIsNotFound) {
  EXPECT_EQ(ids_at("S04E13", "deangelo vickers"), Ids{});
}

TEST(SpoilerGuard, WhatHasNoPlaceTellsTitleKindAndActorAlone) {
  const SearchResponse found = search_at("S04E13", "michael scott");
  const Hit& hit = found.hits.at(0);
  EXPECT_EQ(hit.id, "michael-scott");
  EXPECT_TRUE(hit.guarded);
  for (const FoundPassage& passage : hit.passages) EXPECT_EQ(passage.snippet.text, "");
  for (const Attribute& attribute : hit.attributes)
    EXPECT_TRUE(attribute.name == "kind" || attribute.name == "portrayed_by") << attribute.name;
  EXPECT_EQ(search_at("S04E13", "who plays dwight").answer->text,
            "Dwight Schrute is played by Rainn Wilson");
}

TEST(SpoilerGuard, FacetsAndTotalsCountWhatIsShownAlone) {
  SearchRequest request;
  request.facets = {"season"};
  request.filters = {parse_condition("kind:episode", wiki().types())};
  const SearchResponse found = search(*guarded(whole(), "S02E05"), request);
  ASSERT_EQ(found.facets[0].values.size(), 2U);
  EXPECT_EQ(found.facets[0].values[1].count, 5U);
  EXPECT_EQ(found.total, found.facets[0].values[0].count + 5);
}

TEST(SpoilerGuard, ALanguageThatOnlyLiesAheadIsNone) {
  TestIndex index;
  index.add(article("one").with("season", 1.0).with("episode", 1.0));
  index.add(article("two").with("season", 1.0).with("episode", 2.0).lang("de"));
  const auto snapshot = std::make_shared<const Snapshot>(index.snapshot());
  SearchRequest request = asking("");
  request.facets = {"lang"};
  EXPECT_EQ(search(*guarded(snapshot, "S01E02"), request).facets.at(0).values.size(), 1U);
  EXPECT_TRUE(search(*guarded(snapshot, "S01E01"), request).facets.at(0).values.empty());
}

// How later pages spell a value would tell that they have it.
TEST(SpoilerGuard, AValueThatOnlyLiesAheadIsTickedAsItWasTyped) {
  TestIndex index;
  for (int episode = 1; episode <= 8; ++episode)
    index.add(article("e" + std::to_string(episode))
                  .with("season", 1.0)
                  .with("episode", static_cast<double>(episode))
                  .with("director", episode < 7 ? "Ken" : "B.J. Novak"));
  SearchRequest request;
  request.facets = {"director"};
  request.filters = {parse_condition("director:\"bj novak\"", index.types())};
  for (const std::size_t segments : {1U, 3U}) {
    const auto snapshot = std::make_shared<const Snapshot>(index.snapshot(segments));
    EXPECT_EQ(joined(told(search(*snapshot, request).facets[0])), "Ken: 6, *B.J. Novak: 2");
    const SearchResponse guarded_one = search(*guarded(snapshot, "S01E06"), request);
    EXPECT_EQ(joined(told(guarded_one.facets[0])), "Ken: 6, *bj novak: 0");
  }
}

TEST(SpoilerGuard, TheDeadStayDeadAndPlacesAreKept) {
  const auto once = guarded(whole(), "S04E13");
  EXPECT_EQ(once, guarded(whole(), "season 4 episode 13"));
  EXPECT_NE(once, guarded(whole(), "S04E14"));
}

// --- Passages with places of their own (that no route tells a word from ahead: seen_routes_test)

Shared<Snapshot> with_placed_passages() {
  TestIndex index;
  for (auto& [id, season, episode] :
       {std::tuple("dinner", 4.0, 13.0), std::tuple("pool", 8.0, 12.0)})
    index.add(article(id).with("season", season).with("episode", episode));
  Article ranking = article("ranking").title("Parties ranked").with("status", "final");
  ranking.passages = {{"S04E13 Dinner Party", "", 0, "the plasma screen"},
                      {"Pool Party (S08E12)", "", 0, "a sumo suit"},
                      {"About", "", 0, "by the staff"},
                      {"", "", 4, "Booze Cruise (season 2). Above the lake, as in 5x01."}};
  index.add(ranking);
  Article basketball = article("basketball").with("season", 1.0).with("episode", 5.0);
  basketball.passages = {{"", "", 0, "they play"}, {"Again in S07E22", "", 0, "a farewell"}};
  index.add(basketball);
  return std::make_shared<const Snapshot>(index.snapshot(2));
}

Ids found(const Shared<Snapshot>& snapshot, std::string_view seen, const std::string& q) {
  return ids_of(search(*guarded(snapshot, seen), asking(q)));
}

TEST(PlacedPassages, AreShownUpToWhereTheReaderIs) {
  const auto snapshot = with_placed_passages();
  EXPECT_EQ(found(snapshot, "S04E13", "plasma"), Ids{"ranking"});
  EXPECT_EQ(found(snapshot, "S04E12", "plasma"), Ids{});
  EXPECT_EQ(found(snapshot, "S04E13", "sumo"), Ids{});
  EXPECT_EQ(found(snapshot, "S08E12", "sumo"), Ids{"ranking"});
  EXPECT_EQ(found(snapshot, "S09", "staff"), Ids{});  // has no place
  EXPECT_EQ(found(snapshot, "S04", "lake"), Ids{});   // names a later one, too
  EXPECT_EQ(found(snapshot, "S05E01", "lake"), Ids{"ranking"});
  EXPECT_EQ(found(snapshot, "S09", "ranked"), Ids{"ranking"});
  EXPECT_EQ(found(snapshot, "S09", "status:final"), Ids{});
}

TEST(PlacedPassages, OfAnEpisodeAreHiddenWhereTheyLieAhead) {
  const auto snapshot = with_placed_passages();
  EXPECT_EQ(found(snapshot, "S01E05", "play"), Ids{"basketball"});
  EXPECT_EQ(found(snapshot, "S01E05", "farewell"), Ids{});
  EXPECT_EQ(found(snapshot, "S07E22", "farewell"), Ids{"basketball"});
  EXPECT_EQ(found(snapshot, "S01E04", "play"), Ids{});
}

TEST(PlacedPassages, AnArticleIsThereOnce) {
  const auto snapshot = with_placed_passages();
  for (const char* seen : {"S01E05", "S04E13", "S09"})
    EXPECT_EQ(found(snapshot, seen, "title:basketball"), Ids{"basketball"}) << seen;
  EXPECT_EQ(article_of(*guarded(snapshot, "S04E13"), "ranking")->passages.size(), 1U);
  EXPECT_EQ(article_of(*guarded(snapshot, "S01E05"), "ranking")->passages.size(), 0U);
  EXPECT_EQ(article_of(*guarded(snapshot, "S01E05"), "pool"), std::nullopt);
}

TEST(SpoilerGuard, NamesOfAttributesThatOnlyComeLaterAreNotTold) {
  const auto snapshot = with_placed_passages();
  EXPECT_TRUE(snapshot->types.contains("status"));
  EXPECT_FALSE(guarded(snapshot, "S04E13")->types.contains("status"));
  EXPECT_TRUE(guarded(snapshot, "S01E01")->types.contains("season"));
}

}  // namespace
}  // namespace coldopen
