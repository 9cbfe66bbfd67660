#include "server/page_routes.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <unistd.h>

#include "index/live/engine.hpp"
#include "server/assets.hpp"
#include "server/limits.hpp"
#include "server/state.hpp"

namespace coldopen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A small wiki behind the page, without a socket.
class PageRoutes : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "coldopen-page-XXXXXX").string();
    ASSERT_NE(nullptr, ::mkdtemp(pattern.data()));
    root_ = pattern;
    engine_ = Engine::open(root_ / "data", OpenMode::write);
    add("main",
        article("Dinner_Party", "Dinner Party", 4, "Snip snap! Snip snap!\n\nThe neon sign."));
    add("main", article("Niagara", "Niagara", 6, "Jim and Pam get married at the falls."));
    add("main",
        article("x/y #1", "<b>Odd</b> & \"id\"", 6, "A <script>alert(1)</script> of text."));
  }
  void TearDown() override {
    engine_.reset();
    std::filesystem::remove_all(root_);
  }

  static Article article(std::string id, std::string title, double season, std::string body) {
    Article one;
    one.id = std::move(id);
    one.title = std::move(title);
    one.body = std::move(body);
    one.attributes = {{"kind", {std::string("episode")}, false}, {"season", {season}, false}};
    return one;
  }
  void add(std::string_view index, Article one) {
    engine_->apply(index, {{Change::Kind::put, std::move(one), std::nullopt, false}});
  }
  Reply ask(Handler handler, std::vector<NameValue> parameters, std::vector<NameValue> path = {}) {
    Call call;
    call.method = "GET";
    call.parameters = std::move(parameters);
    call.path_parameters = std::move(path);
    return handler(Service{*engine_, limits_, metrics_, log_, state_}, call);
  }

  std::filesystem::path root_;
  std::unique_ptr<Engine> engine_;
  Limits limits_;
  Metrics metrics_;
  Log log_{-1};
  ServerState state_;
};

std::string header_of(const Reply& reply, std::string_view name) {
  for (const auto& [header, value] : reply.headers) {
    if (header == name) return value;
  }
  return "";
}

TEST_F(PageRoutes, HomeShowsTheBoxWhatIsInItAndWhereToBegin) {
  const Reply reply = ask(home, {});
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body, HasSubstr("<strong>3 articles</strong>"));
  EXPECT_THAT(reply.body, HasSubstr("href=\"/search?q=Dinner%20Party\""));
  EXPECT_THAT(reply.body, HasSubstr("href=\"/search?q=&amp;filter=season%3A4\""));
}

TEST_F(PageRoutes, HomeOfAnEmptyServerSaysHowToFillIt) {
  engine_->drop("main");
  EXPECT_THAT(ask(home, {}).body, HasSubstr("coldopen index PATH"));
  EXPECT_EQ(ask(results, {{"q", "x"}}).status, 404);
}

TEST_F(PageRoutes, ResultsAreWholeWithoutAScript) {
  const Reply reply = ask(results, {{"q", "snip"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(reply.body, StartsWith("<!doctype html>"));
  EXPECT_THAT(reply.body, HasSubstr("<title>1 result for snip"));
  EXPECT_THAT(reply.body, HasSubstr("href=\"/wiki/main/Dinner_Party#"));
  EXPECT_THAT(reply.body, HasSubstr("<mark>Snip</mark> snap!"));
}

TEST_F(PageRoutes, TheFragmentIsTheSameWithoutItsFrame) {
  const std::string whole = ask(results, {{"q", "snip"}}).body;
  const std::string part = ask(results, {{"q", "snip"}, {"fragment", "1"}}).body;
  EXPECT_THAT(part, StartsWith("<div class=\"split\""));
  const std::size_t hits = part.find("<ol>");
  ASSERT_NE(hits, std::string::npos);
  EXPECT_THAT(whole, HasSubstr(part.substr(hits)));
}

TEST_F(PageRoutes, AFilterNarrowsAndAWrongOneIsSaid) {
  EXPECT_THAT(ask(results, {{"q", ""}, {"filter", "season:6"}}).body,
              HasSubstr("<strong>2</strong> results"));
  const Reply wrong = ask(results, {{"q", ""}, {"filter", "season:four"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("That search cannot be run"));
  EXPECT_EQ(ask(results, {{"q", ""}, {"offset", "-1"}}).status, 400);
  EXPECT_EQ(ask(results, {{"q", ""}, {"offset", "99999999999"}}).status, 400);
  EXPECT_EQ(ask(results, {{"q", ""}, {"match", "some"}}).status, 400);
}

TEST_F(PageRoutes, GoLeadsToTheOneArticleThatIsCalledSo) {
  Article kevin = article("Kevin", "Kevin Malone", 1, "Chili.");
  kevin.url = "https://wiki.example/wiki/Kevin_Malone_é";
  kevin.aliases = {"Keleven"};
  add("main", kevin);
  const auto go = [this](const char* q) {
    const Reply reply = ask(results, {{"q", q}, {"go", "1"}});
    EXPECT_EQ(reply.status, header_of(reply, "Location").empty() ? 200 : 302) << q;
    return header_of(reply, "Location");
  };
  for (const char* name : {"kevin malone", " Kévin  MALONE!", "keleven"}) {
    EXPECT_EQ(go(name), "https://wiki.example/wiki/Kevin_Malone_%C3%A9") << name;
  }
  EXPECT_EQ(go("dinner party"), "/wiki/main/Dinner_Party");
  for (const char* none : {"kevin", "chili", "", "~", "~kevin malone", "!!!"}) {
    EXPECT_EQ(go(none), "") << none;
  }
  EXPECT_THAT(ask(results, {{"q", "~kevin malone"}, {"go", "1"}}).body,
              HasSubstr("<title>1 result for kevin malone"));
  EXPECT_EQ(ask(results, {{"q", "kevin malone"}}).status, 200);
  add("main", article("Other", "Keleven", 1, "Another of that name."));
  EXPECT_EQ(go("keleven"), "");
}

TEST_F(PageRoutes, GoLeadsToThePassageThatIsCalledSo) {
  Article pranks = article("Pranks", "Pranks", 1, "");
  pranks.passages = {{"Supplies", "Desk supplies", 0, "Gelatin.", {"Stapler in jello"}},
                     {"Hands", "", 0, "Left out.", {"No anchor"}}};
  add("main", pranks);
  const auto go = [this](const char* q) {
    return header_of(ask(results, {{"q", q}, {"go", "1"}}), "Location");
  };
  EXPECT_EQ(go("stapler in JELLO"), "/wiki/main/Pranks#Desk%20supplies");
  EXPECT_EQ(go("no anchor"), "/wiki/main/Pranks");
  EXPECT_EQ(go("pranks"), "/wiki/main/Pranks");
  pranks.url = "https://wiki.example/wiki/Pranks#top";
  add("main", pranks);
  EXPECT_EQ(go("stapler in jello"), "https://wiki.example/wiki/Pranks#Desk%20supplies");
}

TEST_F(PageRoutes, GoNeverLeadsOutOfHttp) {
  Article odd = article("Odd", "Odd One", 1, "x");
  odd.url = "javascript:alert(1)";
  add("main", odd);
  EXPECT_EQ(header_of(ask(results, {{"q", "odd one"}, {"go", "1"}}), "Location"), "/wiki/main/Odd");
}

TEST_F(PageRoutes, EveryPageSaysHowBrowsersSearchHere) {
  EXPECT_THAT(ask(results, {{"q", "snip"}}).body,
              HasSubstr("<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
                        "title=\"coldopen\" href=\"/opensearch.xml\">"));
  add("parks", article("Leslie", "Leslie Knope", 1, "Waffles."));
  EXPECT_THAT(ask(home, {{"index", "parks"}}).body, HasSubstr("/opensearch.xml?index=parks"));
}

TEST_F(PageRoutes, PagesCalledAlikeSayOfWhichSeriesTheyAre) {
  for (const char* series : {"Breaking Bad", "Parks and Recreation"}) {
    Article pilot = article(std::string("Pilot ") + series, "Pilot", 1, "It begins.");
    pilot.attributes.push_back({"series", {std::string(series)}, false});
    add("main", pilot);
  }
  const std::string page = ask(results, {{"q", "pilot"}}).body;
  for (const char* series : {"Breaking Bad", "Parks and Recreation"})
    EXPECT_THAT(page, HasSubstr("<span><bdi>" + std::string(series) + "</bdi></span>"));
}

TEST_F(PageRoutes, WhatIsReadFromTheRightSaysSo) {
  Article fauda = article("fauda", "פאודה", 1, "יחידה סמויה.\n\nFauda in English.");
  fauda.lang = "he";
  fauda.aliases = {"Fauda"};
  add("main", fauda);
  const std::string page = ask(results, {{"q", "פאודה"}}).body;
  EXPECT_THAT(page, HasSubstr("<h2 lang=\"he\" dir=\"rtl\">"));
  EXPECT_THAT(page, HasSubstr("<p class=\"passage\" lang=\"he\" dir=\"rtl\">"));
  EXPECT_THAT(ask(results, {{"q", "snip"}}).body, Not(HasSubstr("rtl")));
  const std::string whole = ask(reading_page, {}, {{"index", "main"}, {"id", "fauda"}}).body;
  EXPECT_THAT(whole, HasSubstr("<h1 dir=\"rtl\">"));
  EXPECT_THAT(whole, HasSubstr("<p dir=\"auto\">Fauda in English."));
}

TEST_F(PageRoutes, UnknownParametersArePassedOver) {
  EXPECT_EQ(ask(results, {{"q", "snip"}, {"utm_source", "mail"}, {"go", "1"}}).status, 200);
}

TEST_F(PageRoutes, AScriptInAnyParameterStaysText) {
  const std::string attack = "\"'><script>alert(1)</script>";
  for (const char* name :
       {"q", "filter", "sort", "match", "typo", "offset", "index", "explain", "fragment", "go"}) {
    const Reply reply = ask(results, {{name, attack}});
    EXPECT_THAT(reply.body, Not(HasSubstr("<script>alert"))) << name;
    EXPECT_THAT(reply.body, Not(HasSubstr("'><"))) << name;
    EXPECT_THAT(header_of(reply, "Content-Security-Policy"), StartsWith("default-src 'none'; "));
  }
  EXPECT_THAT(ask(home, {{"index", attack}}).body, Not(HasSubstr("<script>alert")));
}

TEST_F(PageRoutes, AnArticleIsReadUnderTheIdsThatHitsLinkTo) {
  const Reply reply = ask(reading_page, {}, {{"index", "main"}, {"id", "x/y #1"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body,
              HasSubstr("<h1 dir=\"auto\"><bdi>&lt;b&gt;Odd&lt;/b&gt; &amp; &quot;id&quot;"));
  EXPECT_THAT(reply.body, HasSubstr("&lt;script&gt;alert(1)"));
  const std::string hits = ask(results, {{"q", "odd"}}).body;
  const std::string link = "href=\"/wiki/main/x%2Fy%20%231#";
  const std::size_t at = hits.find(link);
  ASSERT_NE(at, std::string::npos);
  const std::size_t begin = at + link.size();
  const std::string anchor = hits.substr(begin, hits.find('"', begin) - begin);
  EXPECT_THAT(reply.body, HasSubstr("<section id=\"" + anchor + "\""));
}

TEST_F(PageRoutes, AnArticleThatIsNotThereIsAPageThatSaysSo) {
  for (const char* index : {"main", "none", "../x"}) {
    const Reply reply = ask(reading_page, {}, {{"index", index}, {"id", "nobody"}});
    EXPECT_EQ(reply.status, 404);
    EXPECT_THAT(reply.body, HasSubstr("This article is not here"));
  }
}

TEST_F(PageRoutes, SeveralIndexesHaveAChooserAndTheirNameInEveryLink) {
  add("parks", article("Leslie", "Leslie Knope", 1, "Waffles."));
  const std::string body = ask(results, {{"q", "waffles"}, {"index", "parks"}}).body;
  EXPECT_THAT(body, HasSubstr("<option selected>parks</option>"));
  EXPECT_THAT(body, HasSubstr("href=\"/wiki/parks/Leslie#"));
  EXPECT_THAT(body, HasSubstr("/search?q=waffles&amp;index=parks"));
}

TEST_F(PageRoutes, AssetsWithAHashAreKeptForEver) {
  for (const Asset& one : assets()) {
    const Reply hashed = ask(asset, {}, {{"name", std::string(one.hashed)}});
    EXPECT_EQ(hashed.body, one.bytes);
    EXPECT_THAT(header_of(hashed, "Cache-Control"), HasSubstr("immutable"));
    EXPECT_EQ(header_of(ask(asset, {}, {{"name", std::string(one.name)}}), "Cache-Control"),
              "no-cache");
  }
  EXPECT_THROW(ask(asset, {}, {{"name", "../page.css"}}), Error);
}

}  // namespace
}  // namespace coldopen
