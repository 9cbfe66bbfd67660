// The oracle itself is held to scores worked out by hand.
#include "tests/support/naive_search.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/segment/segment.hpp"
#include "query/conditions.hpp"
#include "tests/support/by_hand.hpp"
#include "tests/support/naive/corpus.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Article article(std::string id, std::string title, std::string text) {
  Article made;
  made.id = std::move(id);
  made.title = std::move(title);
  if (!text.empty()) made.passages.push_back({"", "", 0, std::move(text)});
  return made;
}

// Three articles, default weights (title 5, alias 4, heading 2, attribute 2, body 1).
//   a  title "red fox", text  "fox runs"                           length 2 + 2         = 4
//   b  title "blue fish", aliases "fish", "fish fish", text "a fish swims"   2 + 2 + 3     = 7
//   c  title "bird", cast "red bird", heading "wings", text "run bird run"   1 + 2 + 1 + 3 = 7
// N = 3, average length 6. K(a) = 1.5 * (.25 + .75 * 4/6) = 1.125,
// K(b) = K(c) = 1.5 * (.25 + .75 * 7/6) = 1.6875
class Oracle : public ::testing::Test {
 protected:
  Oracle() {
    Article a = article("a", "red fox", "fox runs");
    Article b = article("b", "blue fish", "a fish swims");
    b.aliases = {"fish", "fish fish"};
    Article c = article("c", "bird", "run bird run");
    c.attributes = {{"cast", {Value(std::string("red bird"))}, false},
                    {"season", {Value(3.0)}, false}};
    c.passages[0].heading = "wings";
    types_ = {{"cast", AttributeType::text}, {"season", AttributeType::number}};
    search_ = std::make_unique<NaiveSearch>(std::vector<Article>{a, b, c}, analyzer_, by_hand(),
                                            FieldWeights{}, types_);
  }

  std::vector<NaiveHit> hits(const std::string& q, Match match = Match::any) const {
    SearchRequest request;
    request.q = q;
    request.match = match;
    return search_->search(request).hits;
  }
  Strings ids(const std::string& q, Match match = Match::any) const {
    Strings found;
    for (const NaiveHit& hit : hits(q, match)) found.push_back(hit.id);
    return found;
  }

  static double idf(double n) { return std::log(1 + (3 - n + 0.5) / (n + 0.5)); }

  const double k_a_ = 1.125;
  const double k_b_ = 1.6875;
  Analyzer analyzer_;
  AttributeTypes types_;
  std::unique_ptr<NaiveSearch> search_;
};

TEST_F(Oracle, OneWordScoresItsClassAndAQuarterForTheWordAsTyped) {
  // fox stands in a alone: title 5 + text 1, F = 6; class and word are the same list, n = 1.
  // idf(1) = ln(1 + 2.5/1.5) = .98083; (2.5 + .25*2.5) * .98083 * 6/(6 + 1.125) = 2.5811
  const auto found = hits("fox");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, 2.5811, 1e-4);
  EXPECT_FLOAT_EQ(static_cast<float>(found[0].score),
                  static_cast<float>(1.25 * 2.5 * idf(1) * 6 / (6 + k_a_)));
}

TEST_F(Oracle, TheBestAliasCountsNotTheirSum) {
  // fish in b: title 5, aliases 4 * max(1, 2) = 8, text 1: F = 14; K = 1.6875
  // 1.25 * 2.5 * .98083 * 14/15.6875 = 2.7354
  const auto found = hits("fish");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, 2.7354, 1e-4);
  EXPECT_FLOAT_EQ(static_cast<float>(found[0].score),
                  static_cast<float>(1.25 * 2.5 * idf(1) * 14 / (14 + k_b_)));
}

TEST_F(Oracle, AStemFindsItsFormsAndTheWordAsTypedScoresMore) {
  // Class {run, runs}: a has F = 1, c has F = 2, n = 2; the word run: c alone, n = 1.
  // a: 2.5 * ln(1 + 1.5/2.5) * 1/(1 + 1.125)                                          = .55295
  // c: 2.5 * .47000 * 2/(2 + 1.6875) + .25 * 2.5 * .98083 * 2/(2 + 1.6875)            = .96978
  const auto found = hits("run");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, "c");
  EXPECT_NEAR(found[0].score, .96978, 1e-4);
  EXPECT_EQ(found[1].id, "a");
  EXPECT_NEAR(found[1].score, .55295, 1e-4);
}

TEST_F(Oracle, APhraseScoresItsWordsTogetherWhereItStands) {
  // "red bird" stands in c's cast (weight 2), not where red and bird are apart. Words: red in a, c
  // (n = 2), bird in c (n = 1): idf .47000 + .98083 = 1.45083; F = 2.
  // 2.5 * 1.45083 * 2/(2 + 1.6875) = 1.9672
  const auto found = hits("\"red bird\"");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, "c");
  EXPECT_NEAR(found[0].score, 1.9672, 1e-4);
  EXPECT_THAT(ids("\"bird red\""), IsEmpty());  // title, then cast: two places
}

TEST_F(Oracle, APrefixAddsItsWords) {
  // f*: fox (a, F = 6) and fish (b, F = 14): n = 2, idf .47000.
  // a: 2.5 * .47000 * 6/7.125 = .98948; b: 2.5 * .47000 * 14/15.6875 = 1.04861
  const auto found = hits("f*");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, "b");
  EXPECT_NEAR(found[0].score, 1.04861, 1e-4);
  EXPECT_NEAR(found[1].score, .98948, 1e-4);
}

TEST_F(Oracle, AFieldElementCountsInThatFieldWithoutLength) {
  // alias:fish: b's two aliases hold it 3 times, n = 1: 2.5 * .98083 * 3/(3 + 1.5) = 1.63472
  EXPECT_NEAR(hits("alias:fish")[0].score, 1.63472, 1e-4);
  EXPECT_THAT(ids("cast:red"), ElementsAre("c"));
  EXPECT_THAT(ids("title:red"), ElementsAre("a"));
  EXPECT_THAT(ids("heading:wings"), ElementsAre("c"));
  EXPECT_THAT(ids("cast:\"red bird\""), ElementsAre("c"));
  EXPECT_THAT(ids("title:\"red bird\""), IsEmpty());
}

TEST_F(Oracle, AWordTypedTwiceCountsTwice) {
  EXPECT_FLOAT_EQ(static_cast<float>(hits("fox fox")[0].score),
                  static_cast<float>(2 * hits("fox")[0].score));
}

TEST_F(Oracle, FullCoverageStandsAClassAboveTheRest) {
  // runs fox: run .47000, the word runs .98083, fox .98083 twice. M = ceil(2.5 * (.47000 + .98083
  //   + .25 * 2 * .98083) + 2.5 * .47000 * .3 + 1) = ceil(6.20562) = 7. a: 7 + text. c has a form
  //   of run alone: .47000 is less than half.
  const auto found = hits("runs fox", Match::automatic);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_DOUBLE_EQ(found[0].score, 7 + hits("runs fox", Match::any)[0].score);
  // fish red: b has .98083 of 1.45083, enough; class 0.
  const auto relaxed = hits("fish red", Match::automatic);
  ASSERT_EQ(relaxed.size(), 1U);
  EXPECT_EQ(relaxed[0].id, "b");
  EXPECT_LT(relaxed[0].score, 7);
}

TEST_F(Oracle, TheTitleAsTypedCountsTenClasses) {
  // red fox is the title of a: M = ceil(3.125 * 1.45083 + .47000 * 2.5 * .3 + 1) = ceil(5.88636)
  //   = 6, 10 * 6 = 60. In quotes M = ceil(2.5 * 1.45083 + 1) = ceil(4.62708) = 5, 10 * 5 = 50.
  // Text: 3.125 * (.47000 * 5/(5 + 1.125) + .98083 * 6/7.125) = 3.125 * 1.20964 = 3.78012
  // Side by side once, in the title: .47000 * 2.5 * (.2 + .1) * 1/2.125                 = .16588
  // The phrase: 2.5 * 1.45083 * 5/(5 + 1.125) = 2.96088
  EXPECT_NEAR(hits("red fox", Match::automatic)[0].score, 63.9460, 1e-4);
  EXPECT_NEAR(hits("red fox", Match::all)[0].score, 3.9460, 1e-4);
  EXPECT_NEAR(hits("\"Red Fox\"", Match::automatic)[0].score, 52.9609, 1e-4);
}

TEST_F(Oracle, AnAliasAsTypedCountsEightClasses) {
  // fish is an alias of b: M = ceil(3.125 * .98083 + 1) = ceil(4.06509) = 5, 8 * 5 = 40;
  // text 2.7354 as above.
  const auto found = hits("fish", Match::automatic);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, 42.7354, 1e-4);
}

TEST_F(Oracle, ALineIsNotThePageOfItsTitle) {
  Article line = article("l", "fox", "said");
  line.attributes = {{"kind", {Value(std::string("line"))}, false}};
  const NaiveSearch search({line, article("p", "fox", "a page")}, analyzer_, {}, {}, types_);
  SearchRequest request;
  request.q = "fox";
  const auto found = search.search(request).hits;
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, "p");
  EXPECT_GT(found[0].score, 3 * found[1].score);
}

TEST_F(Oracle, MatchAndOperatorsDecideWhatIsFound) {
  EXPECT_THAT(ids("a fish", Match::all), ElementsAre("b"));
  EXPECT_THAT(ids("a fox", Match::all), IsEmpty());
  EXPECT_THAT(ids("a fox", Match::automatic), ElementsAre("a"));  // a is a stop word
  EXPECT_THAT(ids("fox OR bird"), ElementsAre("a", "c"));
  EXPECT_THAT(ids("red -fox"), ElementsAre("c"));
  EXPECT_THAT(ids("+red fish"), ElementsAre("a", "c"));
  EXPECT_THAT(ids("season:1..4"), ElementsAre("c"));
  EXPECT_THAT(ids(""), ElementsAre("a", "b", "c"));
  EXPECT_THAT(ids("!!!"), IsEmpty());
}

TEST_F(Oracle, FacetsCountArticlesWithoutTheFiltersOfTheirOwnAttribute) {
  SearchRequest request;
  request.facets = {"cast", "season"};
  request.filters = {parse_condition("-season:3", types_)};
  const NaiveAnswer answer = search_->search(request);
  EXPECT_EQ(answer.hits.size(), 2U);
  EXPECT_TRUE(answer.facets.at("cast").empty());
  EXPECT_EQ(answer.facets.at("season").at("3"), 1U);
}

TEST(StoredLength, IsExactTo39AndKeepsFourBitsOfWhatIsAbove24) {
  EXPECT_EQ(naive::stored_length(39), 39U);
  EXPECT_EQ(naive::stored_length(40), 40U);
  EXPECT_EQ(naive::stored_length(43), 42U);     // 24 + 10011 in binary, its last bit lost
  EXPECT_EQ(naive::stored_length(1000), 984U);  // 24 + 976, of which 960 is kept
}

}  // namespace
}  // namespace coldopen
