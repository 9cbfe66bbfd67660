#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "server/assets.hpp"
#include "server/html.hpp"
#include "server/page_text.hpp"
#include "server/reading_page.hpp"
#include "server/results_page.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string escaped(std::string_view text) {
  Html html;
  html << Text{text};
  return std::move(html).bytes();
}

std::string marked(std::string text, std::vector<Mark> marks) {
  const MarkedText value{std::move(text), std::move(marks)};
  Html html;
  html << Marked{value};
  return std::move(html).bytes();
}

Attribute attribute(std::string name, Value value) {
  return {std::move(name), {std::move(value)}, false};
}

Hit hit(std::string id, std::string title) {
  Hit one;
  one.id = std::move(id);
  one.title.text = std::move(title);
  return one;
}

ResultsPage page_with(Hit one) {
  ResultsPage page;
  page.query.q = "dinner party";
  page.response.total = 1;
  page.response.hits = {std::move(one)};
  return page;
}

std::string html_of(const ResultsPage& page) { return render_results(page).bytes(); }

TEST(Html, TextCannotBecomeMarkup) {
  EXPECT_EQ(escaped("<b a=\"1\" c='2'>&amp;"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;");
}

TEST(Html, ControlCharactersAreLeftOutAndOtherTextStays) {
  EXPECT_EQ(escaped(std::string("a\0b\x1b[31m\x7f\tc\nd\xC2\x85\xC2\xA0é", 20)),
            "ab[31m\tc\nd\xC2\xA0é");
}

TEST(Html, MarksAreTheOnlyMarkupOfASnippet) {
  EXPECT_EQ(marked("<i>Dinner</i> Party", {{3, 9}, {14, 19}}),
            "&lt;i&gt;<mark>Dinner</mark>&lt;/i&gt; <mark>Party</mark>");
}

TEST(Html, MarksOutsideTheTextAreIgnored) {
  EXPECT_EQ(marked("abc", {{1, 2}, {1, 3}, {2, 9}}), "a<mark>b</mark>c");
}

TEST(Html, OnlyLinksToTheWebOrIntoThisServerAreSafe) {
  for (const char* good : {"https://a.example/x", "HTTP://a.example", "/wiki/main/x", "/"}) {
    EXPECT_EQ(safe_link(good), good);
  }
  for (const char* bad :
       {"javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//evil.example",
        "/\\evil.example", "java\nscript:x", " https://a.example", "x", ""}) {
    EXPECT_EQ(safe_link(bad), "") << bad;
  }
}

TEST(Page, AnAddressKeepsEveryPartOfTheSearch) {
  PageQuery query;
  query.q = "cast:\"Amy Ryan\" & co";
  query.filters = {"season:4"};
  query.sort = "-air_date";
  query.offset = 10;
  EXPECT_EQ(
      address_of(query),
      "/search?q=cast%3A%22Amy%20Ryan%22%20%26%20co&filter=season%3A4&sort=-air_date&offset=10");
}

TEST(Page, AScriptInEveryFieldOfAHitStaysText) {
  const std::string attack = "\"><script>alert(1)</script>";
  Hit one = hit(attack, attack);
  one.lang = attack;
  one.attributes = {attribute("kind", attack), attribute("series", attack)};
  one.passages = {{attack, attack, 7, 0, {attack, {{2, 10}}}}};
  one.why = Explanation{attack, {{attack, attack, attack, 1, 1, 1, 1, attack}}};
  ResultsPage page = page_with(one);
  page.query.q = attack;
  page.query.filters = {attack, "kind:" + attack};
  page.query.sort = attack;
  page.query.index = attack;
  page.query.names_index = true;
  page.response.facets = {{attack, {{attack, 1, true}}}};
  page.response.notes = {{"x", attack}};
  Frame frame;
  frame.query = page.query;
  frame.title = attack;
  frame.note = attack;
  frame.indexes = {attack, "main"};
  const std::string html = render_page(frame, render_results(page));
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, Not(HasSubstr("\"\">")));
}

TEST(Page, AHitWithAScriptAsItsAddressLeadsToTheReadingPage) {
  Hit one = hit("x y", "Dinner Party");
  one.url = "javascript:alert(1)";
  one.passages = {{"Quotes", "item-7", 7, 6, {"snip snap", {}}}};
  const std::string html = html_of(page_with(one));
  EXPECT_THAT(html,
              HasSubstr("<h2 dir=\"auto\"><a href=\"/wiki/main/x%20y#item-7\"><bdi>Dinner Party"));
  EXPECT_THAT(html, Not(HasSubstr("javascript:")));
}

TEST(Page, AHitShowsItsPlaceInTheStoryAndItsBestPassage) {
  Hit one = hit("Dinner_Party", "Dinner Party");
  one.url = "https://wiki.example/Dinner_Party#Quotes";
  one.attributes = {attribute("season", 4.0), attribute("episode", 13.0),
                    attribute("air_date", Date{2008, 4, 10})};
  one.passages = {{"Quotes", "Quotes", 0, 2, {"Snip snap!", {{0, 4}}}},
                  {"Trivia", "Trivia", 3, 4, {"The sign is real.", {}}}};
  const std::string html = html_of(page_with(one));
  EXPECT_THAT(html, HasSubstr("<span class=\"badge\">S04E13</span>"));
  EXPECT_THAT(html, HasSubstr("10 April 2008"));
  EXPECT_THAT(html, HasSubstr("<mark>Snip</mark> snap!"));
  EXPECT_THAT(html, HasSubstr("href=\"https://wiki.example/Dinner_Party#Trivia\">#3 Trivia</a>"));
}

TEST(Page, AHitSaysHowManyMorePassagesMatch) {
  Hit one = hit("Dinner_Party", "Dinner Party");
  one.passages = {{"Quotes", "Quotes", 0, 2, {"Snip snap!", {{0, 4}}}}};
  one.passages_matching = 1;
  EXPECT_THAT(html_of(page_with(one)), Not(HasSubstr("more passage")));
  one.passages_matching = 2;
  EXPECT_THAT(html_of(page_with(one)),
              HasSubstr("href=\"/wiki/main/Dinner_Party\">and 1 more passage</a>"));
  one.passages_matching = 5;
  EXPECT_THAT(html_of(page_with(one)), HasSubstr(">and 4 more passages</a>"));
}

TEST(Page, AFacetValueLinksToTheSearchWithItAndATickedOneToTheSearchWithout) {
  ResultsPage page = page_with(hit("a", "A"));
  page.query.filters = {"season:4"};
  page.response.facets = {{"season", {{"3", 2, false}, {"4", 1, true}}}};
  const std::string html = html_of(page);
  EXPECT_THAT(html, HasSubstr("/search?q=dinner%20party&amp;filter=season%3A4%2C3\""));
  EXPECT_THAT(html, HasSubstr("class=\"chip on\" href=\"/search?q=dinner%20party\""));
}

TEST(Page, TickingGathersTheValuesOfAnAttributeInOneClause) {
  EXPECT_THAT(toggled({}, "season", "4"), ElementsAre("season:4"));
  EXPECT_THAT(toggled({"kind:episode", "season:4"}, "season", "5"),
              ElementsAre("kind:episode", "season:4,5"));
  EXPECT_THAT(toggled({"cast:\"Amy Ryan\",\"B.J. Novak\""}, "cast", "Amy Ryan"),
              ElementsAre("cast:\"B.J. Novak\""));
  EXPECT_THAT(toggled({"season:4"}, "season", "4"), IsEmpty());
  EXPECT_THAT(toggled({"-season:4", "season:1..2"}, "season", "4"),
              ElementsAre("-season:4", "season:1..2", "season:4"));
}

TEST(Page, AFacetThatTellsNothingIsLeftOut) {
  ResultsPage page = page_with(hit("a", "A"));
  page.response.total = 20;
  Facet unique{"production", {}};
  for (int i = 0; i < 20; ++i) unique.values.push_back({std::to_string(i), 1, false});
  page.response.facets = {unique,
                          {"series", {{"The Office", 20, false}}},
                          {"kind", {{"episode", 3, false}, {"list", 1, false}}}};
  const std::string html = html_of(page);
  EXPECT_THAT(html, Not(HasSubstr("Production")));
  EXPECT_THAT(html, Not(HasSubstr("Series")));
  EXPECT_THAT(html, HasSubstr("Kind"));
}

TEST(Page, SeasonIsOfferedFirstAndAddressesNever) {
  const AttributeTypes types = {
      {"url", AttributeType::text},      {"kind", AttributeType::text},
      {"season", AttributeType::number}, {"votes", AttributeType::number},
      {"color", AttributeType::text},    {"air_date", AttributeType::date},
      {"lang", AttributeType::text}};
  EXPECT_THAT(offered_facets(types), ElementsAre("season", "kind", "air_date", "lang", "color"));
  Settings settings;
  settings.attributes = {{"season", {{}, false}}, {"air_date", {{}, true}}, {"nobody", {{}, true}}};
  EXPECT_THAT(offered_facets(types, settings), ElementsAre("air_date", "kind", "lang", "color"));
}

TEST(Page, NothingFoundSaysWhatToTry) {
  ResultsPage page;
  page.query.q = "dinnr prty";
  page.query.filters = {"season:4"};
  const std::string html = html_of(page);
  EXPECT_THAT(html, HasSubstr("Nothing found for <bdi>dinnr prty</bdi>"));
  EXPECT_THAT(html, HasSubstr("href=\"/search?q=dinnr%20prty\">Search without the filters"));
  EXPECT_THAT(html, HasSubstr("match=any"));
}

TEST(Page, PagesLeadOnAndBackButNotBeyondTheEnd) {
  ResultsPage page = page_with(hit("a", "A"));
  page.response.total = 11;
  page.query.offset = 10;
  const std::string html = html_of(page);
  EXPECT_THAT(html, HasSubstr("rel=\"prev\" href=\"/search?q=dinner%20party\""));
  EXPECT_THAT(html, Not(HasSubstr("rel=\"next\"")));
}

TEST(Page, TheFrameHasNoInlineScriptOrStyleAndAllFormFieldsOfTheSearch) {
  Frame frame;
  frame.query.q = "a \"b\"";
  frame.query.filters = {"season:4"};
  frame.query.sort = "title";
  const std::string html = render_page(frame, {});
  EXPECT_THAT(html, HasSubstr("name=\"q\" value=\"a &quot;b&quot;\""));
  EXPECT_THAT(html, HasSubstr("name=\"filter\" value=\"season:4\""));
  EXPECT_THAT(html, HasSubstr("name=\"sort\" value=\"title\""));
  EXPECT_THAT(html, Not(HasSubstr("style=")));
  EXPECT_THAT(html, Not(HasSubstr("<style")));
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
}

TEST(Page, AFullPageOfHitsIsBelowTwentyKilobytes) {
  ResultsPage page;
  page.query.q = "dinner party";
  page.response.total = 500;
  for (int i = 0; i < 10; ++i) {
    Hit one = hit("Dinner_Party_" + std::to_string(i), "Dinner Party " + std::to_string(i));
    one.attributes = {attribute("kind", std::string("episode")), attribute("season", 4.0)};
    for (std::uint32_t p = 0; p < 3; ++p)
      one.passages.push_back({"Heading", "Heading", 0, p, {std::string(240, 'x'), {{0, 9}}}});
    page.response.hits.push_back(one);
  }
  for (const char* name : {"season", "kind", "cast"}) {
    Facet facet{name, {}};
    for (std::uint64_t i = 1; i <= 12; ++i)
      facet.values.push_back({"Somebody " + std::to_string(i), 20 - i, false});
    page.response.facets.push_back(facet);
  }
  Frame frame;
  frame.query = page.query;
  EXPECT_LT(render_page(frame, render_results(page)).size(), 20'480U);
  for (const Asset& asset : assets()) EXPECT_LT(asset.bytes.size(), 20'480U) << asset.name;
}

TEST(ReadingPage, PassagesCarryTheIdsThatHitsLinkTo) {
  ReadingPage page;
  page.article.id = "x";
  page.article.title = "A <list>";
  page.article.attributes = {attribute("cast", std::string("Amy Ryan")), attribute("season", 4.0),
                             attribute("site", std::string("javascript:x"))};
  page.passages = {
      {"", "", 0, "First.\n\nSecond <b>."}, {"", "", 7, "Seven."}, {"Cast", "Cast", 0, "Amy."}};
  const std::string html = render_article(page);
  EXPECT_THAT(
      html,
      HasSubstr(
          "<section id=\"p-1\"><p dir=\"auto\">First.</p><p dir=\"auto\">Second &lt;b&gt;.</p>"));
  EXPECT_THAT(html, HasSubstr("<section id=\"item-7\">"));
  EXPECT_THAT(html, HasSubstr("<section id=\"Cast\">"));
  EXPECT_THAT(html, HasSubstr("filter=cast%3A%22Amy%20Ryan%22"));
  EXPECT_THAT(html, HasSubstr("filter=season%3A4\""));
  EXPECT_THAT(html, Not(HasSubstr("href=\"javascript")));
}

TEST(ReadingPage, RelatedArticlesAreLinkedBelowInThePlaceOfTheReader) {
  ReadingPage page;
  page.frame.query.index = "main";
  page.frame.query.seen = "s01e02";
  page.article.id = "x";
  EXPECT_THAT(render_article(page), Not(HasSubstr("Related")));
  Hit hit;
  hit.id = "a/b";
  hit.title.text = "Tom & Jerry";
  page.related = {hit};
  EXPECT_THAT(render_article(page),
              HasSubstr("<li><a href=\"/wiki/main/a%2Fb?seen=s01e02\"><bdi>Tom &amp; Jerry</bdi>"));
}

TEST(ReadingPage, TheHeadingRunsAsWhatItShows) {
  ReadingPage page;
  page.article.id = "שלום";
  EXPECT_THAT(render_article(page), HasSubstr("<h1 dir=\"rtl\"><bdi>שלום</bdi>"));
  page.article.title = "Shalom";
  EXPECT_THAT(render_article(page), HasSubstr("<h1 dir=\"auto\"><bdi>Shalom</bdi>"));
}

TEST(PageText, FactsReadAsPeopleWriteThem) {
  EXPECT_EQ(label_of("air_date"), "Air date");
  EXPECT_EQ(shown(Value(8.5)), "8.5");
  EXPECT_EQ(shown(Value(4.0)), "4");
  EXPECT_EQ(episode_badge({attribute("season", 12.0), attribute("episode", 101.0)}), "S12E101");
  EXPECT_EQ(episode_badge({attribute("season", 4.0)}), "");
  EXPECT_EQ(episode_badge({attribute("season", 4.5), attribute("episode", 1.0)}), "");
}

}  // namespace
}  // namespace coldopen
