// The oracle's names are held to classes and points worked out by hand: titles, aliases, codes,
// links.
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

class Names : public ::testing::Test {
 protected:
  Names() { index_.scoring(by_hand()); }

  std::vector<NaiveHit> hits(const std::string& q, Match match = Match::automatic) const {
    const Snapshot snapshot = index_.snapshot();
    const NaiveSearch search(index_.living(), index_.analyzer(), snapshot.scoring, snapshot.weights,
                             index_.types());
    SearchRequest request = asking(q);
    request.match = match;
    return search.search(request).hits;
  }
  Ids ids(const std::string& q) const {
    Ids found;
    for (const NaiveHit& hit : hits(q)) found.push_back(hit.id);
    return found;
  }
  // Beside the score by words alone: whole classes, each worth `height`.
  double classes(const std::string& q, const std::string& id, double height) const {
    double all = 0, words = 0;
    for (const NaiveHit& hit : hits(q)) all = hit.id == id ? hit.score : all;
    for (const NaiveHit& hit : hits(q, Match::any)) words = hit.id == id ? hit.score : words;
    return (all - words) / height;
  }

  TestIndex index_;
};

TEST_F(Names, EachClassStandsAboveTheNext) {
  // dinner party: dinner and party in all six, idf(6) = ln(1 + .5/6.5) = .07411 each.
  // M = ceil(1.25 * 2.5 * .14822 + .07411 * 2.5 * .3 + 1) = ceil(1.51877) = 2
  index_.add(article("title").title("Dinner Party").text("Guests."));
  index_.add(article("bare").title("Dinner Party (song)").text("Guests."));
  index_.add(article("alias").title("Evening").alias("Dinner Party").text("Guests."));
  index_.add(article("tight").title("The Dinner Party").text("Guests."));
  index_.add(article("named").title("Party Dinner").text("Guests."));
  index_.add(article("covered").title("Evening").text("Dinner, party."));
  EXPECT_THAT(ids("dinner party"),
              ElementsAre("title", "bare", "alias", "tight", "named", "covered"));
  const std::vector<std::pair<const char*, double>> wanted = {
      {"title", 10}, {"bare", 9}, {"alias", 8}, {"tight", 7}, {"named", 2}, {"covered", 1}};
  for (const auto& [id, of] : wanted) EXPECT_NEAR(classes("dinner party", id, 2), of, 1e-6) << id;
}

TEST_F(Names, ATightNameIsFoundWithoutItsWords) {
  // bigfan occurs nowhere: idf(0) = ln(1 + 2.5/.5) = 1.79176; M = ceil(3.125 * 1.79176
  // + 1) = ceil(6.59925) = 7; no word of it counts: 7 * 7.
  index_.add(article("page").title("Big Fan").text("Guests."));
  index_.add(article("other").title("Fan").text("Big."));
  const std::vector<NaiveHit> found = hits("bigfan");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, "page");
  EXPECT_DOUBLE_EQ(found[0].score, 49);
  EXPECT_THAT(hits("bigfan", Match::all), IsEmpty());
}

TEST_F(Names, KindsThatAreNoPagesStandBelow) {
  index_.add(article("page").title("Mercury").text("x"));
  index_.add(article("line").title("Mercury").text("x").with("kind", "line"));
  index_.add(article("which").title("Mercury (disambiguation)").text("x"));
  index_.add(article("list").title("Mercury").text("x").with("kind", "list"));
  // mercury in all four: idf(4) = ln(1 + .5/4.5) = .10536; M = ceil(3.125 * .10536 + 1) = 2
  EXPECT_NEAR(classes("mercury", "page", 2), 10, 1e-6);
  EXPECT_NEAR(classes("mercury", "line", 2), 1, 1e-6);
  EXPECT_NEAR(classes("mercury", "which", 2), 2, 1e-6);
  EXPECT_NEAR(classes("mercury", "list", 2), 2, 1e-6);
  EXPECT_EQ(ids("mercury disambiguation").at(0), "which");
}

TEST_F(Names, ManyLinksGiveHalfAPoint) {
  // w_prior * L^.7 / (30^.7 + L^.7): 30 links .5; importance 30 the same; 1 link: 1/(1 + 10.81386)
  // = .08465; none 0. An article does not link to itself.
  index_.add(article("much").title("Red Fox").text("fox").with("importance", Value(30.0)));
  index_.add(article("one").title("One").text("fox"));
  index_.add(article("two").title("Two").text("fox").with("links", "one").with("links", "Two"));
  Scoring scoring = by_hand();
  scoring.w_prior = 0;
  const auto score = [&](const std::string& id) {
    for (const NaiveHit& hit : hits("fox", Match::any)) {
      if (hit.id == id) return hit.score;
    }
    return 0.0;
  };
  const double much = score("much"), one = score("one"), two = score("two");
  index_.scoring(scoring);
  EXPECT_NEAR(much - score("much"), .5, 1e-9);
  EXPECT_NEAR(one - score("one"), .08465, 1e-5);
  EXPECT_EQ(two, score("two"));
}

TEST_F(Names, ACodeIsThePageOfItsEpisode) {
  index_.add(article("dinner")
                 .title("Dinner")
                 .text("x")
                 .with("season", Value(4.0))
                 .with("episode", Value(13.0))
                 .with("production_code", "413"));
  index_.add(
      article("two").title("Fun Run").text("x").with("season", Value(4.0)).with("episode", "1-2"));
  index_.add(article("other").title("Ad").text("x").with("codes", "4x13"));
  index_.add(article("season")
                 .title("Fourth")
                 .text("x")
                 .with("season", Value(4.0))
                 .with("kind", "season"));
  index_.add(article("line")
                 .title("Dinner")
                 .text("4x13")
                 .with("season", Value(4.0))
                 .with("episode", Value(13.0))
                 .with("kind", "line"));
  for (const char* q : {"s04e13", "4x13", "season 4 episode 13", "the s04e13"}) {
    const Ids found = ids(q);
    ASSERT_GE(found.size(), 2U) << q;
    EXPECT_EQ(found[0], "dinner") << q;
    EXPECT_EQ(found[1], "other") << q << ": class 8";
  }
  EXPECT_EQ(ids("4x02").at(0), "two");
  EXPECT_EQ(ids("s04").at(0), "season");
  EXPECT_EQ(ids("413").at(0), "dinner");
  // Nobody writes s04e13; its code stands in line's text and other's `codes`: idf(2) of 5 =
  // ln(1 + 3.5/2.5) = .87547; M = ceil(3.125 * .87547 + 1) = ceil(3.73584) = 4
  EXPECT_DOUBLE_EQ(hits("s04e13").at(0).score, 9 * 4);
  EXPECT_EQ(std::floor(hits("s04e13").at(1).score / 4), 8);
}

TEST_F(Names, OtherWordsBesideACodeMustBeThere) {
  index_.add(article("dinner")
                 .title("Dinner")
                 .text("photo")
                 .with("season", Value(8.0))
                 .with("episode", Value(10.0)));
  EXPECT_EQ(hits("8x10 photo").size(), 1U) << "the episode has the other word";
  EXPECT_THAT(ids("8x10 lamp"), IsEmpty());
  index_.add(article("frame").title("Frame").text("an 8x10 photo"));
  EXPECT_EQ(ids("8x10 photo").at(0), "frame") << "somebody means the words";
  EXPECT_EQ(ids("s08e10 photo").at(0), "dinner") << "nobody writes a code but for an episode";
}

}  // namespace
}  // namespace coldopen
