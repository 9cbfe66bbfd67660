// By which terms an article is found as a name, a code and a target of links.
#include "index/segment/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coldopen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Texts = std::vector<std::string>;

const Analyzer& analyzer() {
  static const Analyzer chain;
  return chain;
}

Article titled(const std::string& title) {
  Article article;
  article.id = title;
  article.title = title;
  return article;
}

Article with(Article article, const std::string& name, std::vector<Value> values) {
  article.attributes.push_back({name, std::move(values), false});
  return article;
}

Value text(const char* value) { return std::string(value); }

Texts names_in(Space space, const Article& article) {
  Texts found;
  for (const Term& name : names_of(article, analyzer()))
    if (name.space == space) found.push_back(name.text);
  return found;
}

// The codes of an article of that season and these episodes.
Texts codes(std::vector<Value> seasons, std::vector<Value> episodes) {
  Article article = titled("X");
  if (!seasons.empty()) article = with(article, "season", std::move(seasons));
  if (!episodes.empty()) article = with(article, "episode", std::move(episodes));
  return names_in(Space::code_key, article);
}

TEST(Names, ATitleAndItsAliasesStandInListsOfTheirOwn) {
  Article article = titled("Jim Halpert");
  article.aliases = {"Big Tuna", "Jimmy", "!!!", ""};
  EXPECT_THAT(names_in(Space::title_key, article), ElementsAre("jim halpert"));
  EXPECT_THAT(names_in(Space::alias_key, article), ElementsAre("!!!", "big tuna", "jimmy"));
  EXPECT_THAT(names_in(Space::tight_key, article), ElementsAre("bigtuna", "jimhalpert"))
      << "a name of one word is not written twice";
}

TEST(Names, AnEpisodeIsItsCodeAndATwoPartOneBoth) {
  EXPECT_THAT(codes({4.0}, {13.0}), ElementsAre("s04e13"));
  EXPECT_THAT(codes({4.0}, {1.0, 2.0}), ElementsAre("s04e01", "s04e02"));
  EXPECT_THAT(codes({}, {1071.0}), ElementsAre("e1071")) << "counted without seasons";
  EXPECT_THAT(codes({text("4")}, {text("01-02")}), ElementsAre("s04e01", "s04e02"));
  EXPECT_THAT(codes({4.0}, {text("3\u20134")}), ElementsAre("s04e03", "s04e04"));
  EXPECT_THAT(codes({12.0}, {101.0}), ElementsAre("s12e101"));
  EXPECT_THAT(codes({0.0}, {3.0}), ElementsAre("s00e03")) << "a special";
}

TEST(Names, WhatIsNoNumberOfAnEpisodeMakesNoCode) {
  EXPECT_THAT(codes({4.0}, {}), IsEmpty()) << "of a season, but no episode of it";
  EXPECT_THAT(codes({4.0}, {text("Part 2")}), IsEmpty());
  EXPECT_THAT(codes({4.0}, {1071.0}), IsEmpty());
  EXPECT_THAT(codes({4.0}, {text("99999999999")}), IsEmpty());
  EXPECT_THAT(codes({4.0}, {13.5}), IsEmpty());
  EXPECT_THAT(codes({-4.0}, {13.0}), IsEmpty());
  EXPECT_THAT(codes({4.0}, {true}), IsEmpty());
}

TEST(Names, ThePageOfASeasonIsTheSeason) {
  const Article season = with(titled("Season 4"), "season", {4.0});
  EXPECT_THAT(names_in(Space::code_key, season), IsEmpty());
  EXPECT_THAT(names_in(Space::code_key, with(season, "kind", {text("Season")})),
              ElementsAre("s04"));
}

TEST(Names, AProductionCodeOfDigitsIsACode) {
  EXPECT_THAT(names_in(Space::code_key, with(titled("X"), "production_code", {413.0})),
              ElementsAre("413"));
  EXPECT_THAT(names_in(Space::code_key, with(titled("X"), "production_code", {text("413")})),
              ElementsAre("413"));
  EXPECT_THAT(names_in(Space::code_key, with(titled("X"), "production_code", {text("4AKX13")})),
              IsEmpty());
}

TEST(Names, PartsOfAPageHaveNoNamesButLink) {
  for (const char* kind : {"line", "Line", "quote", "stage", "scene"}) {
    Article part = titled("Dinner Party");
    part.aliases = {"4x13"};
    part = with(with(part, "season", {4.0}), "episode", {13.0});
    part = with(with(part, "kind", {text(kind)}), "links", {text("Jan Levinson")});
    EXPECT_EQ(names_of(part, analyzer()), (std::vector<Term>{{Space::link, "jan levinson"}}))
        << kind;
  }
  EXPECT_FALSE(names_in(Space::title_key, with(titled("X"), "kind", {text("line art")})).empty());
}

TEST(Names, ALinkCountsOnceAndNotFromAPageToItself) {
  const Article article = with(titled("Dinner Party"), "links",
                               {text("Jan Levinson"), text("Hunter"), text("jan levinson"),
                                text("dinner-party"), text(""), text("Hunter")});
  EXPECT_THAT(names_in(Space::link, article), ElementsAre("hunter", "jan levinson"));
}

}  // namespace
}  // namespace coldopen
