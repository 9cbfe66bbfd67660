// Suggestions: tests/judged/suggestions over the sample wiki, and what they say of their lines.
#include "query/suggest.hpp"

#include <gtest/gtest.h>
#include <variant>

#include "corpus/error.hpp"
#include "corpus/open_reader.hpp"
#include "tests/support/judged.hpp"
#include "tests/support/marked.hpp"

namespace coldopen {
namespace {

const std::string kRoot = COLDOPEN_SOURCE_DIR;
const std::string kJudged = kRoot + "/tests/judged/";

TestIndex read_index() {
  TestIndex index;
  const auto reader = open_corpus({kRoot + "/corpus/the-office", kJudged + "fixture.ndjson",
                                   kJudged + "suggestions-fixture.ndjson"},
                                  {});
  while (auto item = reader->next())
    if (auto* read = std::get_if<ReadArticle>(&*item)) index.add(read->article);
  return index;
}

const TestIndex& wiki() {
  static const TestIndex index = read_index();
  return index;
}

const Snapshot& wiki_snapshot() {
  static const Snapshot snapshot = wiki().snapshot();
  return snapshot;
}

SuggestRequest typing(std::string q) {
  SuggestRequest request;
  request.q = std::move(q);
  return request;
}

// The lines as they stand below each other in their groups.
std::vector<Suggestion> lines_of(const SuggestResponse& response) {
  std::vector<Suggestion> lines;
  for (const SuggestionGroup& group : response.groups)
    lines.insert(lines.end(), group.items.begin(), group.items.end());
  return lines;
}

Ids ids_of(const SuggestResponse& response) {
  Ids ids;
  for (const Suggestion& line : lines_of(response)) ids.push_back(line.id);
  return ids;
}

Ids suggested(const TestIndex& index, const std::string& q, std::size_t segments = 1) {
  return ids_of(suggest(index.snapshot(segments), typing(q)));
}

class SuggestJudged : public ::testing::TestWithParam<std::size_t> {};

TEST_P(SuggestJudged, EveryCaseHolds) {
  const auto snapshot = std::make_shared<const Snapshot>(wiki().snapshot(GetParam()));
  const std::vector<JudgedCase> cases = read_judged(kJudged + "suggestions.ndjson");
  ASSERT_GT(cases.size(), 60U);
  for (const JudgedCase& one : cases) {
    const Ids ids = ids_of(suggest(*guarded(snapshot, one.seen), typing(one.q)));
    for (const std::string& miss : misses_of(one, ids))
      ADD_FAILURE() << one.where << "  " << one.q << ": " << miss;
  }
}

INSTANTIATE_TEST_SUITE_P(Segments, SuggestJudged, ::testing::Values(1, 3));

TEST(Suggest, EveryTitleIsFoundByItsFirstLettersAndBestWhenTyped) {
  const Snapshot snapshot = wiki().snapshot(2);
  for (const Article& article : wiki().articles()) {
    if (article.id.starts_with("dinner-")) continue;  // pages that are not suggested, or last
    const Ids ids = ids_of(suggest(snapshot, typing(article.title)));
    ASSERT_FALSE(ids.empty()) << article.title;
    EXPECT_NE(std::ranges::find(ids, article.id), ids.end()) << article.title;
  }
}

// --- What a line says

Suggestion first_line(const Snapshot& snapshot, const std::string& q) {
  const std::vector<Suggestion> lines = lines_of(suggest(snapshot, typing(q)));
  return lines.empty() ? Suggestion{} : lines.front();
}

TEST(SuggestLines, TheTypedPartIsMarkedInTheTitle) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"dw", "[Dw]ight Schrute"},     {"pam b", "[Pam B]eesly"},
      {"nune", "Oscar [Nuñe]z"},      {"the dun", "[The Dun]dies"},
      {"dund", "The [Dund]ies"},      {"b.j", "[B.J]. Novak"},
      {"bjn", "[B.J. N]ovak"},        {"phyllis w", "[Phyllis' W]edding"},
      {"鬼", "[鬼]滅の刃"},           {"鬼滅の", "[鬼滅の]刃"},
      {"오징어 게", "[오징어 게]임"}, {"dwights s", "[Dwight's S]peech"}};
  for (const auto& [q, title] : cases) {
    bool found = false;
    for (const Suggestion& line : lines_of(suggest(wiki_snapshot(), typing(q))))
      found = found || marked(line.text) == title;
    EXPECT_TRUE(found) << q << ": " << title << ", not "
                       << marked(first_line(wiki_snapshot(), q).text);
  }
}

TEST(SuggestLines, TheAliasThatMatchedIsNamedAndATitleThatMatchedIsNot) {
  EXPECT_EQ(marked(first_line(wiki_snapshot(), "big tu").matched), "[Big Tu]na");
  EXPECT_EQ(first_line(wiki_snapshot(), "big tu").text.text, "Jim Halpert");
  EXPECT_EQ(marked(first_line(wiki_snapshot(), "demon").matched), "[Demon] Slayer");
  EXPECT_EQ(first_line(wiki_snapshot(), "jim h").matched.text, "");
  EXPECT_EQ(first_line(wiki_snapshot(), "4x09").matched.text, "");
}

TEST(SuggestLines, StandInGroupsByKindInTheOrderOfTheirBest) {
  const SuggestResponse response = suggest(wiki_snapshot(), typing("dw"));
  ASSERT_GE(response.groups.size(), 2U);
  EXPECT_EQ(response.groups[0].kind, "character");
  EXPECT_EQ(response.groups[1].kind, "episode");
  EXPECT_LE(lines_of(response).size(), 10U);
}

TEST(SuggestLines, AnArticleHasOneLine) {
  TestIndex index;
  index.add(article("tuna").title("Tuna tuna").alias("Tuna").alias("Tuna fish").alias("Big tuna"));
  EXPECT_EQ(suggested(index, "tuna"), Ids{"tuna"});
}

TEST(SuggestLines, TellWhichOneItIs) {
  EXPECT_EQ(first_line(wiki_snapshot(), "din").description,
            "Season 4, episode 13 · The Office (US)");
  TestIndex index;
  index.add(article("a").title("Beet").with("description", "A root").with("series", "Farm"));
  EXPECT_EQ(first_line(index.snapshot(), "bee").description, "A root · Farm");
}

// --- Order

TEST(SuggestOrder, TheSameInAnyNumberOfSegments) {
  const Snapshot parts = wiki().snapshot(7);
  for (const char* q : {"d", "m", "s", "the", "schr", "party", "a", "4x1", "s04", "t", "o"})
    EXPECT_EQ(ids_of(suggest(wiki_snapshot(), typing(q))), ids_of(suggest(parts, typing(q)))) << q;
}

TEST(SuggestOrder, ALineOnceShownStaysUntilItNoLongerFits) {
  const Snapshot& snapshot = wiki_snapshot();
  for (const std::string title : {"Dwight Schrute", "Dinner Party", "Threat Level Midnight"}) {
    bool shown = false;
    for (std::size_t length = 1; length <= title.size(); ++length) {
      SuggestRequest request = typing(title.substr(0, length));
      bool found = false;
      for (const Suggestion& line : lines_of(suggest(snapshot, request)))
        found = found || line.text.text == title;
      EXPECT_TRUE(found || !shown) << request.q;
      shown = shown || found;
    }
    EXPECT_TRUE(shown);
  }
}

TEST(SuggestOrder, TitlesBeforeAliasesAndFirstWordsBeforeInnerOnes) {
  TestIndex index;
  index.add(article("inner").title("Red beet"));
  index.add(article("alias").title("Farm").alias("Beet farm"));
  index.add(article("title").title("Beet sugar mill of the county"));
  index.add(article("exact").title("Beet"));
  EXPECT_EQ(suggested(index, "beet"), (Ids{"exact", "title", "alias", "inner"}));
}

TEST(SuggestOrder, WholeWordsThenLinksThenShorterThenId) {
  TestIndex index;
  index.add(article("whole").title("Beet and more of it"));
  index.add(article("part").title("Beets"));
  EXPECT_EQ(suggested(index, "beet"), (Ids{"whole", "part"}));
  index.add(article("long").title("Beetroots"));
  index.add(article("linked").title("Beetroot soup"));
  index.add(article("x").title("Kitchen").with("links", "Beetroot soup"));
  EXPECT_EQ(suggested(index, "beetr"), (Ids{"linked", "long"}));
  index.add(article("b").title("Carrot"));
  index.add(article("a").title("Carrot"));
  EXPECT_EQ(suggested(index, "carr"), (Ids{"a", "b"}));
}

TEST(SuggestOrder, ImportanceTakesThePlaceOfLinks) {
  TestIndex index;
  index.add(article("plain").title("Beet"));
  index.add(article("given").title("Beetroot").with("importance", 500.0));
  EXPECT_EQ(suggested(index, "bee"), (Ids{"given", "plain"}));
}

TEST(SuggestOrder, OfADeadArticleTheLinksDoNotCount) {
  TestIndex index;
  index.add(article("short").title("Beet"));
  index.add(article("long").title("Beetroot"));
  index.add(article("x").title("Kitchen").with("links", "Beetroot"));
  EXPECT_EQ(suggested(index, "bee"), (Ids{"long", "short"}));
  index.remove("x");
  EXPECT_EQ(suggested(index, "bee"), (Ids{"short", "long"}));
}

TEST(SuggestOrder, ASpaceMakesTheWordWholeAndPrefersWhatGoesOn) {
  TestIndex index;
  index.add(article("word").title("Dwight"));
  index.add(article("on").title("Dwight Schrute"));
  index.add(article("longer").title("Dwightville"));
  EXPECT_EQ(suggested(index, "dwight"), (Ids{"word", "on", "longer"}));
  EXPECT_EQ(suggested(index, "dwight "), (Ids{"on", "word"}));
  EXPECT_EQ(suggested(index, "dwightv "), (Ids{"longer"}));
}

TEST(SuggestOrder, HalfAnArticleIsNoBeginning) {
  TestIndex index;
  index.add(article("duel").title("The Duel"));
  index.add(article("theo").title("Theodore and his very long name"));
  EXPECT_EQ(suggested(index, "th"), (Ids{"theo", "duel"}));
  EXPECT_EQ(suggested(index, "the"), (Ids{"duel", "theo"}));
}

TEST(SuggestOrder, PreferredLanguageLeadsWithinAStep) {
  TestIndex index;
  Article spanish = article("es").title("Papel largo");
  spanish.lang = "es";
  index.add(spanish);
  index.add(article("en").title("Papel"));
  SuggestRequest request = typing("pape");
  EXPECT_EQ(ids_of(suggest(index.snapshot(), request)), (Ids{"en", "es"}));
  request.lang = "es";
  EXPECT_EQ(ids_of(suggest(index.snapshot(), request)), (Ids{"es", "en"}));
}

TEST(SuggestOrder, AWordMayBeMistypedWhereNothingBeginsSo) {
  TestIndex index;
  index.add(article("far").title("Michigan"));
  index.add(article("near").title("Michael Scott"));
  index.add(article("inner").title("Red Michael"));
  EXPECT_EQ(suggested(index, "micheal"), (Ids{"near", "inner"}));
  EXPECT_EQ(suggested(index, "mihcael sc"), (Ids{"near"}));
  EXPECT_EQ(suggested(index, "mihcael "), (Ids{"near", "inner"}));
  EXPECT_EQ(suggested(index, "mic"), (Ids{"far", "near", "inner"}));
  EXPECT_EQ(suggested(index, "mcha"), (Ids{"near", "inner"}));
  EXPECT_EQ(suggested(index, "mca"), Ids{});
  index.add(article("exact").title("Red micheal"));
  EXPECT_EQ(suggested(index, "micheal"), (Ids{"exact"}));
}

// --- What is told at all

TEST(SuggestScope, TheDeadAndTheFilteredAreNotTold) {
  TestIndex index;
  index.add(article("a").title("Beet A").with("season", 1.0));
  index.add(article("b").title("Beet B").with("season", 2.0));
  index.add(article("c").title("Beet C").with("season", 2.0));
  index.remove("c");
  EXPECT_EQ(suggested(index, "beet"), (Ids{"a", "b"}));
  SuggestRequest request = typing("beet");
  request.filters = {parse_condition("season:2", index.types())};
  EXPECT_EQ(ids_of(suggest(index.snapshot(), request)), Ids{"b"});
}

TEST(SuggestScope, ASlashIsASubpageOnlyOfAPage) {
  TestIndex index;
  index.add(article("acdc").title("AC/DC"));
  index.add(article("acorn").title("Acorn of a long long title"));
  EXPECT_EQ(suggested(index, "ac"), (Ids{"acdc", "acorn"}));
  index.add(article("ac").title("AC"));
  EXPECT_EQ(suggested(index, "ac"), (Ids{"ac", "acorn", "acdc"}));
}

TEST(SuggestScope, AFreshSnapshotKnowsNewNames) {
  TestIndex index;
  index.add(article("a").title("Beet"));
  Snapshot first = index.snapshot();
  EXPECT_EQ(ids_of(suggest(first, typing("b"))), Ids{"a"});
  index.add(article("b").title("Bear"));
  EXPECT_EQ(suggested(index, "b").size(), 2U);
  first.segments = index.snapshot(2).segments;
  EXPECT_EQ(ids_of(suggest(Snapshot(first), typing("b"))).size(), 2U);
}

TEST(SuggestScope, WrongParametersAreNamed) {
  const Snapshot& snapshot = wiki_snapshot();
  SuggestRequest request = typing(std::string(513, 'a'));
  EXPECT_THROW(suggest(snapshot, request), Error);
  request = typing("\xC3");
  EXPECT_THROW(suggest(snapshot, request), Error);
  request = typing("a");
  request.limit = 101;
  EXPECT_THROW(suggest(snapshot, request), Error);
  request.limit = 0;
  EXPECT_TRUE(suggest(snapshot, request).groups.empty());
}

}  // namespace
}  // namespace coldopen
