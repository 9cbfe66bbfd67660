// Other spellings, codes and synonyms of what is typed: what matches, what counts, what is marked.
#include "query/writings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/resolve.hpp"
#include "query/syntax.hpp"
#include "query/units.hpp"
#include "tests/support/marked.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string snippets(const SearchResponse& found) {
  std::string all;
  for (const Hit& hit : found.hits) all += marked(hit.passages.at(0).snippet) + "\n";
  return all;
}

TestIndex heroes() {
  TestIndex index;
  index.add(article("joined").title("One").text("Everybody really likes Spiderman returns."));
  index.add(article("apart").title("Two").text("Everybody likes spider man returns."));
  index.add(article("far").title("Three").text("A spider is seen; the man returns."));
  index.add(article("other").title("Four").text("Nobody returns."));
  return index;
}

TEST(Writings, WordsTypedApartFindTheJoinedWordAndEachOtherAnywhere) {
  EXPECT_THAT(heroes().ids("spider man"), UnorderedElementsAre("joined", "apart", "far"));
}

TEST(Writings, AWordNobodyHasIsCutIntoTwoThatStandSideBySide) {
  TestIndex index;
  for (int i = 0; i < 3; ++i)
    index.add(article("dunder" + std::to_string(i)).title("D").text("Dunder Mifflin sells paper."));
  index.add(article("apart").title("A").text("Mifflin, but not Dunder."));
  EXPECT_THAT(index.ids("dundermifflin"), UnorderedElementsAre("dunder0", "dunder1", "dunder2"));
  EXPECT_THAT(index.ids("dundermifflin", Match::any).size(), 3U);
  EXPECT_THAT(index.ids("dundermifflin sells paper", Match::all).size(), 3U);
  EXPECT_THAT(index.ids("paper -dundermifflin").size(), 0U);
  EXPECT_THAT(index.ids("mifflin -dundermifflin"), ElementsAre("apart"));
  index.remove("dunder1").remove("dunder2");
  EXPECT_THAT(index.ids("dundermifflin"), ElementsAre("dunder0"));
}

TEST(Writings, ShortPartsOfAWordMustBeFrequent) {
  TestIndex index;
  for (int i = 0; i < 3; ++i)
    index.add(article("page" + std::to_string(i)).title("P").text("The dog sat in its box."));
  EXPECT_THAT(index.ids("dogsat").size(), 3U);
  index.remove("page2");
  EXPECT_THAT(index.ids("dogsat"), testing::IsEmpty()) << "two holders are not frequent";
}

TEST(Writings, ScoresOfSpellingsAreEqual) {
  TestIndex index = heroes();
  Scoring scoring;
  scoring.next = 0;  // nearness is that of words apart
  scoring.near = 0;
  const Snapshot snapshot = index.scoring(scoring).snapshot(2);
  const auto score = [&](const std::string& q, const std::string& id) {
    for (const Hit& hit : search(snapshot, asking(q)).hits)
      if (hit.id == id) return hit.score;
    return 0.0;
  };
  EXPECT_GT(score("spider man", "joined"), 0);
  EXPECT_EQ(score("spider man", "joined"), score("spider man", "apart"))
      << "each part counts the joined word as itself";
}

TEST(Writings, APhraseIsFoundInEverySpelling) {
  const TestIndex index = heroes();
  EXPECT_THAT(index.ids("\"spider man returns\"", Match::all),
              UnorderedElementsAre("joined", "apart"));
  EXPECT_EQ(snippets(index.search(asking("\"spider man returns\""))),
            "Everybody likes [spider man returns].\nEverybody really likes [Spiderman returns].\n");
}

TEST(Writings, AJoinedWordIsMarkedWhereTheWordsWereTypedApart) {
  const std::string all = snippets(heroes().search(asking("spider man")));
  EXPECT_THAT(all, HasSubstr("Everybody really likes [Spiderman] returns."));
  EXPECT_THAT(all, HasSubstr("Everybody likes [spider] [man] returns."));
}

TEST(Writings, SynonymsAreFoundBelowTheTypedForm) {
  TestIndex index;
  index.add(article("typed").title("One").text("Some bts of the show, again."));
  index.add(article("meant").title("Two").text("Some behind the scenes show."));
  index.add(article("words").title("Three").text("Scenes from far behind."));
  EXPECT_THAT(index.ids("bts", Match::all), ElementsAre("typed", "meant"));
  EXPECT_THAT(index.ids("behind the scenes", Match::all), ElementsAre("meant", "typed"));
  EXPECT_THAT(index.ids("\"bts\"", Match::all), ElementsAre("typed")) << "not in quotes";
  EXPECT_THAT(index.ids("show -bts", Match::all), ElementsAre("meant")) << "not under a minus";
  index.add(article("photo").title("Four").text("A photo."));
  index.add(article("pics").title("Five").text("Many pics."));
  EXPECT_THAT(index.ids("pictures"), UnorderedElementsAre("photo", "pics"));
}

TEST(Writings, SynonymsOfNamesCountInNamesAlone) {
  TestIndex index;
  index.add(article("title").title("St Patrick").text("A day."));
  index.add(article("alias").title("Patrick").alias("St P").text("Another."));
  index.add(article("text").title("Patrick two").text("On the day of st Patrick."));
  EXPECT_THAT(index.ids("saint", Match::all), UnorderedElementsAre("title", "alias"));
}

TEST(Writings, ADeadDocumentLendsNoSpelling) {
  TestIndex index = heroes();
  index.remove("joined");
  const Snapshot snapshot = index.snapshot();
  Deadline deadline(std::chrono::milliseconds(1000));
  const Query tree = parse("spider man", snapshot.types).tree;
  for (const Element& element : resolve(snapshot, tree, deadline).elements)
    EXPECT_TRUE(element.writings.empty()) << element.text;
}

TEST(Writings, EachPartCanBeTurnedOff) {
  TestIndex index = heroes();
  index.add(article("bts").title("Six").text("Some bts."));
  index.add(article("scenes").title("Seven").text("Behind the scenes."));
  Scoring scoring;
  scoring.parts.joins = false;
  scoring.parts.synonyms = false;
  index.scoring(scoring);
  EXPECT_THAT(index.ids("spider man", Match::all), UnorderedElementsAre("apart", "far"));
  EXPECT_THAT(index.ids("bts", Match::all), ElementsAre("bts"));
  EXPECT_THAT(index.ids("\"spider man returns\"", Match::all), ElementsAre("apart"));
}

TEST(Writings, AnExplanationNamesThem) {
  SearchRequest request = asking("spider man");
  request.explain = true;
  const SearchResponse found = heroes().search(request);
  std::string notes;
  for (const ScorePart& part : found.hits.at(0).why->parts) notes += part.note + "\n";
  EXPECT_THAT(notes, HasSubstr("with spiderman"));
}

}  // namespace
}  // namespace coldopen
