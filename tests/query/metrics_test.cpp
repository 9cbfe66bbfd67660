// The measures against lists worked out by hand, and the test against chances that can be counted.
#include "query/metrics.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coldopen {
namespace {

using ::testing::DoubleNear;

QueryMeasures measured(const Ranking& ranking, const Judgements& judgements) {
  const auto found = measure(ranking, judgements);
  EXPECT_TRUE(found.has_value());
  return found.value_or(QueryMeasures{});
}

// a 3, b 2, c 1 are relevant; d was judged and is not. Ranked: x b d a.
//   DCG   = 2/log2(3) + 3/log2(5)                 = 1.26186 + 1.29203
//   ideal = 3/log2(2) + 2/log2(3) + 1/log2(4)     = 3 + 1.26186 + 0.5
TEST(Metrics, GradedJudgementsAreDiscountedByTheLogarithmOfTheRank) {
  const QueryMeasures found =
      measured({"x", "b", "d", "a"}, {{"a", 3}, {"b", 2}, {"c", 1}, {"d", 0}});
  EXPECT_NEAR(found.of(Measure::ndcg10), (1.2618595 + 1.2920297) / 4.7618595, 1e-6);
  EXPECT_DOUBLE_EQ(found.of(Measure::map), (1.0 / 2 + 2.0 / 4) / 3);
  EXPECT_DOUBLE_EQ(found.of(Measure::mrr10), 1.0 / 2);
  EXPECT_DOUBLE_EQ(found.of(Measure::p1), 0);
  EXPECT_DOUBLE_EQ(found.of(Measure::recall100), 2.0 / 3);
}

TEST(Metrics, ThePerfectRankingHasOneEverywhere) {
  const QueryMeasures found = measured({"a", "b"}, {{"b", 1}, {"a", 2}});
  for (const double value : found.values) EXPECT_DOUBLE_EQ(value, 1);
}

TEST(Metrics, AnEmptyRankingHasZeroEverywhere) {
  const QueryMeasures found = measured({}, {{"a", 1}});
  for (const double value : found.values) EXPECT_DOUBLE_EQ(value, 0);
}

TEST(Metrics, AQueryWithoutARelevantArticleIsLeftOut) {
  EXPECT_FALSE(measure(Ranking{"a"}, {}).has_value());
  EXPECT_FALSE(measure(Ranking{"a"}, {{"a", 0}, {"b", -1}}).has_value());
}

TEST(Metrics, JudgementsBelowZeroNeitherHelpNorHarm) {
  const QueryMeasures found = measured({"bad", "a"}, {{"bad", -1}, {"a", 1}});
  EXPECT_DOUBLE_EQ(found.of(Measure::ndcg10), 1 / std::log2(3.0));
}

TEST(Metrics, EachMeasureHasItsDepth) {
  Ranking ranking;
  for (int i = 1; i <= 1'200; ++i) ranking.push_back(std::to_string(i));
  const QueryMeasures tenth = measured(ranking, {{"10", 1}});
  EXPECT_DOUBLE_EQ(tenth.of(Measure::mrr10), .1);
  EXPECT_DOUBLE_EQ(tenth.of(Measure::ndcg10), 1 / std::log2(11.0));
  const QueryMeasures eleventh = measured(ranking, {{"11", 1}});
  EXPECT_DOUBLE_EQ(eleventh.of(Measure::mrr10), 0);
  EXPECT_DOUBLE_EQ(eleventh.of(Measure::ndcg10), 0);
  EXPECT_DOUBLE_EQ(eleventh.of(Measure::map), 1.0 / 11);
  EXPECT_DOUBLE_EQ(measured(ranking, {{"100", 1}}).of(Measure::recall100), 1);
  EXPECT_DOUBLE_EQ(measured(ranking, {{"101", 1}}).of(Measure::recall100), 0);
  EXPECT_DOUBLE_EQ(measured(ranking, {{"1000", 1}}).of(Measure::map), 1.0 / 1000);
  EXPECT_DOUBLE_EQ(measured(ranking, {{"1001", 1}}).of(Measure::map), 0);
}

TEST(Metrics, TheIdealIsCutAtTenToo) {
  Judgements judgements;
  Ranking ranking;
  for (int i = 0; i < 20; ++i) {
    ranking.push_back(std::to_string(i));
    judgements[ranking.back()] = 1;
  }
  const QueryMeasures found = measured(ranking, judgements);
  EXPECT_DOUBLE_EQ(found.of(Measure::ndcg10), 1);
  EXPECT_DOUBLE_EQ(found.of(Measure::map), 1);
}

TEST(Metrics, TheMeanIsOverQueries) {
  const std::vector<QueryMeasures> queries = {{{1, .5, 1, 1, 1}}, {{0, .25, 0, 0, .5}}};
  EXPECT_DOUBLE_EQ(mean_of(queries).of(Measure::ndcg10), .5);
  EXPECT_DOUBLE_EQ(mean_of(queries).of(Measure::map), .375);
  EXPECT_DOUBLE_EQ(mean_of({}).of(Measure::map), 0);
}

TEST(Comparing, EqualSystemsDifferInNothing) {
  const std::vector<double> values = {.1, .5, 1};
  const Comparison found = compare(values, values);
  EXPECT_DOUBLE_EQ(found.difference, 0);
  EXPECT_DOUBLE_EQ(found.p, 1);
  EXPECT_EQ(found.ties, 3U);
}

// Of 3 equal differences only 2 of the 8 sign patterns reach the sum: p = 1/4.
TEST(Comparing, PIsTheShareOfSignPatternsThatReachTheDifference) {
  const std::vector<double> a = {.6, .7, .8, .3}, b = {.5, .6, .7, .3};
  const Comparison found = compare(a, b);
  EXPECT_NEAR(found.difference, .075, 1e-12);
  EXPECT_THAT(found.p, DoubleNear(.25, .015));
  EXPECT_EQ(found.wins, 3U);
  EXPECT_EQ(found.losses, 0U);
  EXPECT_EQ(found.ties, 1U);
}

// Differences 3, 1, -1: sums of absolute value 3 or more are 5 1 3 3 and their opposites but 1:
// +3+1-1, +3-1+1, +3+1+1 and the same three negated, so p = 6/8.
TEST(Comparing, BothTailsCount) {
  const std::vector<double> a = {3, 1, 0}, b = {0, 0, 1};
  const Comparison found = compare(a, b);
  EXPECT_NEAR(found.p, .75, .015);
  EXPECT_NEAR(compare(b, a).p, .75, .015);
  EXPECT_NEAR(compare(b, a).difference, -1, 1e-12);
}

TEST(Comparing, ManyWinsAreNoChanceAndTheSeedIsFixed) {
  std::vector<double> a, b;
  for (int i = 0; i < 130; ++i) {  // more than two words of random bits
    a.push_back(.5 + (i % 10 == 0 ? -.1 : .1));
    b.push_back(.5);
  }
  EXPECT_LT(compare(a, b).p, .001);
  EXPECT_GT(compare(a, b).p, 0);
  EXPECT_DOUBLE_EQ(compare(a, b).p, compare(a, b).p);
}

}  // namespace
}  // namespace coldopen
