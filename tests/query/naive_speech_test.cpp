// `dwight: identity theft`: the oracle is held to scores worked out by hand, the engine to the
// oracle.
#include <cmath>
#include <gtest/gtest.h>

#include "tests/support/by_hand.hpp"
#include "tests/support/naive_search.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

// Pages of an episode and records of its script.
TestIndex script() {
  TestIndex index;
  index
      .add(article("recall")
               .title("Product Recall")
               .text("Jim: Bears. Beets. Identity theft.")
               .passage("The reply", "reply", "Dwight: Identity theft is not a joke, Jim!")
               .redirect("Prank day")
               .text("Dwight Schrute leaves. Millions of families suffer every year."))
      .add(article("goodbye")
               .title("Goodbye, Toby")
               .text("Michael Scott: No God please no!")
               .text("Michael Klump: I declare bankruptcy, and no joke.")
               .text("Michael: Scott says no."))
      .add(article("line-1")
               .with("kind", "line")
               .with("character", "Dwight Schrute")
               .text("Bears eat beets. Nobody steals from Spider-Man."))
      .add(article("line-2")
               .with("kind", "Quote")
               .with("characters", "Jim Halpert")
               .with("characters", "Michael Scott")
               .text("Bears beat beets in season 4 episode 13, S04E13."))
      .add(article("page")
               .with("kind", "episode")
               .with("character", "Dwight Schrute")
               .text("Bears and beets and identity theft and families."));
  return index;
}

std::string told(const std::vector<NaiveHit>& hits) {
  std::string text;
  for (const NaiveHit& hit : hits) text += hit.id + " " + std::to_string(hit.score) + "\n";
  return text;
}

class Speech : public ::testing::Test {
 protected:
  std::vector<NaiveHit> scan(const std::string& q, const TestIndex& index) const {
    const Snapshot snapshot = index.snapshot();
    const NaiveSearch search(index.living(), index.analyzer(), snapshot.scoring, snapshot.weights,
                             index.types());
    SearchRequest request = asking(q);
    request.typo = Typo::off;
    return search.search(request).hits;
  }

  // What asking the speaker adds to an article, of the words typed with a colon and without.
  double gain(const std::string& name, const std::string& said, const std::string& id) const {
    TestIndex index = script();
    Scoring scoring = by_hand();
    scoring.parts.classes = false;
    index.scoring(scoring);
    const auto score = [&](const std::string& q) {
      for (const NaiveHit& hit : scan(q, index))
        if (hit.id == id) return hit.score;
      return std::nan("");
    };
    return score(name + ": " + said) - score(name + " " + said);
  }

  // ln(1 + (N - n + .5) / (n + .5)) of five articles
  static double idf(double n) { return std::log(1 + (5 - n + .5) / (n + .5)); }
};

TEST_F(Speech, WhoSaysAllOfItGetsTheIdfOfTheName) {
  // dwight: in recall, line-1 and page, n = 3; identity and theft each in recall and page.
  // The reply holds both words: s = 1.
  EXPECT_NEAR(gain("dwight", "identity theft", "recall"), 2.5 * idf(3), 1e-6);
  EXPECT_NEAR(gain("dwight", "identity theft", "page"), 0, 1e-6) << "it is no line, says nothing";
}

TEST_F(Speech, WhoSaysAPartOfItGetsAsMuchOfIt) {
  // identity n = 2, bears n = 4. Dwight says identity theft, Jim bears.
  EXPECT_NEAR(gain("dwight", "identity bears", "recall"), 2.5 * idf(3) * idf(2) / (idf(2) + idf(4)),
              1e-6);
  // families n = 2, suffer n = 1: only where he leaves.
  EXPECT_NEAR(gain("dwight", "suffer joke", "recall"), 2.5 * idf(3) * idf(1) / (idf(1) + idf(2)),
              1e-6)
      << "the best passage counts, not all together";
}

TEST_F(Speech, ANameOfTwoWordsStandsSideBySideAtTheStart) {
  // michael and scott: in goodbye and line-2, n = 2 each. bankruptcy is what another Michael says.
  EXPECT_NEAR(gain("michael scott", "god", "goodbye"), 2.5 * 2 * idf(2), 1e-6);
  EXPECT_NEAR(gain("michael scott", "bankruptcy", "goodbye"), 0, 1e-6);
  EXPECT_NEAR(gain("michael", "bankruptcy", "goodbye"), 2.5 * idf(2), 1e-6);
  EXPECT_NEAR(gain("scott", "god", "goodbye"), 0, 1e-6) << "his first name stands before it";
}

TEST_F(Speech, ALineIsSaidByAnyOfItsCharacters) {
  // bears: n = 4.
  EXPECT_NEAR(gain("dwight", "bears", "line-1"), 2.5 * idf(3), 1e-6);
  EXPECT_NEAR(gain("michael scott", "bears", "line-2"), 2.5 * 2 * idf(2), 1e-6);
}

TEST_F(Speech, TheNameAgainIsNothingThatIsSaid) {
  // scott's is scott again: tots is all that is said, and nobody says it.
  EXPECT_NEAR(gain("michael scott", "scott god", "goodbye"), 2.5 * 2 * idf(2), 1e-6);
  EXPECT_NEAR(gain("michael", "michael", "goodbye"), 0, 1e-6);
}

TEST_F(Speech, WhatNoPassageCanHoldIsNotAskedFor) {
  EXPECT_NEAR(gain("dwight", "identity title:product", "recall"), 2.5 * idf(3), 1e-6);
}

TEST_F(Speech, TheEngineScoresAsTheScanDoes) {
  const TestIndex index = script();
  for (const char* q : {"dwight: identity theft",
                        "Dwight : identity theft",
                        "dwight: identity",
                        "dwight: prank joke",
                        "kind:line dwight: bears",
                        "dwight schrute: bears",
                        "michael scott: god please",
                        "michael scott: scott's joke",
                        "michael: michael scott",
                        "michael: michael",
                        "toby: identity theft",
                        "nobody at all: bears",
                        "the: bears",
                        "jim halpert: beets",
                        "dwight: \"identity theft\"",
                        "dwight: \"not joke\"",
                        "dwight: famil*",
                        "dwight: spiderman",
                        "michael scott: s04e13",
                        "dwight: theft OR bears",
                        "dwight: +theft",
                        "dwight: -theft bears",
                        "dwight: body:theft",
                        "dwight: heading:reply theft",
                        "dwight: title:product theft",
                        "dwight: body:\"identity theft\"",
                        "dwight's: theft",
                        "dwight:: theft",
                        "dwight: jim: joke",
                        "no god please no: scott",
                        "jim: dwight: beets",
                        "dwight: steal",
                        "dwight: kind:episode",
                        "dwight:",
                        ": theft",
                        "dwight: !!!"}) {
    SCOPED_TRACE(q);
    SearchRequest request = asking(q);
    request.typo = Typo::off;
    for (const std::size_t segments : {1U, 3U}) {
      std::vector<NaiveHit> given;
      for (const Hit& hit : index.search(request, segments).hits)
        given.push_back({hit.id, hit.score});
      const std::vector<NaiveHit> expected = scan(q, index);
      EXPECT_EQ(told(given), told(expected));
      EXPECT_TRUE(given == expected);
    }
  }
}

}  // namespace
}  // namespace coldopen
