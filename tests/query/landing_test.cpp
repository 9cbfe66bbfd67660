// Redirects to a section: the passage that goes by the typed name is where a reader lands, in hits,
// answers and suggestions, and what is hidden leads nowhere.
#include "query/landing.hpp"

#include <gtest/gtest.h>

#include "query/spoiler_guard.hpp"
#include "query/suggest.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

TestIndex pranks() {
  TestIndex index;
  index.add(article("Pranks")
                .title("Pranks on Dwight")
                .url("https://w.example/Pranks")
                .passage("", "", "Jim Halpert put staplers into jello, and jello into staplers.")
                .passage("Desk supplies", "Desk_supplies", "Gelatin sets in the office fridge.")
                .redirect("Stapler in jello")
                .redirect("Jell-O prank")
                .passage("Identity", "Identity", "A friend came in his stead.")
                .redirect("Asian Jim"));
  index.add(article("Jello").title("Jello desserts").text("stapler in jello in jello in jello"));
  return index;
}

Hit first_of(const TestIndex& index, const std::string& q) {
  const SearchResponse response = index.search(asking(q));
  return response.hits.empty() ? Hit{} : response.hits.front();
}

Suggestion only_line(const Snapshot& snapshot, const std::string& q) {
  SuggestRequest request;
  request.q = q;
  const SuggestResponse response = suggest(snapshot, request);
  return response.groups.empty() ? Suggestion{} : response.groups.front().items.front();
}

TEST(Landing, WhoTypesARedirectToASectionLandsThere) {
  for (const char* q : {"stapler in jello", "STAPLER IN JELLO!", "\"stapler in jello\"",
                        "jello prank", "jell-o prank", "jellOprank"}) {
    const Hit hit = first_of(pranks(), q);
    EXPECT_EQ(hit.id, "Pranks") << q;
    EXPECT_EQ(hit.url, "https://w.example/Pranks#Desk_supplies") << q;
    ASSERT_FALSE(hit.passages.empty()) << q;
    EXPECT_EQ(hit.passages.front().anchor, "Desk_supplies") << q;
  }
  EXPECT_EQ(first_of(pranks(), "asian jim").url, "https://w.example/Pranks#Identity");
}

TEST(Landing, ARedirectAndItsTargetAreOneHit) {
  const SearchResponse response = pranks().search(asking("stapler in jello"));
  EXPECT_EQ(response.total, 2U);
  EXPECT_EQ(ids_of(response), (Ids{"Pranks", "Jello"}));
}

TEST(Landing, SomeWordsOfARedirectLeadToItsPassageAsThoseOfItsHeadingDo) {
  EXPECT_EQ(first_of(pranks(), "asian pranks").url, "https://w.example/Pranks#Identity");
  EXPECT_EQ(first_of(pranks(), "pranks on dwight").url, "https://w.example/Pranks")
      << "not where the page is named";
}

TEST(Landing, WhoNamesThePageItselfStaysAtItsTop) {
  TestIndex index;
  index.add(article("Roast")
                .title("Boom Roasted")
                .alias("The Roast")
                .url("https://w.example/Roast")
                .text("An evening.")
                .passage("Lines", "Lines", "Ten of them.")
                .redirect("Boom roasted")
                .redirect("The Roast"));
  EXPECT_EQ(first_of(index, "boom roasted").url.find("Lines"), std::string::npos);
  EXPECT_EQ(first_of(index, "the roast").url, "https://w.example/Roast");
}

TEST(Landing, TheAnswerAndASuggestionLeadToThePassage) {
  const auto answer = pranks().search(asking("asian jim")).answer;
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->type, Answer::Type::go);
  EXPECT_EQ(answer->article->url, "https://w.example/Pranks#Identity");
  EXPECT_EQ(answer->article->anchor, "Identity");
  const Suggestion line = only_line(pranks().snapshot(), "asian");
  EXPECT_EQ(line.id, "Pranks");
  EXPECT_EQ(line.matched.text, "Asian Jim");
  EXPECT_EQ(line.url, "https://w.example/Pranks#Identity");
  EXPECT_EQ(line.anchor, "Identity");
  EXPECT_EQ(only_line(pranks().snapshot(), "pranks").anchor, "");
}

TEST(Landing, APassageThatLiesAheadIsNotFoundByItsRedirects) {
  TestIndex index;
  index.add(article("Weddings")
                .title("Weddings")
                .with("season", 1.0)
                .with("episode", 1.0)
                .passage("Phyllis (S03E16)", "Phyllis", "A grand day.")
                .redirect("Scranton nuptials")
                .passage("Falls (S06E05)", "Falls", "A wet day.")
                .redirect("Barrel vows"));
  const auto whole = std::make_shared<const Snapshot>(index.snapshot());
  const auto early = guarded(whole, "S04E13");
  EXPECT_EQ(only_line(*early, "scranton nup").matched.text, "Scranton nuptials");
  EXPECT_EQ(only_line(*early, "barrel").id, "");
  EXPECT_EQ(search(*early, asking("barrel vows")).total, 0U);
  EXPECT_EQ(search(*early, asking("scranton nuptials")).total, 1U);
  EXPECT_EQ(only_line(*guarded(whole, "S06"), "barrel").matched.text, "Barrel vows");
}

TEST(Landing, ARedirectWhoseOwnCodeLiesAheadTakesItsPassageAlong) {
  TestIndex index;
  index.add(article("Weddings")
                .title("Weddings")
                .with("season", 1.0)
                .with("episode", 1.0)
                .passage("Of all", "All", "A day of rain.")
                .redirect("Niagara wedding (S06E05)"));
  const auto whole = std::make_shared<const Snapshot>(index.snapshot());
  EXPECT_EQ(only_line(*guarded(whole, "S01E05"), "niagara").id, "");
  EXPECT_EQ(search(*guarded(whole, "S01E05"), asking("niagara wedding")).total, 0U);
  EXPECT_EQ(only_line(*guarded(whole, "S06"), "niagara").id, "Weddings");
}

TEST(Landing, RedirectsNeitherLengthenAPassageNorBelongToItsHeading) {
  ArticleBuilder animals = article("Animals");
  animals.title("Animals").url("https://w.example/A");
  animals.passage("Stripes", "Stripes", "The zebra lives here.");
  for (int i = 0; i < 100; ++i)
    animals.redirect("Striped animals of the northern plains " + std::to_string(i));
  std::string others = "One zebra is here, too.";
  for (int i = 0; i < 100; ++i) others += " And much of others.";
  animals.passage("Others", "Others", others);
  animals.passage("Plains", "Plains", "Flat.");
  TestIndex index;
  index.add(animals);
  EXPECT_EQ(first_of(index, "zebra").passages.front().anchor, "Stripes");
  const Hit plains = first_of(index, "heading:plains");
  EXPECT_EQ(plains.passages.front().anchor, "Plains");
  EXPECT_EQ(plains.passages_matching, 1U);
}

}  // namespace
}  // namespace coldopen
