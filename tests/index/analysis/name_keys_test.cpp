// Keys of names: spellings of one name share a key, other names do not.
#include "index/analysis/name_keys.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string_view>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"

namespace coldopen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

NameKeys keys(std::string_view name) {
  static const Analyzer analyzer("en");
  return analyzer.keys(name);
}

bool share(const Strings& some, const Strings& others) {
  return std::ranges::any_of(
      some, [&](const std::string& key) { return std::ranges::count(others, key) > 0; });
}

TEST(NameKeys, TheFirstIsTheExactWordsAndAnotherKeepsPossessives) {
  EXPECT_THAT(keys("Dinner Party").whole, ElementsAre("dinner party"));
  EXPECT_THAT(keys("Valentine's Day").whole, ElementsAre("valentine day", "valentines day"));
  EXPECT_TRUE(share(keys("valentines day").whole, keys("Valentine’s Day").whole));
  EXPECT_TRUE(share(keys("valentine day").whole, keys("Valentine’s Day").whole));
}

TEST(NameKeys, UmlautsAreKnownAsPeopleWithoutThemWriteThem) {
  EXPECT_THAT(keys("Jäger & Söhne").whole, ElementsAre("jager and sohne", "jaeger and soehne"));
}

TEST(NameKeys, NumbersAreKnownInDigitsToo) {
  EXPECT_THAT(keys("Brooklyn Nine-Nine").whole, ElementsAre("brooklyn nine nine", "brooklyn 99"));
  EXPECT_TRUE(share(keys("Rocky 2").whole, keys("Rocky II").whole));
  EXPECT_TRUE(share(keys("rocky two").whole, keys("Rocky II").whole));
  EXPECT_FALSE(share(keys("Rocky 3").whole, keys("Rocky II").whole));
}

TEST(NameKeys, TheLetterNBetweenApostrophesSaysAnd) {
  EXPECT_TRUE(share(keys("guns and roses").whole, keys("Guns N' Roses").whole));
  EXPECT_TRUE(share(keys("guns & roses").whole, keys("Guns ’N’ Roses").whole));
}

TEST(NameKeys, BareIsWithoutTheFinalBracketsOnly) {
  EXPECT_THAT(keys("Her (film)").bare, ElementsAre("her"));
  EXPECT_THAT(keys("Her").bare, IsEmpty());
  EXPECT_THAT(keys("(500) Days of Summer").bare, IsEmpty());
  EXPECT_THAT(keys("(untitled)").bare, IsEmpty());
  EXPECT_THAT(keys("Lecture Circuit (Part 1) ").bare, ElementsAre("lecture circuit"));
  EXPECT_THAT(keys("Her (film)").whole, ElementsAre("her film"));
}

TEST(NameKeys, TightLeavesALeadingArticleOut) {
  EXPECT_THAT(keys("The Office (US)").tight,
              UnorderedElementsAre("theofficeus", "officeus", "theoffice", "office"));
  EXPECT_THAT(keys("A Benihana Christmas").tight,
              UnorderedElementsAre("abenihanachristmas", "benihanachristmas"));
  EXPECT_THAT(keys("Theatre").tight, ElementsAre("theatre"));
  EXPECT_THAT(keys("The").tight, ElementsAre("the"));
  EXPECT_THAT(keys("The The").tight, UnorderedElementsAre("thethe", "the"));
  EXPECT_THAT(Analyzer("de").keys("Das Büro").tight,
              UnorderedElementsAre("dasburo", "buro", "dasbuero", "buero"));
  EXPECT_THAT(Analyzer("de").keys("The Office").tight, ElementsAre("theoffice"));
}

TEST(NameKeys, TightIsWithoutSpacesAndOnceWithoutAnd) {
  EXPECT_THAT(keys("Mr. & Mrs. Smith").tight, UnorderedElementsAre("mrandmrssmith", "mrmrssmith"));
  for (const std::string_view spelling :
       {"B.J. Novak", "BJ Novak", "B J Novak", "b. j. novak", "bj novak", "bjnovak"}) {
    EXPECT_THAT(keys(spelling).tight, Contains("bjnovak")) << spelling;
  }
  for (const std::string_view spelling : {"S.H.I.E.L.D.", "shield", "S H I E L D"}) {
    EXPECT_THAT(keys(spelling).tight, Contains("shield")) << spelling;
  }
  for (const std::string_view spelling : {"Spider-Man", "spiderman", "Spider‑Man", "spider man"}) {
    EXPECT_THAT(keys(spelling).tight, Contains("spiderman")) << spelling;
  }
  for (const std::string_view spelling : {"WALL·E", "WALL-E", "walle", "wall e"}) {
    EXPECT_THAT(keys(spelling).tight, Contains("walle")) << spelling;
  }
  EXPECT_THAT(keys("The Office (US)").tight,
              UnorderedElementsAre("theofficeus", "theoffice", "officeus", "office"));
  EXPECT_THAT(keys("And").tight, ElementsAre("and"));
}

TEST(NameKeys, OtherNamesShareNone) {
  EXPECT_FALSE(share(keys("Michael").tight, keys("Michaels").tight));
  EXPECT_FALSE(share(keys("It").whole, keys("I.T.").whole));
  EXPECT_FALSE(share(keys("Us").whole, keys("U.S.").whole));
  EXPECT_FALSE(share(keys("well").whole, keys("we'll").whole));
  EXPECT_THAT(keys("Her (film)").whole, Not(Contains("her")));
}

TEST(NameKeys, ANameOfSignsHasAKeyAndAnEmptyOneNone) {
  EXPECT_THAT(keys("!!!").whole, ElementsAre("!!!"));
  EXPECT_THAT(keys("").whole, IsEmpty());
  EXPECT_THAT(keys("").tight, IsEmpty());
}

TEST(NameKeys, ASignThatMakesAWordIsPartOfTheKey) {
  EXPECT_THAT(keys("C++").whole, ElementsAre("c++"));
  EXPECT_THAT(keys("Apple TV+").whole, ElementsAre("apple tv+"));
  EXPECT_THAT(keys("Apple TV+").bare, ElementsAre("apple tv")) << "found without it, too";
  EXPECT_FALSE(share(keys("c#").whole, keys("C++").bare));
  EXPECT_FALSE(share(keys("c#").tight, keys("C++").tight));
}

TEST(NameKeys, TightOnesHaveNeitherApostropheNorPoint) {
  EXPECT_TRUE(share(keys("tonystark20").tight, keys("Tony Stark 2.0").tight));
  EXPECT_TRUE(share(keys("i ll be there").tight, keys("I'll Be There").tight));
  EXPECT_TRUE(share(keys("illbethere").tight, keys("I’ll Be There").tight));
}

}  // namespace
}  // namespace coldopen
