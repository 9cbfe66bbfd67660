// What else there is to read: the other part, who is played by the same actor; never the article
// itself, its copies or what lies ahead.
#include "query/related.hpp"

#include <gtest/gtest.h>

#include "query/spoiler_guard.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

TestIndex wiki() {
  TestIndex index;
  index.add(article("Lecture_1")
                .title("Lecture Circuit (Part 1)")
                .with("season", 5.0)
                .with("episode", 16.0)
                .with("series", "The Office")
                .text("Michael and Pam drive from branch to branch and lecture on paper sales."));
  index.add(article("Lecture_2")
                .title("Lecture Circuit (Part 2)")
                .with("season", 5.0)
                .with("episode", 17.0)
                .with("series", "The Office")
                .text("Michael visits Holly in Nashua and finds that she has met somebody."));
  index.add(article("Branch_Wars")
                .with("season", 4.0)
                .with("episode", 10.0)
                .with("series", "The Office")
                .text("Michael drives to the Utica branch to steal."));
  index.add(article("Paper").text("Paper is sold by branches."));
  index.add(article("Karen")
                .title("Karen Filippelli")
                .with("portrayed_by", "Rashida Jones")
                .with("series", "The Office")
                .text("She runs the Utica office."));
  index.add(article("Ann")
                .title("Ann Perkins")
                .with("portrayed_by", "Rashida Jones")
                .with("series", "Parks and Recreation")
                .text("A nurse in Pawnee, by the pit."));
  index.add(article("Leslie")
                .title("Leslie Knope")
                .with("series", "Parks and Recreation")
                .with("portrayed_by", "Amy Poehler")
                .text("She fills the pit in Pawnee."));
  index.add(
      article("Rashida").title("Rashida Jones").with("portrays", "Ann Perkins").text("An actor."));
  index.add(article("Writer").text(
      "Michael and Pam drive from branch to branch and lecture on paper sales: she wrote Lecture "
      "Circuit, Part 1, and says that a lecture circuit is a circuit of lectures."));
  for (int i = 0; i < 20; ++i)
    index.add(article("Pit_" + std::to_string(i)).text("A nurse looks at the pit of Pawnee."));
  index.add(article("Ann_line").title("Ann Perkins").with("kind", "line").text("A nurse, the pit"));
  index.add(article("Nurse_Ann").title("Nurse Ann").with("kind", "redirect").text("nurse pit"));
  return index;
}

Ids ids(const Snapshot& snapshot, const std::string& id, std::size_t limit = 10) {
  Ids found;
  const auto hits = find_related(snapshot, id, limit);
  if (!hits) return {"none"};
  for (const Hit& hit : *hits) found.push_back(hit.id);
  return found;
}

bool has(const Ids& all, const std::string& id) { return std::ranges::find(all, id) != all.end(); }

TEST(Related, TheOtherPartComesFirst) {
  const Snapshot snapshot = wiki().snapshot();
  EXPECT_EQ(ids(snapshot, "Lecture_1").front(), "Lecture_2");
  EXPECT_EQ(ids(snapshot, "Lecture_2").front(), "Lecture_1");
}

TEST(Related, WhoIsPlayedByTheSameActorIsThereHoweverManyShareWords) {
  const Ids found = ids(wiki().snapshot(), "Ann");
  EXPECT_TRUE(has(found, "Karen"));
  EXPECT_TRUE(has(found, "Rashida"));
  EXPECT_TRUE(has(ids(wiki().snapshot(), "Rashida"), "Ann"));
}

TEST(Related, NeverItselfNorRedirectsNorParts) {
  const Ids found = ids(wiki().snapshot(), "Ann", 100);
  for (const char* id : {"Ann", "Ann_line", "Nurse_Ann"}) EXPECT_FALSE(has(found, id)) << id;
}

TEST(Related, ItDoesNotDependOnSegments) {
  const TestIndex index = wiki();
  for (const char* id : {"Ann", "Lecture_1", "Pit_3", "Paper"}) {
    EXPECT_EQ(ids(index.snapshot(1), id, 100), ids(index.snapshot(3), id, 100)) << id;
    EXPECT_EQ(ids(index.snapshot(1), id, 100), ids(index.snapshot(10), id, 100)) << id;
  }
}

TEST(Related, CopiesAreOneAndOnesOwnAreNone) {
  std::string text = "nurse of the pit ";
  for (int i = 0; i < 120; ++i) text += "word" + std::to_string(i) + " ";
  TestIndex index;
  index.add(article("a").text(text)).add(article("a_copy").text(text));
  std::string other = "nurse of the pit ";
  for (int i = 0; i < 120; ++i) other += "other" + std::to_string(i) + " ";
  index.add(article("b").text(other)).add(article("b_copy").text(other));
  EXPECT_EQ(ids(index.snapshot(2), "a").size(), 1U);
}

TEST(Related, WhatLiesAheadNeitherComesNorIsAsked) {
  const auto whole = std::make_shared<const Snapshot>(wiki().snapshot(2));
  const auto seen = guarded(whole, "S05E16");
  EXPECT_TRUE(has(ids(*whole, "Lecture_1"), "Lecture_2"));
  EXPECT_FALSE(has(ids(*seen, "Lecture_1", 100), "Lecture_2"));
  EXPECT_EQ(ids(*seen, "Lecture_2"), (Ids{"none"}));
}

TEST(Related, OfNobodyThereIsNone) {
  TestIndex index = wiki();
  EXPECT_EQ(ids(index.snapshot(), "nobody"), (Ids{"none"}));
  index.remove("Paper");
  EXPECT_EQ(ids(index.snapshot(), "Paper"), (Ids{"none"}));
  EXPECT_EQ(ids(index.snapshot(), "Ann", 0), Ids());
}

}  // namespace
}  // namespace coldopen
