// Words of one stem, in the language of each page.
#include "query/word_class.hpp"

#include <gtest/gtest.h>

#include "query/spoiler_guard.hpp"
#include "tests/support/marked.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

TestIndex two_languages() {
  TestIndex index;
  index.add(article("house").title("The House").text("Two children ran for the boats."));
  index.add(article("haus").lang("de").title("Das Haus").text("Ein Kind mag Boote und Lampen."));
  index.add(article("kinder").lang("en").title("Kinder").text("A sweet egg."));
  return index;
}

TEST(WordClass, IsThatOfTheLanguageOfThePage) {
  const Snapshot snapshot = two_languages().snapshot();
  EXPECT_EQ(ids_of(search(snapshot, asking("häuser"))), Ids{"haus"});
  EXPECT_EQ(ids_of(search(snapshot, asking("lampe"))), Ids{"haus"});
  EXPECT_EQ(ids_of(search(snapshot, asking("houses"))), Ids{"house"});
  EXPECT_EQ(ids_of(search(snapshot, asking("running"))), Ids{"house"});
  EXPECT_EQ(ids_of(search(snapshot, asking("kind"))), Ids{"haus"}) << "in English another word";
  EXPECT_EQ(ids_of(search(snapshot, asking("kinder"))), (Ids{"kinder", "haus"}));
}

TEST(WordClass, IsMarkedAndToldByItsStemThere) {
  const Snapshot snapshot = two_languages().snapshot();
  SearchRequest request = asking("häuser lampe");
  request.explain = true;
  const SearchResponse response = search(snapshot, request);
  ASSERT_EQ(ids_of(response), Ids{"haus"});
  const Hit& hit = response.hits[0];
  EXPECT_EQ(marked(hit.title), "Das [Haus]");
  EXPECT_EQ(marked(hit.passages.at(0).snippet), "Ein Kind mag Boote und [Lampen].");
  const auto part = std::ranges::find(hit.why->parts, "stem", &ScorePart::form);
  ASSERT_NE(part, hit.why->parts.end());
  EXPECT_EQ(part->term, "haus");
}

TEST(WordClass, DoesNotDependOnHowManySegmentsThereAreOrWhoIsDead) {
  TestIndex index = two_languages();
  index.add(article("dead").lang("de").title("Häuser").text("Lampen"));
  index.remove("dead");
  for (const std::size_t segments : {1U, 2U, 4U}) {
    const Snapshot snapshot = index.snapshot(segments);
    EXPECT_EQ(ids_of(search(snapshot, asking("häusern"))), Ids{"haus"}) << segments;
    EXPECT_EQ(ids_of(search(snapshot, asking("boat"))), Ids{"house"}) << segments;
  }
}

TEST(WordClass, IsTheSameForAReaderWhoIsGuarded) {
  TestIndex index = two_languages();
  index.add(article("recap")
                .lang("de")
                .title("Rückblick")
                .passage("S01E01", "", "Die Lampe brennt.")
                .passage("S02E01", "", "Die Katze kommt."));
  const auto snapshot = guarded(std::make_shared<const Snapshot>(index.snapshot()), "s01e05");
  EXPECT_EQ(ids_of(search(*snapshot, asking("brennen lampen"))), Ids{"recap"});
  EXPECT_EQ(ids_of(search(*snapshot, asking("katzen"))), Ids{});
}

}  // namespace
}  // namespace coldopen
