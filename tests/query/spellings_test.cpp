// Names, initials and codes as fans write them: what finds what, and what is marked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/marked.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// The ids of articles with these texts are 0, 1, ..
TestIndex texts(const Strings& texts) {
  TestIndex index;
  for (std::size_t i = 0; i < texts.size(); ++i)
    index.add(article(std::to_string(i)).title("Page").text(texts[i]));
  return index;
}

// What `q` finds in the texts, all of it required.
Ids found(const Strings& of, const std::string& q) {
  Ids ids = texts(of).ids(q, Match::all);
  std::ranges::sort(ids);
  return ids;
}

std::string shown(const std::string& text, const std::string& q) {
  const SearchResponse response = texts({text}).search(asking(q));
  return response.hits.empty() ? "nothing" : marked(response.hits[0].passages.at(0).snippet);
}

TEST(Spellings, InitialsAreFoundInEverySpelling) {
  const Strings of = {"Here is B.J. Novak.", "Here is BJ Novak.", "Here is B. J. Novak.",
                      "Novak met B and J."};
  for (const char* q : {"B.J. Novak", "BJ Novak", "b.j. novak", "bj novak", "b. j. novak"})
    EXPECT_EQ(found(of, q), (Ids{"0", "1", "2"})) << q;
  for (const char* q : {"b j novak"}) EXPECT_EQ(found(of, q), (Ids{"0", "1", "2", "3"})) << q;
  EXPECT_EQ(found(of, "\"bj novak\""), (Ids{"0", "1", "2"}));
  EXPECT_EQ(found(of, "\"b.j. novak\""), (Ids{"0", "1", "2"}));
}

TEST(Spellings, HyphensJoinOrPart) {
  const Strings of = {"Spider-Man returns.", "Spiderman returns.", "Spider man returns.",
                      "A spider returns to man."};
  for (const char* q : {"spiderman", "spider-man", "Spider‑Man"})
    EXPECT_EQ(found(of, q), (Ids{"0", "1", "2"})) << q;
  EXPECT_EQ(found(of, "spider man"), (Ids{"0", "1", "2", "3"}));
  for (const char* q : {"\"spider-man returns\"", "\"spider man returns\""})
    EXPECT_EQ(found(of, q), (Ids{"0", "1", "2"})) << q;
  EXPECT_EQ(found(of, "\"spiderman returns\""), (Ids{"0", "1"})) << "one word in quotes";
}

TEST(Spellings, AcronymsWithDotsAreTheirWord) {
  const Strings of = {"Agents of S.H.I.E.L.D. are here.", "A shield of steel.", "Nothing."};
  EXPECT_EQ(found(of, "shield"), (Ids{"0", "1"}));
  EXPECT_EQ(found(of, "s.h.i.e.l.d."), (Ids{"0", "1"}));
  EXPECT_EQ(found(of, "S H I E L D"), (Ids{"0", "1"}));
  EXPECT_EQ(found({"Ancient A.A.R.M.", "other"}, "aarm"), (Ids{"0"}));
  EXPECT_EQ(found({"M*A*S*H", "Some mash."}, "mash"), (Ids{"0", "1"}));
  EXPECT_EQ(found({"by AC/DC", "by ACDC", "ac and dc"}, "AC/DC"), (Ids{"0", "1"}));
  EXPECT_EQ(found({"by AC/DC", "by ACDC", "ac and dc"}, "acdc"), (Ids{"0", "1"}));
}

TEST(Spellings, AWordComesBeforeInitialsThatSpellIt) {
  EXPECT_THAT(texts({"They saw U.S. soldiers.", "They saw us soldiers now."})
                  .ids("us soldiers", Match::all),
              ElementsAre("1", "0"));
}

TEST(Spellings, MarkedIsWhatWasFound) {
  EXPECT_EQ(shown("Agents of S.H.I.E.L.D. are here.", "shield"),
            "Agents of [S.H.I.E.L.D.] are here.");
  EXPECT_EQ(shown("Agents of S.H.I.E.L.D. are here.", "\"of shield are\""),
            "Agents [of S.H.I.E.L.D. are] here.");
  EXPECT_EQ(shown("The Spider-Man films", "spiderman"), "The [Spider-Man] films");
  EXPECT_EQ(shown("The Spiderman films", "spider-man"), "The [Spiderman] films");
  EXPECT_EQ(shown("Here is B.J. Novak.", "bj"), "Here is [B.J.] Novak.");
  EXPECT_EQ(shown("In season 4's thirteenth episode.", "4x13"),
            "In [season 4's thirteenth episode].");
  EXPECT_EQ(shown("So see 4x13 again.", "season 4 episode 13"), "So see [4x13] again.");
  EXPECT_EQ(shown("Der Jäger lief.", "jaeger"), "Der [Jäger] lief.");
}

TEST(Spellings, CodesInTextsAreFoundInEverySpelling) {
  const Strings of = {"See 4x13.", "See S04E13.", "In season 4, episode 13.",
                      "In season 4's thirteenth episode.", "See 4x12."};
  for (const char* q : {"S04E13", "4x13", "4×13", "s4 ep. 13", "season four episode thirteen"})
    EXPECT_EQ(found(of, q), (Ids{"0", "1", "2", "3"})) << q;
  EXPECT_EQ(found(of, "see 4x13"), (Ids{"0", "1"}));
  EXPECT_EQ(found(of, "\"4x13\""), (Ids{"0"})) << "quotes mean the letters";
  EXPECT_EQ(found({"An 8x10 photo.", "See s08e10."}, "8x10 photo"), (Ids{"0"}));
}

TEST(Spellings, WhatIsACodeOnlyAloneCountsOnlyAlone) {
  const Strings of = {"See S04E13.", "Room 413."};
  EXPECT_EQ(found(of, "413 room"), (Ids{"1"}));
}

TEST(Spellings, UmlautsMeetTheirTwoLetters) {
  const Strings of = {"Jäger", "Jaeger", "Jager"};
  EXPECT_EQ(found(of, "jäger"), (Ids{"0", "1", "2"}));
  EXPECT_EQ(found(of, "jaeger"), (Ids{"0", "1"}));
  EXPECT_EQ(found(of, "jager"), (Ids{"0", "2"}));
  EXPECT_EQ(texts({"Jager and Jaeger too", "Jäger and Jaeger too"}).ids("jäger").at(0), "1")
      << "as it is written";
}

TEST(Spellings, APossessiveIsAlsoTheWordWithoutItsApostrophe) {
  EXPECT_EQ(found({"Ra's al Ghul", "Ras al Ghul", "Sun of Ra"}, "ra's al ghul"), (Ids{"0", "1"}));
  EXPECT_EQ(found({"Dwight's speech", "dwights speech", "dwight speech"}, "dwight's speech"),
            (Ids{"0", "1", "2"}));
}

TEST(Spellings, WordsWithTheirSignNeedIt) {
  const Strings of = {"Written in C++.", "Written in C#.", "Written in C."};
  EXPECT_EQ(found(of, "c++"), (Ids{"0"}));
  EXPECT_EQ(found(of, "c#"), (Ids{"1"}));
  EXPECT_EQ(found(of, "c"), (Ids{"0", "1", "2"}));
  EXPECT_EQ(found({"Just disney."}, "disney+"), (Ids{"0"})) << "nobody has the sign";
}

TEST(Spellings, NumbersOfNamesAreWordsToo) {
  TestIndex index;
  index.add(article("nine").title("Brooklyn Nine-Nine").text("A series."));
  index.add(article("rocky").title("Rocky II").text("A film."));
  EXPECT_THAT(index.ids("brooklyn 99", Match::all), ElementsAre("nine"));
  EXPECT_THAT(index.ids("rocky 2", Match::all), ElementsAre("rocky"));
  EXPECT_THAT(index.ids("rocky two", Match::all), ElementsAre("rocky"));
}

TEST(Spellings, PartsOfAUnitInOtherPlacesAreNotIt) {
  const Strings of = {"The jello was good.", "Jell-O was good.", "A jell and an o.", "Hello."};
  EXPECT_EQ(found(of, "jello"), (Ids{"0", "1"}));
  EXPECT_EQ(found(of, "jell-o"), (Ids{"0", "1"}));
  EXPECT_EQ(found(of, "good -jello"), (Ids{}));
  EXPECT_EQ(found(of, "jello OR hello"), (Ids{"0", "1", "3"}));
  EXPECT_THAT(texts({"His p. hd was"}).ids("phd"), IsEmpty());
}

}  // namespace
}  // namespace coldopen
