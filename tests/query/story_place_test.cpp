// How far a reader is, and what they may see.
#include "query/story_place.hpp"

#include <gtest/gtest.h>

#include "corpus/error.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

Seen seen(std::string_view text) {
  static const Analyzer analyzer;
  return parse_seen(text, analyzer);
}

TEST(ParseSeen, TakesACodeInAnySpelling) {
  for (const char* text : {"S04E13", "s4e13", "4x13", "4X13", "S4:E13", "season 4 episode 13",
                           "Season four, episode thirteen"}) {
    EXPECT_EQ(seen(text).place, (StoryPlace{4, 13})) << text;
    EXPECT_EQ(seen(text).series, "") << text;
  }
  EXPECT_EQ(seen("S04").place, (StoryPlace{4, StoryPlace::kWholeSeason}));
  EXPECT_EQ(seen("season 4").place, (StoryPlace{4, StoryPlace::kWholeSeason}));
  EXPECT_EQ(seen("S04E01-E02").place, (StoryPlace{4, 2}));
}

TEST(ParseSeen, TakesASeriesInFrontAndADate) {
  EXPECT_EQ(seen("The Office:S04E13").series, "the office");
  EXPECT_EQ(seen("The Office:S04E13").place, (StoryPlace{4, 13}));
  EXPECT_EQ(seen("2008-04-10").date, days_since_epoch({2008, 4, 10}));
  EXPECT_EQ(seen("The Office:2008-04-10").series, "the office");
}

TEST(ParseSeen, RefusesWhatIsNoPlace) {
  for (const char* text :
       {"banana", "S04E13 banana", "The Office:", ":", "The Office", "2008-13-40"})
    EXPECT_THROW(seen(text), Error) << text;
}

TestIndex story() {
  TestIndex index;
  const auto episode = [](const char* id, double season, double number, Date date) {
    return article(id).with("season", season).with("episode", number).with("air_date", date);
  };
  index.add(episode("party", 4, 13, {2008, 4, 10}).with("series", "The Office (US)"));
  index.add(episode("niagara", 6, 4, {2009, 10, 8})
                .with("episode", 5.0)
                .with("series", "The Office (US)"));
  index.add(article("season 4").with("season", 4.0).with("series", "The Office (US)"));
  index.add(article("michael").with("series", "The Office (US)"));
  index.add(article("vickers").with("first_appearance", "S07E20"));
  index.add(article("guest").with("first_appearance", "Niagara"));
  index.add(article("walter").with("series", "Breaking Bad").with("season", 5.0));
  index.add(
      article("interview").with("air_date", Date{2009, 1, 1}).with("series", "The Office (US)"));
  return index;
}

using Sights = std::vector<Sight>;

Sights sights(std::string_view at) {
  const TestIndex index = story();
  const Snapshot snapshot = index.snapshot();
  const StorySights of(snapshot, parse_seen(at, *snapshot.analyzer));
  Sights all;
  for (DocId doc = 0; doc < index.articles().size(); ++doc) all.push_back(of(0, doc));
  return all;
}

constexpr Sight kWhole = Sight::whole, kTitle = Sight::title_only, kNone = Sight::none;

TEST(StorySights, WhatLiesAheadHasNone) {
  EXPECT_EQ(sights("S04E13"), (Sights{kWhole, kNone, kNone, kTitle, kNone, kNone, kNone, kNone}));
  EXPECT_EQ(sights("S04"), (Sights{kWhole, kNone, kWhole, kTitle, kNone, kNone, kNone, kNone}));
  EXPECT_EQ(sights("S01E01"), (Sights{kNone, kNone, kNone, kTitle, kNone, kNone, kNone, kNone}));
}

TEST(StorySights, APageOfTwoEpisodesStandsAtTheLast) {
  EXPECT_EQ(sights("S06E04")[1], kNone);
  EXPECT_EQ(sights("S06E05")[1], kWhole);
}

TEST(StorySights, WhoAppearsLaterDoesNotExistYet) {
  EXPECT_EQ(sights("S06E05")[4], kNone);
  EXPECT_EQ(sights("S07E20")[4], kTitle);
  EXPECT_EQ(sights("S06E04")[5], kNone) << "named by the title of an episode";
  EXPECT_EQ(sights("S06E05")[5], kTitle);
}

TEST(StorySights, AnotherSeriesIsLeftAlone) {
  EXPECT_EQ(sights("The Office:S04E13")[6], kWhole);
  EXPECT_EQ(sights("S04E13")[6], kNone) << "without a series the place counts for every one";
  EXPECT_EQ(sights("Breaking Bad:S04E13")[1], kWhole);
}

TEST(StorySights, DatesAndNumbersAreComparedByTheEpisodesThatHaveBoth) {
  EXPECT_EQ(sights("2008-04-10")[0], kWhole);
  EXPECT_EQ(sights("2008-04-09")[0], kNone);
  EXPECT_EQ(sights("2008-04-10")[7], kNone);
  EXPECT_EQ(sights("2009-10-08"),
            (Sights{kWhole, kWhole, kWhole, kTitle, kNone, kTitle, kNone, kWhole}));
  EXPECT_EQ(sights("S06E05")[7], kWhole) << "a date without a number, before that of the episode";
}

}  // namespace
}  // namespace coldopen
