// Nearness of words: who gains by it, by how much, and how it is told.
#include "query/rescoring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Two hundred words of the same length, without the words that are asked for.
std::string filler(int words) {
  std::string text;
  for (int i = 0; i < words; ++i) text += " filler" + std::to_string(i % 7);
  return text;
}

TestIndex parties() {
  TestIndex index;
  index.add(article("a_far").title("A").text("Dinner" + filler(20) + " party"));
  index.add(article("b_near").title("B").text("Dinner or party" + filler(19)));
  index.add(article("c_side_by_side").title("C").text("Dinner party" + filler(20)));
  index.add(article("d_turned").title("D").text("Party dinner" + filler(20)));
  return index;
}

double without_nearness(const TestIndex& index, const std::string& id) {
  TestIndex plain = index;
  Scoring scoring;
  scoring.next = 0;
  scoring.near = 0;
  plain.scoring(scoring);
  for (const Hit& hit : plain.search(asking("dinner party")).hits)
    if (hit.id == id) return hit.score;
  return 0;
}

TEST(Rescoring, WordsSideBySideComeBeforeThoseNearBeforeThoseFar) {
  EXPECT_THAT(parties().ids("dinner party"),
              ElementsAre("c_side_by_side", "b_near", "d_turned", "a_far"));
  EXPECT_THAT(parties().ids("party dinner"),
              ElementsAre("d_turned", "b_near", "c_side_by_side", "a_far"));
  EXPECT_THAT(parties().ids("dinner OR party"),
              ElementsAre("a_far", "b_near", "c_side_by_side", "d_turned"))
      << "each stands for itself there";
}

TEST(Rescoring, TheGainIsTheFormula) {
  const TestIndex index = parties();
  const Snapshot snapshot = index.snapshot();
  const LengthNorms norms(snapshot.scoring, snapshot.stats.average_length());
  const double k = norms[snapshot.segments[0].segment->length_code(2)];
  const double idf = inverse_document_frequency(4, 4);
  for (const Hit& hit : index.search(asking("dinner party")).hits) {
    const double gain = hit.score - without_nearness(index, hit.id);
    const double next = hit.id == "c_side_by_side" ? snapshot.scoring.next : 0;
    const double near = hit.id == "a_far" ? 0 : snapshot.scoring.near;
    EXPECT_NEAR(gain, idf * 2.5 * (next + near) / (1 + k), 1e-9) << hit.id;
  }
}

TEST(Rescoring, FormsOfAWordAreItsPlacesAndAWordIsNotNearItself) {
  TestIndex index;
  index.add(article("forms").title("A").text("dinners partying" + filler(9)));
  index.add(article("one").title("B").text("parties" + filler(10)));
  SearchRequest request = asking("dinner party");
  request.explain = true;
  const SearchResponse found = index.search(request);
  EXPECT_EQ(found.hits.at(0).why->parts.back().note, "side by side once, near each other once");
  request.q = "party parties";
  for (const Hit& hit : index.search(request).hits)
    for (const ScorePart& part : hit.why->parts) EXPECT_NE(part.source, "proximity");
}

TEST(Rescoring, ItReachesOverNoBorderOfPassages) {
  TestIndex index;
  index.add(article("two").title("A").text("the dinner").text("party now"));
  EXPECT_EQ(index.search(asking("dinner party")).hits.at(0).score, without_nearness(index, "two"));
}

TEST(Rescoring, PartsOfAnExplanationSumToTheScore) {
  SearchRequest request = asking("dinner party");
  request.explain = true;
  for (const Hit& hit : parties().search(request, 3).hits) {
    double sum = 0;
    for (const ScorePart& part : hit.why->parts) sum += part.points;
    EXPECT_NEAR(sum, hit.score, 1e-4) << hit.id;
  }
}

TEST(Rescoring, OnlyTheBestByWordsGetItWhateverThePage) {
  TestIndex index = parties();
  Scoring scoring;
  scoring.candidates = 3;  // by words all are alike: the first three ids
  index.scoring(scoring);
  EXPECT_THAT(index.ids("party dinner"),
              ElementsAre("b_near", "c_side_by_side", "a_far", "d_turned"));
  SearchRequest request = asking("party dinner");
  request.limit = 1;
  EXPECT_THAT(ids_of(index.search(request, 2)), ElementsAre("b_near"));
  request.offset = 3;
  EXPECT_THAT(ids_of(index.search(request, 2)), ElementsAre("d_turned"));
}

TEST(Rescoring, NotWhereTheRequestSortsOtherwise) {
  SearchRequest request = asking("party dinner");
  request.sort = {{"title", true}};
  for (const Hit& hit : parties().search(request).hits)
    EXPECT_EQ(hit.score, without_nearness(parties(), hit.id));
  request.sort = {{"_score", true}};
  EXPECT_EQ(parties().search(request).hits.at(0).id, "d_turned");
}

}  // namespace
}  // namespace coldopen
