// What links to an article, or its given importance, are worth.
#include "query/prior.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

// An article and how many others that link to it by that name.
TestIndex linked(const std::string& title, const std::vector<std::string>& links) {
  TestIndex index;
  index.add(article("page").title(title).text("x"));
  int number = 0;
  for (const std::string& link : links)
    index.add(article("from" + std::to_string(number++)).text("x").with("links", link.c_str()));
  return index;
}

double points(const TestIndex& index, std::size_t segments = 1) {
  const Snapshot snapshot = index.snapshot(segments);
  return Prior(snapshot).points(0, 0);
}

double of_links(double links) {
  return std::pow(links, 0.7) / (std::pow(30.0, 0.7) + std::pow(links, 0.7));
}

TEST(Prior, GrowsWithTheArticlesThatLinkToAPage) {
  EXPECT_EQ(points(linked("Pam Beesly", {})), 0);
  EXPECT_DOUBLE_EQ(points(linked("Pam Beesly", {"Pam Beesly"})), of_links(1));
  EXPECT_DOUBLE_EQ(points(linked("Pam Beesly", std::vector<std::string>(30, "pam beesly"))), 0.5);
  for (const std::size_t segments : {2U, 4U})
    EXPECT_DOUBLE_EQ(points(linked("Pam Beesly", {"Pam", "Pam Beesly", "PAM BEESLY"}), segments),
                     of_links(2));
}

TEST(Prior, NeitherTheDeadNorAPageItselfNorASecondLinkCount) {
  TestIndex index = linked("Pam Beesly", {"Pam Beesly", "Pam Beesly"});
  index.add(article("twice").text("x").with("links", "Pam Beesly").with("links", "Pam-Beesly"));
  EXPECT_DOUBLE_EQ(points(index), of_links(3));
  index.remove("from0");
  EXPECT_DOUBLE_EQ(points(index), of_links(2));
  TestIndex alone;
  alone.add(article("page").title("Pam").text("x").with("links", "Pam"));
  EXPECT_EQ(points(alone), 0);
}

TEST(Prior, AnArticleThatLinksUnderTwoNamesCountsOnce) {
  TestIndex index;
  index.add(article("page").title("Valentine's Day").text("x"));
  index.add(
      article("two").text("x").with("links", "Valentine Day").with("links", "Valentines Day"));
  EXPECT_DOUBLE_EQ(points(index), of_links(1));
}

TEST(Prior, AGivenImportanceTakesThePlaceOfLinks) {
  TestIndex index;
  index.add(article("page").title("Pam").text("x").with("importance", Value(30.0)));
  index.add(article("from").text("x").with("links", "Pam"));
  EXPECT_DOUBLE_EQ(points(index), 0.5);
  TestIndex negative;
  negative.add(article("page").title("Pam").text("x").with("importance", Value(-1.0)));
  negative.add(article("from").text("x").with("links", "Pam"));
  EXPECT_DOUBLE_EQ(points(negative), of_links(1));
  TestIndex zero;
  zero.add(article("page").title("Pam").text("x").with("importance", Value(0.0)));
  zero.add(article("from").text("x").with("links", "Pam"));
  EXPECT_EQ(points(zero), 0);
  TestIndex text;
  text.add(article("page").title("Pam").text("x").with("importance", "high"));
  EXPECT_EQ(points(text), 0);
}

TEST(Prior, ExplainTellsItAndThePartsSumToTheScore) {
  TestIndex index = linked("Pam Beesly", {"Pam Beesly", "Pam Beesly", "Jim Halpert"});
  index.add(article("given").title("Pam").text("Pam").with("importance", Value(7.0)));
  SearchRequest request = asking("pam");
  request.explain = true;
  const SearchResponse found = index.search(request, 2);
  ASSERT_EQ(found.hits.size(), 2U);
  for (const Hit& hit : found.hits) {
    double sum = 0;
    for (const ScorePart& part : hit.why->parts) sum += part.points;
    EXPECT_NEAR(sum, hit.score, 1e-4) << hit.id;
    const ScorePart& last = hit.why->parts.back();
    EXPECT_EQ(last.source, hit.id == "given" ? "importance" : "links");
    EXPECT_EQ(last.count, hit.id == "given" ? 7 : 2);
    EXPECT_DOUBLE_EQ(last.points, of_links(last.count));
  }
}

TEST(Prior, WithoutLinksAndImportanceOrWithoutWeightItCountsNowhere) {
  TestIndex plain;
  plain.add(article("page").title("Pam").text("x").with("importance", "high"));
  EXPECT_FALSE(Prior(plain.snapshot()).counts());
  TestIndex index = linked("Pam", {"Pam"});
  EXPECT_TRUE(Prior(index.snapshot()).counts());
  Scoring scoring;
  scoring.w_prior = 0;
  EXPECT_FALSE(Prior(index.scoring(scoring).snapshot()).counts());
}

}  // namespace
}  // namespace coldopen
