// The page that a query names comes first.
#include "query/name_classes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/syntax.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

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
  EXPECT_EQ(first_part(0).points, 10 * first_part(3).points);
  EXPECT_EQ(first_part(1).points, 8 * first_part(3).points);
  EXPECT_EQ(first_part(2).points, 2 * first_part(3).points);
  for (const Hit& hit : found.hits) {
    double sum = 0;
    for (const ScorePart& part : hit.why->parts) sum += part.points;
    EXPECT_NEAR(sum, hit.score, 1e-4) << hit.id;
  }
  EXPECT_THAT(found.hits[0].why->text, testing::StartsWith("the query is its title"));
}

// The class that explain tells of a hit; "" where it is none.
std::string class_of(const TestIndex& index, const std::string& q, const std::string& id) {
  SearchRequest request = asking(q);
  request.explain = true;
  request.limit = SearchLimits::limit_max;
  for (const Hit& hit : index.search(request, 2).hits)
    if (hit.id == id) return hit.why->parts.at(0).note;
  return "no hit";
}

constexpr const char* kNamed = "its names hold all telling words of the query";
constexpr const char* kTight = "the query is its name but for spaces, signs or an article";
constexpr const char* kBareOrCode =
    "the query is its title without what stands in parentheses, or its code";

// --- Names in other spellings

TEST(NameClasses, ANameIsFoundThoughItHasNoWordOfTheQuery) {
  TestIndex index;
  index.add(article("page").title("Dunder Mifflin Infinity").text("A web site."));
  index.add(article("alias").title("Web site").alias("Dundermifflin Infinity").text("A page."));
  index.add(article("other").title("Infinity").text("Dunder, and Mifflin."));
  EXPECT_EQ(index.ids("dundermifflin infinity").at(0), "alias");
  EXPECT_EQ(class_of(index, "dundermifflininfinity", "page"), kTight);
  EXPECT_EQ(class_of(index, "dunder mifflininfinity", "alias"), kTight);
  EXPECT_EQ(index.search(asking("dundermifflininfinity")).total, 2U) << "they count as matches";
  SearchRequest all = asking("dundermifflininfinity");
  all.match = Match::all;
  all.typo = Typo::off;
  EXPECT_THAT(ids_of(index.search(all)), testing::ElementsAre("alias")) << "by two words";
}

TEST(NameClasses, TheTitleWithoutParenthesesComesBetweenTitleAndAlias) {
  TestIndex index;
  index.add(article("alias").title("His Story").alias("Creed Bratton").text("Creed Bratton."));
  index.add(article("bare").title("Creed Bratton (musician)").text("He plays himself."));
  index.add(article("exact").title("Creed Bratton").text("He works there."));
  index.add(article("named").title("Who is Creed Bratton?").text("Creed Bratton."));
  EXPECT_THAT(index.ids("creed bratton"), ElementsAre("exact", "bare", "alias", "named"));
  EXPECT_EQ(index.ids("creed bratton (musician)").at(0), "bare");
  EXPECT_EQ(index.ids("creed bratton musician").at(0), "bare");
}

TEST(NameClasses, AnArticleInFrontMayBeMissingOrTooMany) {
  TestIndex index;
  index.add(article("job").title("The Job").text("An interview."));
  index.add(article("money").title("Money").text("Debts."));
  index.add(article("talk").title("Talk").text("The job, the job, the money, the money."));
  EXPECT_EQ(index.ids("job").at(0), "job");
  EXPECT_EQ(index.ids("the job").at(0), "job");
  EXPECT_EQ(index.ids("the money").at(0), "money");
}

TEST(NameClasses, TitlesOfSmallWordsLettersAndNumbersAreFirst) {
  TestIndex index;
  const Strings titles = {"Her", "You",  "It",      "Them",           "24",
                          "V",   "Lost", "The 100", "Did I Stutter?", "Boys & Girls"};
  for (const std::string& title : titles) index.add(article(title).title(title).text("A page."));
  for (int i = 0; i < 12; ++i)
    index.add(article("talk" + std::to_string(i))
                  .title("Talk")
                  .text("It is you and her and them: 24 lost boys and 100 girls, v the other. "
                        "Did I stutter, her and you, it lost them."));
  for (const std::string& title : titles) EXPECT_EQ(index.ids(title).at(0), title) << title;
  EXPECT_EQ(index.ids("did i stutter").at(0), "Did I Stutter?");
  EXPECT_EQ(index.ids("boys and girls").at(0), "Boys & Girls");
}

TEST(NameClasses, NamesThatHoldAllTellingWordsStandAboveTexts) {
  TestIndex index;
  index.add(article("split").title("Michael Scott").alias("The Boss").text("A manager."));
  index.add(article("text").title("Talk").text("Boss Scott, boss Scott, boss, boss Scott."));
  EXPECT_THAT(index.ids("the boss scott"), ElementsAre("split", "text")) << "title and alias";
  EXPECT_EQ(class_of(index, "scotts bosses", "split"), kNamed) << "in any form";
  EXPECT_EQ(class_of(index, "bos*", "split"), kNamed);
  EXPECT_EQ(class_of(index, "title:scott", "split"), kNamed);
  EXPECT_EQ(class_of(index, "alias:scott", "split"), "no hit");
  EXPECT_EQ(class_of(index, "\"michael scott\" boss", "split"), kNamed);
  EXPECT_NE(class_of(index, "\"scott michael\" boss", "split"), kNamed) << "no such phrase";
  EXPECT_NE(class_of(index, "manager scott", "split"), kNamed);
}

// --- What is a page of its own, and what leads to one

TEST(NameClasses, WhatLeadsToPagesStandsBelowThem) {
  for (const char* kind : {"disambiguation", "list", "redirect", "Disambiguation"}) {
    TestIndex index;
    index.add(article("us").title("The Office (US)").text("An American show."));
    index.add(article("way").title("The Office").text("The Office.").with("kind", kind));
    index.add(article("text").title("Talk").text("The office, the office."));
    EXPECT_THAT(index.ids("the office"), ElementsAre("us", "way", "text")) << kind;
  }
  TestIndex index;
  index.add(article("page").title("Pilot (The Office)").text("An episode."));
  index.add(article("which").title("Pilot (disambiguation)").text("Pilot, or pilot."));
  EXPECT_THAT(index.ids("pilot"), ElementsAre("page", "which"));
  EXPECT_EQ(index.ids("pilot disambiguation").at(0), "which");
}

TEST(NameClasses, PagesOfOneNameAreOrderedByWhatLinksToThem) {
  TestIndex index;
  index.add(article("uk").title("The Office (UK)").text("A show."));
  index.add(article("us").title("The Office (US)").text("A show."));
  for (int i = 0; i < 5; ++i)
    index.add(
        article("e" + std::to_string(i)).title("Episode").text("x").with("links", "Office (US)"));
  for (int i = 5; i < 25; ++i)
    index.add(article("e" + std::to_string(i))
                  .title("Episode")
                  .text("x")
                  .with("links", "The Office (US)"));
  EXPECT_THAT(index.ids("the office"), ElementsAre("us", "uk"));
  Scoring scoring;
  scoring.w_prior = 0;
  EXPECT_THAT(index.scoring(scoring).ids("the office"), ElementsAre("uk", "us")) << "by id";
}

// --- Hits by name among the others

TEST(NameClasses, AHitByNameObeysDeletesFiltersAndTheFiltersOfTheText) {
  TestIndex index;
  index.add(article("four").title("Ant-Man").text("x").with("season", Value(4.0)));
  index.add(article("five").title("Ant Man").text("x").with("season", Value(5.0)));
  index.add(article("dead").title("AntMan").text("x").with("season", Value(4.0)));
  index.remove("dead");
  EXPECT_THAT(index.ids("a ntman"), testing::UnorderedElementsAre("four", "five"));
  SearchRequest request = asking("a ntman");
  request.filters = {parse_condition("season:4", index.types())};
  request.facets = {"season"};
  const SearchResponse found = index.search(request, 2);
  EXPECT_THAT(ids_of(found), ElementsAre("four"));
  EXPECT_EQ(found.total, 1U);
  ASSERT_EQ(found.facets.size(), 1U);
  ASSERT_EQ(found.facets[0].values.size(), 2U) << "as if season were not asked for";
  EXPECT_EQ(found.facets[0].values[0].count, 1U);
  EXPECT_EQ(found.facets[0].values[1].count, 1U);
}

TEST(NameClasses, WithoutThemTheWordsAloneRank) {
  TestIndex index = parties();
  Scoring scoring;
  scoring.parts.classes = false;
  index.scoring(scoring);
  EXPECT_EQ(index.ids("dinner party"), index.ids("dinner party", Match::all));
  EXPECT_NE(index.ids("dinnerparty").at(0), "episode");
}

// --- Codes

// Episodes of season 4 by number; the ninth that was broadcast has the production code 413.
TestIndex season_four() {
  TestIndex index;
  const auto episode = [&](const char* id, const char* title, std::vector<double> numbers) {
    ArticleBuilder made = article(id).title(title).text("An episode.").with("kind", "episode");
    made.with("season", Value(4.0));
    for (const double number : numbers) made.with("episode", Value(number));
    return made;
  };
  index.add(episode("fun-run", "Fun Run", {1, 2}));
  index.add(episode("local-ad", "Local Ad", {9}));
  index.add(episode("dinner", "Dinner Party", {13})
                .with("production_code", Value(413.0))
                .with("codes", "4x09"));
  index.add(episode("stutter", "Did I Stutter?", {16}));
  index.add(article("season")
                .title("Season 4")
                .text("All.")
                .with("kind", "season")
                .with("season", Value(4.0)));
  index.add(article("talk").title("Talk").text(
      "The dinner in S04E13, in season 4 episode 13: dinner, dinner."));
  index.add(article("line")
                .title("Dinner Party")
                .text("A line of S04E13.")
                .with("kind", "line")
                .with("season", Value(4.0))
                .with("episode", Value(13.0)));
  return index;
}

TEST(NameClasses, AListIsFoundByItsNameWhateverItsWords) {
  TestIndex index;
  index.add(article("list").title("10 Running Gags").text("Ten of them.").with("kind", "list"));
  index.add(article("gags").title("Gags").text("Running."));
  EXPECT_EQ(index.ids("10runninggags"), Ids{"list"});
  EXPECT_EQ(class_of(index, "10runninggags", "list"), kNamed);
}

TEST(NameClasses, ASeasonIsItsPageAndThenItsEpisodesInOrder) {
  TestIndex index = season_four();
  index.add(
      article("tenth").title("Tenth").with("season", Value(4.0)).with("episode", Value(10.0)));
  index.add(article("later").title("Later").with("season", Value(5.0)).with("episode", Value(1.0)));
  index.add(article("loud").title("Four seasons").text("Season 4, season 4, season 4: season 4."));
  for (const char* q :
       {"season 4", "s04", "4th season", "season four", "S4", "the fourth season"}) {
    const Ids ids = index.ids(q);
    ASSERT_GE(ids.size(), 6U) << q;
    EXPECT_THAT(Ids(ids.begin(), ids.begin() + 6),
                ElementsAre("season", "fun-run", "local-ad", "tenth", "dinner", "stutter"))
        << q;
    EXPECT_THAT(ids, Not(Contains("later"))) << q;
  }
  EXPECT_NE(class_of(index, "season 4 dinner", "stutter"), "the query is its season")
      << "other words beside it";
}

TEST(NameClasses, AnAbsoluteNumberIsAnEpisodeWithoutASeason) {
  TestIndex index = season_four();
  index.add(article("peak").title("The Peak").with("episode", Value(1071.0)));
  EXPECT_EQ(index.ids("episode 1071"), Ids{"peak"});
  EXPECT_EQ(index.ids("episode 413").at(0), "dinner") << "or the number of its production";
  EXPECT_EQ(index.ids("episode 416").at(0), "stutter") << "or season and episode in one";
  index.add(article("room").title("Room").text("Episode after episode in room 416."));
  EXPECT_EQ(index.ids("episode 416"), Ids{"room"}) << "but for texts that have it";
}

TEST(NameClasses, EverySpellingOfACodeFindsItsEpisodeFirst) {
  const TestIndex index = season_four();
  for (const char* q :
       {"S04E13", "s4e13", "S4 E13", "s04.e13", "S4:E13", "s4ep13", "4x13", "04x13", "4×13",
        "season 4 episode 13", "Season 4, Episode 13", "season four episode thirteen",
        "4th season 13th episode", "episode 13 season 4", "Staffel 4 Folge 13", "4x13 dinner",
        "the episode s04e13"}) {
    EXPECT_EQ(index.ids(q).at(0), "dinner") << q;
    EXPECT_EQ(class_of(index, q, "dinner"), kBareOrCode) << q;
  }
}

TEST(NameClasses, ATwoPartEpisodeIsFoundByEachOfItsCodes) {
  const TestIndex index = season_four();
  for (const char* q : {"S04E01", "s04e02", "4x01-02", "S04E01E02", "S04E01-E02"})
    EXPECT_EQ(index.ids(q).at(0), "fun-run") << q;
}

TEST(NameClasses, ACodeOfAnotherNumberingComesAfterTheEpisodeItself) {
  const Ids found = season_four().ids("4x09");
  ASSERT_GE(found.size(), 2U);
  EXPECT_EQ(found[0], "local-ad");
  EXPECT_EQ(found[1], "dinner");
  EXPECT_EQ(class_of(season_four(), "4x09", "dinner"), "exact alias");
}

TEST(NameClasses, ASeasonIsItsOwnPageAndNoEpisodeOfIt) {
  const TestIndex index = season_four();
  for (const char* q : {"s04", "season 4", "4th season", "season four"})
    EXPECT_EQ(index.ids(q).at(0), "season") << q;
  EXPECT_NE(class_of(index, "season 4 episode 13", "season"), kBareOrCode);
}

TEST(NameClasses, ACodeOfNobodyIsNobodys) {
  const TestIndex index = season_four();
  for (const char* q : {"s04e99", "4x99", "s09e13"}) {
    SearchRequest request = asking(q);
    request.explain = true;
    for (const Hit& hit : index.search(request).hits)
      EXPECT_NE(hit.why->parts.at(0).note, kBareOrCode) << q;
  }
}

TEST(NameClasses, WordsBesideACodeMustBeThereToo) {
  const TestIndex index = season_four();
  EXPECT_NE(class_of(index, "4x13 convict", "dinner"), kBareOrCode);
  EXPECT_EQ(class_of(index, "party s04e13", "dinner"), kBareOrCode);
}

TEST(NameClasses, WordsBesideTheCodeOfAnEpisodeSayNothingWhereNoneOfItsPagesHasThem) {
  TestIndex index = season_four();
  EXPECT_EQ(class_of(index, "what happens in s04e13", "dinner"), kBareOrCode);
  EXPECT_EQ(class_of(index, "s04e13 convict", "dinner"), kBareOrCode);
  index.add(article("friends")
                .title("The One")
                .text("A convict comes.")
                .with("season", Value(4.0))
                .with("episode", Value(13.0)));
  EXPECT_EQ(class_of(index, "s04e13 convict", "friends"), kBareOrCode);
  EXPECT_NE(class_of(index, "s04e13 convict", "dinner"), kBareOrCode) << "they choose";
}

TEST(NameClasses, HalvesOfACodeAreOneAcrossOtherWords) {
  const TestIndex index = season_four();
  for (const char* q : {"season 4 of the party episode 13", "season 4 and episode 13",
                        "episode 13, dinner, season 4"})
    EXPECT_EQ(class_of(index, q, "dinner"), kBareOrCode) << q;
}

TEST(NameClasses, TheEndsOfASeasonAreItsFirstAndLastEpisode) {
  TestIndex index = season_four();
  for (const char* q : {"season 4 premiere", "premiere of season four", "season 4 opener"})
    EXPECT_EQ(index.ids(q).at(0), "fun-run") << q;
  for (const char* q : {"season 4 finale", "finale of season 4", "4th season finale", "s04 finale",
                        "last episode of season 4", "season 4 final episode"})
    EXPECT_EQ(index.ids(q).at(0), "stutter") << q;
  EXPECT_EQ(index.ids("season 4 finale dinner").at(0), "dinner") << "the last one with the word";
  index.add(article("called").title("Season 4 finale").text("x"));
  EXPECT_EQ(index.ids("season 4 finale").at(0), "called") << "a title is a title";
}

TEST(NameClasses, AMeasureThatStandsSomewhereIsNoCode) {
  TestIndex index;
  index.add(article("frame").title("Frame").text("An 8x10 photo."));
  index.add(article("episode")
                .title("Turf War")
                .text("They take a photo.")
                .with("season", Value(8.0))
                .with("episode", Value(10.0)));
  EXPECT_EQ(index.ids("8x10 photo").at(0), "frame");
  EXPECT_EQ(index.ids("s08e10 photo").at(0), "episode") << "typed as nothing but a code";
  EXPECT_EQ(index.ids("8x10").at(0), "episode");
  index.remove("frame");
  EXPECT_EQ(index.ids("8x10 photo").at(0), "episode") << "it stands nowhere";
}

TEST(NameClasses, ANumberIsACodeOnlyAsTheWholeQueryAndWhereItStandsNowhere) {
  TestIndex index = season_four();
  for (const char* q : {"413", "4.13"}) EXPECT_EQ(index.ids(q).at(0), "dinner") << q;
  EXPECT_NE(class_of(index, "413 party", "dinner"), kBareOrCode);
  index.add(article("text-code").title("Goodbye, Toby").text("x").with("production_code", "418"));
  EXPECT_EQ(class_of(index, "418", "text-code"), kBareOrCode) << "no text, but an attribute";
  index.add(article("room").title("Room").text("It is in room 413."));
  EXPECT_EQ(class_of(index, "413", "dinner"), "no hit");
  EXPECT_EQ(class_of(index, "413", "room"), "has all telling words of the query");
}

TEST(NameClasses, ATitleThatIsANumberComesBeforeACode) {
  TestIndex index = season_four();
  index.add(article("title").title("413").text("A room."));
  EXPECT_EQ(index.ids("413").at(0), "title");
  index.add(article("code-title").title("S04E13").text("A song."));
  EXPECT_EQ(index.ids("s04e13").at(0), "code-title");
}

}  // namespace
}  // namespace coldopen
