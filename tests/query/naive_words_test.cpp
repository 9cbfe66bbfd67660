// The oracle's words are held to scores worked out by hand: writings, units, phrases by spans,
// marks, proximity.
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/by_hand.hpp"
#include "tests/support/naive_search.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// All articles of these tests have three words of text and a title of one other word, so all have
// the same length, the average one: K = k1 = 1.5.
class Words : public ::testing::Test {
 protected:
  Words() { index_.scoring(by_hand()); }

  void pages(const std::vector<const char*>& texts) {
    for (const char* text : texts) {
      const std::string id(1, static_cast<char>('a' + index_.articles().size()));
      index_.add(article(id).title("zz" + id).text(text));
    }
  }

  std::vector<NaiveHit> hits(const std::string& q, Match match = Match::any) const {
    const Snapshot snapshot = index_.snapshot();
    const NaiveSearch search(index_.living(), index_.analyzer(), snapshot.scoring, snapshot.weights,
                             index_.types());
    SearchRequest request = asking(q);
    request.match = match;
    return search.search(request).hits;
  }
  Ids ids(const std::string& q, Match match = Match::any) const {
    Ids found;
    for (const NaiveHit& hit : hits(q, match)) found.push_back(hit.id);
    return found;
  }
  double score(const std::string& q, const std::string& id, Match match = Match::any) const {
    for (const NaiveHit& hit : hits(q, match)) {
      if (hit.id == id) return hit.score;
    }
    return 0;
  }
  // ln(1 + (N - n + .5) / (n + .5))
  double idf(double n) const {
    const auto all = static_cast<double>(index_.articles().size());
    return std::log(1 + (all - n + .5) / (n + .5));
  }
  // w * F / (F + K) of a part with that share of the idf
  double points(double share, double n, double f) const {
    return share * idf(n) * 2.5 * f / (f + 1.5);
  }

  TestIndex index_;
};

TEST_F(Words, TypedApartTheyFindTheWordInOne) {
  // a holds spiderman alone, b both words apart. spider: F = 0 + 1 (in one) in a, 1 in b: n = 2.
  // The same for man, and for the exact part. N = 3, idf(2) = ln(1 + 1.5/2.5) = .47000.
  // a: 2 words * 1.25 * 2.5 * .47000 * 1/2.5 = 1.17501
  pages({"a spiderman story", "man and spider", "nothing of it"});
  EXPECT_NEAR(score("spider man", "a"), 1.17501, 1e-4);
  EXPECT_NEAR(score("spider man", "a"), 2 * (points(1, 2, 1) + points(.25, 2, 1)), 1e-6);
  // b: the same, and man spider stand within eight words: .47000 * 2.5 * .1 * 1/2.5 = .04700
  EXPECT_NEAR(score("spider man", "b"), 1.22201, 1e-4);
}

TEST_F(Words, TypedInOneAWordIsItsPartsWhereArticlesPartIt) {
  // No article has the word, spider and man stand in three each, side by side in a and c: F = 1
  // there, n = 2, of the class and of the word as typed.
  pages({"the spider man", "man and spider", "spider man's story", "nothing of it"});
  EXPECT_THAT(ids("spiderman", Match::all), UnorderedElementsAre("a", "c"));
  EXPECT_NEAR(score("spiderman", "a"), points(1.25, 2, 1), 1e-6);
  EXPECT_THAT(ids("spider man", Match::all), UnorderedElementsAre("a", "b", "c"));
}

TEST_F(Words, AWordIsNotPartedWhereOnePartIsRareOrItIsAWord) {
  pages({"the spider man", "man and spider", "nothing of it"});  // two holders each
  EXPECT_THAT(ids("spiderman", Match::all), IsEmpty());
  pages({"spider man here", "spiderman stands here"});
  EXPECT_THAT(ids("spiderman", Match::all), ElementsAre("e")) << "the word itself occurs";
}

TEST_F(Words, ASynonymCountsFourFifths) {
  // tv = television. a has tv, b television: F of the class part: tv 1 in a; .8 in b; n = 2 of 3.
  // exact: tv in a alone, n = 1.
  // a: 2.5 * .47000 * 1/2.5 + .25 * 2.5 * .98083 * 1/2.5       = .47000 + .24521 = .71521
  // b: 2.5 * .47000 * .8/2.3                                                     = .40870
  pages({"watching tv here", "a television set", "nothing of it"});
  EXPECT_NEAR(score("tv", "a"), .71521, 1e-4);
  EXPECT_NEAR(score("tv", "b"), .40870, 1e-4);
  EXPECT_THAT(ids("\"tv\""), ElementsAre("a")) << "not in quotes";
  EXPECT_THAT(ids("set -tv"), ElementsAre("b")) << "not behind a minus";
}

TEST_F(Words, ASynonymOfSeveralWordsIsAPhraseAndStandsForEachOfThem) {
  // bts = behind the scenes. From bts: the phrase's list, F = .8 in a; bts itself in b.
  //   a: 2.5 * idf(2) * .8/2.3
  // From the phrase's words: each gets .8 of bts: in b each of the three words has F = .8.
  pages({"behind the scenes", "bts pictures here", "scenes behind mountains"});
  EXPECT_NEAR(score("bts", "a"), points(1, 2, .8), 1e-6);
  EXPECT_THAT(ids("bts", Match::all), UnorderedElementsAre("a", "b"));
  // behind: a, c by itself, b by bts: n = 3, idf(3) = ln(1 + .5/3.5) = .13353. scenes alike; the:
  // a, b: .47000. b: (2 * .13353 + .47000) * 2.5 * .8/2.3 = .64094
  EXPECT_NEAR(score("behind the scenes", "b"), .64094, 1e-4);
  EXPECT_THAT(ids("scenes behind", Match::all), UnorderedElementsAre("a", "c")) << "another order";
}

TEST_F(Words, NeighboursCountWhereTheyStandTogetherAndWhereTheyAreNear) {
  // red fox: a side by side: o = 1, w = 1; b the other way round: o = 0, w = 1; c in two places.
  // N = 4, red and fox in three each: idf(3) = ln(1 + 1.5/3.5) = .35667; words of all three:
  // 2 * 1.25 * 2.5 * .35667 * 1/2.5 = .89169. a: + .35667 * 2.5 * (.2 + .1)/2.5 = .10700;
  // b: + .35667 * 2.5 * .1/2.5 = .03567
  pages({"a red fox", "fox is red", "nothing of it"});
  index_.add(article("d").title("zzd").text("red is").passage("", "", "fox"));
  EXPECT_NEAR(score("red fox", "a"), .99870, 1e-4);
  EXPECT_NEAR(score("red fox", "b"), .92736, 1e-4);
  EXPECT_NEAR(score("red fox", "d"), .89169, 1e-4);
  EXPECT_NEAR(score("fox \"red\"", "b"), .89169 - points(.25, 3, 1), 1e-4) << "no neighbours";
}

TEST_F(Words, NearIsWithinEightWordsAndNotTheWordItself) {
  index_.add(article("near").title("x").text("red 1 2 3 4 5 6 7 fox 8"));
  index_.add(article("far").title("x").text("red 1 2 3 4 5 6 7 8 fox"));
  // Both hold both: idf(2) = ln(1 + .5/2.5) = .18232; .18232 * 2.5 * .1 * 1/2.5 = .01823
  EXPECT_NEAR(score("red fox", "near") - score("red fox", "far"), .01823, 1e-5);
  index_.add(article("same").title("x").text("runs here"));
  EXPECT_EQ(score("runs running", "same"), score("runs OR running", "same"))
      << "one class: a word is not near itself";
}

TEST_F(Words, OnlyTheBestByWordsGetProximity) {
  Scoring scoring = by_hand();
  scoring.candidates = 1;
  index_.scoring(scoring);
  pages({"red fox red", "a red fox", "nothing of it"});
  Scoring none = scoring;
  none.candidates = 0;
  const double with = score("red fox", "a"), beside = score("red fox", "b");
  index_.scoring(none);
  EXPECT_GT(with, score("red fox", "a"));
  EXPECT_EQ(beside, score("red fox", "b"));
}

TEST_F(Words, AHyphenMakesAUnitThatMatchesTogetherAndScoresAsApart) {
  // a has it with a hyphen, b in one, c both words apart: c does not match. spider: 1 in a, b (in
  // one), c: n = 3, N = 4, as for spider man.
  pages({"spider-man story", "the spiderman here", "man and spider", "nothing of it"});
  EXPECT_THAT(ids("spider-man", Match::all), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(ids("spiderman", Match::all), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(ids("spider man", Match::all), UnorderedElementsAre("a", "b", "c"));
  for (const char* id : {"a", "b"})
    EXPECT_EQ(score("spider-man", id), score("spider man", id)) << id;
  EXPECT_NEAR(score("spider-man", "b"), 2 * (points(1, 3, 1) + points(.25, 3, 1)), 1e-6);
  // Typed in one it is one word: apart in a, itself in b, n = 2. The joined form in a is the same
  // occurrence as its two words and does not count again.
  for (const char* id : {"a", "b"})
    EXPECT_NEAR(score("spiderman", id), points(1.25, 2, 1), 1e-6) << id;
}

TEST_F(Words, InitialsThatAreAlsoAWordCountFourFifths) {
  // us: the word in a; U.S. in b, which lacks the word: .8. Class part: n = 2 of 3, the exact part
  // the same list. b: 1.25 * 2.5 * .47000 * .8/2.3 = .51087; a: 1.25 * 2.5 * .47000 * 1/2.5
  pages({"one of us", "U.S. paper", "nothing of it"});
  EXPECT_NEAR(score("us", "a"), .58750, 1e-4);
  EXPECT_NEAR(score("us", "b"), .51087, 1e-4);
  // Typed with dots it is the unit u, s: a has the word in one, b the letters: F = 1 in both.
  EXPECT_THAT(ids("U.S.", Match::all), UnorderedElementsAre("a", "b"));
}

TEST_F(Words, AJoinedFormCountsWhereTheClassIsMissing) {
  // shield has no article of its own word but b's: c has S.H.I.E.L.D., no initials of a word in b:
  // it is one, so .8.
  pages({"nothing of it", "the shield here"});
  index_.add(article("c").title("zzc").text("S.H.I.E.L.D."));
  index_.add(article("d").title("zzd").text("shield S.H.I.E.L.D."));
  const double both = score("shield", "d");
  index_.add(article("e").title("zze").text("shield shield words"));
  EXPECT_GT(both, 0);
  EXPECT_THAT(ids("shield", Match::all), UnorderedElementsAre("b", "c", "d", "e"));
  EXPECT_LT(score("shield", "d"), score("shield", "e")) << "its joined form is not added";
}

TEST_F(Words, AnUmlautIsFoundWrittenOut) {
  // jäger: E jager, its other form jaeger. a: jager, b: jaeger, c: jäger (jager, J jaeger).
  pages({"the jager here", "the jaeger here", "the jäger here", "nothing of it"});
  for (const char* q : {"jäger", "jaeger"})
    EXPECT_THAT(ids(q, Match::all), ::testing::IsSupersetOf({"b", "c"})) << q;
  EXPECT_THAT(ids("jäger", Match::all), UnorderedElementsAre("a", "b", "c"));
  // Class and exact of jäger: F = 1 in all three: 1.25 * 2.5 * idf(3) * 1/2.5; c has it as written:
  // .02 * 2.5 * ln(1 + 3.5/1.5) * 1/2.5 = .02 * 1.20397
  EXPECT_NEAR(score("jäger", "b"), points(1.25, 3, 1), 1e-6);
  EXPECT_NEAR(score("jäger", "c") - score("jäger", "b"), .02408, 1e-5);
}

TEST_F(Words, AWordWithItsSignIsThatWordAlone) {
  pages({"I know C++", "vitamin c here", "nothing of it"});
  EXPECT_THAT(ids("c++", Match::all), ElementsAre("a"));
  EXPECT_NEAR(score("c++", "a"), points(1.25, 1, 1), 1e-6);
  EXPECT_THAT(ids("c#", Match::all), UnorderedElementsAre("a", "b")) << "nobody has it: the letter";
}

TEST_F(Words, ACodeFindsItsOtherSpellings) {
  // Typed as one word, s04e13: itself in a; the code in a and b. Class: F = 1 + 1 in a, 1 in b.
  pages({"see S04E13 there", "see 4x13 there", "nothing of it"});
  EXPECT_NEAR(score("s04e13", "a"), points(1.25, 2, 2), 1e-6);
  EXPECT_NEAR(score("s04e13", "b"), points(1.25, 2, 1), 1e-6);
  EXPECT_THAT(ids("season 4 episode 13", Match::all), UnorderedElementsAre("a", "b"));
}

TEST_F(Words, PhrasesRunOverSpans) {
  pages({"Spider-Man returns", "spiderman returns here", "spider man returns",
         "so returns spiderman"});
  for (const char* q :
       {"\"spiderman returns\"", "\"spider man returns\"", "\"spider-man returns\""})
    EXPECT_THAT(ids(q, Match::all), ::testing::IsSupersetOf({"a", "b"})) << q;
  EXPECT_THAT(ids("\"spider man returns\"", Match::all), UnorderedElementsAre("a", "b", "c"));
  // The sum of the typed words' idf: spiderman in b, d, returns in all four; one start.
  EXPECT_NEAR(score("\"spiderman returns\"", "a"), points(1, 2, 1) + points(1, 4, 1), 1e-6);
}

}  // namespace
}  // namespace coldopen
