#include "index/applied_settings.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "index/settings_json.hpp"

namespace coldopen {
namespace {

AppliedSettings applied(const std::string& json) {
  return AppliedSettings(std::make_shared<const Settings>(settings_from_json(json)));
}

Article page(std::string body) {
  Article article;
  article.id = "a";
  article.title = "A";
  article.body = std::move(body);
  return article;
}

TEST(AppliedSettings, ByDefaultArticlesAreIndexedAsTheyAre) {
  const Article article = page("one\ntwo");
  EXPECT_FALSE(AppliedSettings().changed(article));
  EXPECT_EQ(AppliedSettings().fingerprint(), 0U);
  EXPECT_EQ(AppliedSettings().analyzer()->fingerprint(), Analyzer().fingerprint());
}

TEST(AppliedSettings, LinesOfBoilerplateGoWhereTheyStandAlone) {
  const AppliedSettings settings = applied(R"({"boilerplate":["Share on X","menu"]})");
  EXPECT_EQ(settings.changed(page("one\n  Share on X \ntwo menu\nmenu"))->body, "one\ntwo menu\n");
  Article cut = page("");
  cut.passages = {{"", "", 0, "menu"}, {"Plot", "Plot", 0, "menu"}, {"", "", 0, "Jim\nmenu\nPam"}};
  const Article rest = settings.changed(cut).value();
  ASSERT_EQ(rest.passages.size(), 2U) << "nothing stays of the first";
  EXPECT_EQ(rest.passages[0].heading, "Plot");
  EXPECT_EQ(rest.passages[0].text, "");
  EXPECT_EQ(rest.passages[1].text, "Jim\nPam");
  const Article other = page("on the menu");
  EXPECT_FALSE(settings.changed(other));
}

TEST(AppliedSettings, TheFirstRuleThatFitsSaysTheKind) {
  const AppliedSettings settings = applied(
      R"({"kinds":[{"attribute":"category","value":"episodes","kind":"episode"},
                   {"attribute":"infobox","value":"Character","kind":"character"}]})");
  Article article = page("");
  article.attributes = {
      {"infobox", {Value(std::string("character"))}, false},
      {"category", {Value(std::string("Season 4")), Value(std::string("Épisodes"))}, true}};
  EXPECT_EQ(settings.changed(article)->attributes.back(),
            (Attribute{"kind", {Value(std::string("episode"))}, false}));
  article.attributes.pop_back();
  article.attributes.push_back({"kind", {Value(std::string("page"))}, false});
  const Article told = settings.changed(article).value();
  ASSERT_EQ(told.attributes.size(), 2U);
  EXPECT_EQ(told.attributes[1], (Attribute{"kind", {Value(std::string("character"))}, false}))
      << "in place of its own";
  EXPECT_EQ(settings.types({}).at("kind"), AttributeType::text);
}

TEST(AppliedSettings, OnlyWhatSegmentsHoldOtherwiseMakesThemAnew) {
  const AppliedSettings defaults;
  for (const char* at_once :
       {R"({"scoring":{"k1":1}})", R"({"synonyms":[["a","b"]]})", R"({"stop_words":["x"]})",
        R"({"pins":[{"q":"a","ids":["b"]}]})", R"({"spoiler":{"unplaced":"hide"}})",
        R"({"distinct":"work"})", R"({"attributes":{"season":{"facet":true}}})", "{}"})
    EXPECT_TRUE(applied(at_once).makes_the_same(defaults)) << at_once;
  for (const char* anew :
       {R"({"language":"de"})", R"({"weights":{"title":6}})", R"({"protected_words":["gates"]})",
        R"({"attributes":{"season":{"type":"text"}}})", R"({"boilerplate":["menu"]})",
        R"({"kinds":[{"attribute":"a","value":"b","kind":"c"}]})", R"({"pairs":false})"})
    EXPECT_FALSE(applied(anew).makes_the_same(defaults)) << anew;
}

TEST(AppliedSettings, NoTextOfOneSettingIsThatOfTwo) {
  EXPECT_FALSE(applied(R"({"boilerplate":["a\u0000line\u0000b"]})")
                   .makes_the_same(applied(R"({"boilerplate":["a","b"]})")));
  EXPECT_FALSE(applied(R"({"boilerplate":["a","4:lineb"]})")
                   .makes_the_same(applied(R"({"boilerplate":["a4:line","b"]})")));
}

TEST(AppliedSettings, WordsOfTheOwnerAreProtectedAndMayBeMissing) {
  const AppliedSettings settings =
      applied(R"({"protected_words":["Gates","Dwight Simmonsen's"],"stop_words":["Büro","was"]})");
  const Analyzer& analyzer = *settings.analyzer();
  EXPECT_EQ(Analyzer().stem("gates"), "gate");
  EXPECT_EQ(analyzer.stem("gates"), "gates");
  EXPECT_EQ(analyzer.stem("offices"), "offic");
  EXPECT_TRUE(analyzer.is_stop_word("buro"));
  EXPECT_TRUE(analyzer.is_stop_word("was"));
  EXPECT_FALSE(analyzer.is_stop_word("the"));
  EXPECT_TRUE(Analyzer().is_stop_word("the"));
}

}  // namespace
}  // namespace coldopen
