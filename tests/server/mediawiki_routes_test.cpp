#include "server/mediawiki_routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/mediawiki.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/test_wiki.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace json = boost::json;

// mediawiki.org: API:REST_API/Reference#Search_result_object, as of MediaWiki 1.43.
constexpr const char* kRestSchema = R"({"type":"object","additionalProperties":false,
 "required":["pages"],"properties":{"pages":{"type":"array","items":{"type":"object",
 "additionalProperties":false,
 "required":["id","key","title","excerpt","matched_title","anchor","description","thumbnail"],
 "properties":{"id":{"type":"integer","minimum":1},"key":{"type":"string","pattern":"^[^ ]+$"},
 "title":{"type":"string"},"excerpt":{"type":["string","null"]},
 "matched_title":{"type":["string","null"]},"anchor":{"type":["string","null"]},
 "description":{"type":["string","null"]},"thumbnail":{"type":["object","null"],
 "additionalProperties":false,"required":["mimetype","width","height","duration","url"],
 "properties":{"mimetype":{"type":"string"},"width":{"type":["integer","null"]},
 "height":{"type":["integer","null"]},"duration":{"type":["integer","null"]},
 "url":{"type":"string","pattern":"^https?://"}}}}}}}})";

// The reference's error object: messageTranslations, httpCode, httpReason.
constexpr const char* kRestErrorSchema = R"({"type":"object",
 "required":["errorKey","messageTranslations","httpCode","httpReason"],"properties":{
 "errorKey":{"type":"string"},"messageTranslations":{"type":"object",
 "additionalProperties":{"type":"string"}},"httpCode":{"type":"integer","minimum":400},
 "httpReason":{"type":"string"}}})";

// API:Opensearch: the words, then titles, descriptions and urls of one length.
constexpr const char* kOpenSearchSchema = R"({"type":"array","prefixItems":[{"type":"string"},
 {"type":"array","items":{"type":"string"}},{"type":"array","items":{"type":"string"}},
 {"type":"array","items":{"type":"string","pattern":"^https?://"}}],"items":{"const":"none"}})";

// API:Search and API:Continue.
constexpr const char* kSearchSchema = R"({"type":"object","additionalProperties":false,
 "required":["batchcomplete","query"],"properties":{"batchcomplete":{"const":""},
 "continue":{"type":"object","additionalProperties":false,"required":["sroffset","continue"],
 "properties":{"sroffset":{"type":"integer","minimum":1},"continue":{"const":"-||"}}},
 "query":{"type":"object","additionalProperties":false,"required":["searchinfo","search"],
 "properties":{"searchinfo":{"type":"object","required":["totalhits"],
 "properties":{"totalhits":{"type":"integer","minimum":0}}},"search":{"type":"array",
 "items":{"type":"object","additionalProperties":false,
 "required":["ns","title","pageid","size","wordcount","snippet"],"properties":{"ns":{"const":0},
 "title":{"type":"string"},"pageid":{"type":"integer","minimum":1},
 "size":{"type":"integer","minimum":0},"wordcount":{"type":"integer","minimum":0},
 "snippet":{"type":"string"},
 "timestamp":{"type":"string","pattern":"^[0-9-]{10}T[0-9:]{8}Z$"}}}}}}}})";

// API:Errors and warnings.
constexpr const char* kErrorSchema = R"({"type":"object","required":["error"],"properties":{
 "error":{"type":"object","required":["code","info"],"properties":{
 "code":{"type":"string","pattern":"^[a-z-]+$"},"info":{"type":"string","pattern":"[.]$"}}}}})";

class MediaWiki : public ::testing::Test {
 protected:
  MediaWiki() {
    wiki_.add("main", R"({"id":"Kevin_Malone","title":"Kevin Malone","aliases":["Keleven"],)"
                      R"("kind":"character","url":"https://wiki.example/wiki/Kevin_Malone",)"
                      R"("image":"https://wiki.example/kevin.png","description":"accountant",)"
                      R"("body":"Kevin cooks <chili> & spills it."})");
    wiki_.add("main", R"({"id":"42","title":"Kevin's Loan","kind":"webisode",)"
                      R"("timestamp":"2019-05-04T10:00:00Z","body":"A loan for ice cream."})");
    for (int i = 0; i < 12; ++i) {
      const std::string n = std::to_string(i);
      wiki_.add("main", R"({"id":"scene-)" + n + R"(","title":"Scene )" + n +
                            R"(","body":"somebody eats chili again"})");
    }
  }

  Reply ask(Handler handler, std::vector<NameValue> parameters, std::string index = "main") {
    return wiki_.ask(handler, std::move(parameters), {{"index", std::move(index)}},
                     {{"Host", "search.example"}});
  }
  json::value api(std::vector<NameValue> parameters) {
    return json::parse(ask(mediawiki_api, std::move(parameters)).body);
  }

  TestWiki wiki_;
};

TEST_F(MediaWiki, TitlesBeginWithWhatWasTypedAndAliasesSaySo) {
  const Reply reply = ask(mediawiki_titles, {{"q", "kev"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(breaches_of(kRestSchema, reply.body), IsEmpty());
  const json::value answer = json::parse(reply.body);
  const json::array& pages = answer.at("pages").as_array();
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_EQ(pages[0].at("key"), "Kevin's_Loan");
  EXPECT_EQ(pages[0].at("id"), 42);
  EXPECT_EQ(pages[1].at("key"), "Kevin_Malone");
  EXPECT_EQ(pages[1].at("description"), "accountant");
  EXPECT_EQ(pages[1].at("thumbnail").at("mimetype"), "image/png");
  EXPECT_TRUE(pages[1].at("matched_title").is_null());
  const json::value alias = json::parse(ask(mediawiki_titles, {{"q", "KELEV"}}).body);
  EXPECT_EQ(alias.at("pages").at(0).at("title"), "Kevin Malone");
  EXPECT_EQ(alias.at("pages").at(0).at("matched_title"), "Keleven");
}

TEST_F(MediaWiki, AnAliasOfAPassageLeadsToItsAnchor) {
  wiki_.add("main", R"({"id":"Pranks","title":"Pranks","url":"https://wiki.example/Pranks",)"
                    R"("passages":[{"text":"Many."},{"anchor":"Supplies","text":"Gelatin.",)"
                    R"("aliases":["Stapler in jello"]}]})");
  const Reply reply = ask(mediawiki_titles, {{"q", "stapler i"}});
  EXPECT_THAT(breaches_of(kRestSchema, reply.body), IsEmpty());
  const json::value page = json::parse(reply.body).at("pages").at(0);
  EXPECT_EQ(page.at("title"), "Pranks");
  EXPECT_EQ(page.at("matched_title"), "Stapler in jello");
  EXPECT_EQ(page.at("anchor"), "Supplies");
  const json::value rows = api({{"action", "opensearch"}, {"search", "stapler i"}});
  EXPECT_EQ(rows.at(1).at(0), "Stapler in jello");
  EXPECT_EQ(rows.at(3).at(0), "https://wiki.example/Pranks#Supplies");
}

// API:Parameter information.
constexpr const char* kModulesSchema = R"({"type":"object","required":["paraminfo"],"properties":{
 "paraminfo":{"type":"object","required":["helpformat","modules"],"properties":{
 "helpformat":{"type":"string"},"modules":{"type":"array","items":{"type":"object",
 "required":["name"],"properties":{"name":{"type":"string"},"path":{"type":"string"},
 "prefix":{"type":"string"},"group":{"type":"string"},"parameters":{"type":"array",
 "items":{"type":"object","required":["index","name","type"],"properties":{
 "index":{"type":"integer"},"name":{"type":"string"}}}}}}}}}}})";

TEST_F(MediaWiki, ModulesAreToldByTheirPaths) {
  const std::string answer =
      ask(mediawiki_api, {{"action", "paraminfo"}, {"modules", "main|query+search|edit"}}).body;
  EXPECT_THAT(breaches_of(kModulesSchema, answer), IsEmpty());
  const json::value told = json::parse(answer);
  const json::array& modules = told.at("paraminfo").at("modules").as_array();
  ASSERT_EQ(modules.size(), 3U);
  EXPECT_EQ(modules[0].at("name"), "main");
  EXPECT_EQ(modules[1].at("prefix"), "sr");
  EXPECT_TRUE(modules[2].as_object().contains("missing"));
}

// API:Query, generators.
constexpr const char* kPagesSchema = R"({"type":"object","additionalProperties":false,
 "required":["batchcomplete","query"],"properties":{"batchcomplete":{"const":""},
 "continue":{"type":"object","additionalProperties":false,"required":["gsroffset","continue"],
 "properties":{"gsroffset":{"type":"integer","minimum":1},"continue":{"const":"gsroffset||"}}},
 "query":{"type":"object","additionalProperties":false,"required":["pages"],"properties":{
 "pages":{"type":"object","additionalProperties":{"type":"object","additionalProperties":false,
 "required":["pageid","ns","title","index"],"properties":{"pageid":{"type":"integer"},
 "ns":{"const":0},"title":{"type":"string"},"index":{"type":"integer","minimum":1}}}}}}}})";

TEST_F(MediaWiki, ASearchGeneratesPages) {
  const Reply reply = ask(mediawiki_api, {{"action", "query"},
                                          {"generator", "search"},
                                          {"gsrsearch", "chili"},
                                          {"gsrlimit", "5"},
                                          {"gsroffset", "5"}});
  EXPECT_THAT(breaches_of(kPagesSchema, reply.body), IsEmpty());
  const json::value told = json::parse(reply.body);
  EXPECT_EQ(told.at("query").at("pages").as_object().size(), 5U);
  EXPECT_EQ(told.at("continue").at("gsroffset"), 10);
  for (const auto& [id, page] : told.at("query").at("pages").as_object())
    EXPECT_GT(page.at("index").as_int64(), 5);
  EXPECT_EQ(api({{"action", "query"}, {"generator", "search"}}).at("error").at("code"),
            "missingparam");
}

TEST_F(MediaWiki, AFormAsksTheSame) {
  const Reply reply = wiki_.ask(mediawiki_api_post, {{"action", "query"}}, {{"index", "main"}},
                                {{"Host", "search.example"}}, "list=search&srsearch=chili+kevin");
  EXPECT_THAT(breaches_of(kSearchSchema, reply.body), IsEmpty());
  EXPECT_EQ(reply.body, ask(mediawiki_api,
                            {{"action", "query"}, {"list", "search"}, {"srsearch", "chili kevin"}})
                            .body);
}

TEST_F(MediaWiki, AFormWinsOverTheAddressAndItsMistakesAreErrorsOfTheActionApi) {
  const auto post = [&](std::string form) {
    return wiki_.ask(mediawiki_api_post, {{"action", "opensearch"}}, {{"index", "main"}},
                     {{"Host", "search.example"}}, std::move(form));
  };
  const Reply good = post("action=query&list=search&srsearch=chili+kevin");
  EXPECT_THAT(breaches_of(kSearchSchema, good.body), IsEmpty());
  const Reply bad = post("action=query&list=search&srsearch=%FF");
  EXPECT_EQ(bad.status, 200);
  EXPECT_THAT(breaches_of(kErrorSchema, bad.body), IsEmpty()) << bad.body;
}

TEST_F(MediaWiki, AnUnknownGeneratorIsWarnedOfLikeAnUnknownList) {
  EXPECT_EQ(ask(mediawiki_api, {{"action", "query"}, {"generator", "allpages"}}).body,
            ask(mediawiki_api, {{"action", "query"}, {"list", "allpages"}}).body);
}

TEST_F(MediaWiki, PagesHaveAnExcerptWithMarksAndNothingElse) {
  const Reply reply = ask(mediawiki_pages, {{"q", "chili kevin"}, {"limit", "1"}});
  EXPECT_THAT(breaches_of(kRestSchema, reply.body), IsEmpty());
  const json::value answer = json::parse(reply.body);
  ASSERT_EQ(answer.at("pages").as_array().size(), 1U);
  const std::string excerpt(answer.at("pages").at(0).at("excerpt").as_string());
  EXPECT_THAT(excerpt, HasSubstr("&lt;<span class=\"searchmatch\">chili</span>&gt; &amp; spills"));
}

TEST_F(MediaWiki, RestIsLenientInNumbersAndClearInErrors) {
  for (const char* limit : {"0", "-7", "1e9", "99999999999", "many", ""}) {
    const Reply reply = ask(mediawiki_titles, {{"q", "s"}, {"limit", limit}, {"wprov", "x"}});
    EXPECT_EQ(reply.status, 200) << limit;
    EXPECT_THAT(breaches_of(kRestSchema, reply.body), IsEmpty());
  }
  EXPECT_EQ(ask(mediawiki_titles, {{"q", " "}}).body, R"({"pages":[]})");
  const std::vector<std::pair<Reply, int>> wrong = {
      {ask(mediawiki_titles, {}), 400},
      {ask(mediawiki_pages, {{"q", std::string(600, 'x')}}), 400},
      {ask(mediawiki_pages, {{"q", "x"}}, "none"), 404}};
  for (const auto& [reply, status] : wrong) {
    EXPECT_EQ(reply.status, status);
    EXPECT_THAT(breaches_of(kRestErrorSchema, reply.body), IsEmpty());
  }
}

TEST_F(MediaWiki, OpensearchHasTitlesDescriptionsAndAddresses) {
  const Reply reply = ask(mediawiki_api, {{"action", "opensearch"}, {"search", "kele"}});
  EXPECT_THAT(breaches_of(kOpenSearchSchema, reply.body), IsEmpty());
  EXPECT_EQ(reply.body,
            R"(["kele",["Keleven"],["accountant"],["https://wiki.example/wiki/Kevin_Malone"]])");
  const std::vector<NameValue> resolved = {
      {"action", "opensearch"}, {"search", "kele"}, {"redirects", "resolve"}};
  EXPECT_EQ(api(resolved).at(1).at(0), "Kevin Malone");
  // An article without an address has its page here, under the name by which we were asked.
  const json::value own = api({{"action", "opensearch"}, {"search", "kevin's"}, {"limit", "1"}});
  EXPECT_EQ(own.at(3).at(0), "http://search.example/wiki/main/42");
  wiki_.state().public_origins = {"https://search.example"};
  const json::value secure = api({{"action", "opensearch"}, {"search", "kevin's"}, {"limit", "1"}});
  EXPECT_EQ(secure.at(3).at(0), "https://search.example/wiki/main/42");
}

TEST_F(MediaWiki, AListOfHitsGoesOnWhereItEnded) {
  std::vector<std::string> titles;
  std::string offset = "0";
  for (int requests = 0; requests < 5; ++requests) {
    const Reply reply = ask(mediawiki_api, {{"action", "query"},
                                            {"list", "search"},
                                            {"srsearch", "chili"},
                                            {"srlimit", "5"},
                                            {"sroffset", offset},
                                            {"origin", "*"}});
    EXPECT_THAT(breaches_of(kSearchSchema, reply.body), IsEmpty()) << reply.body;
    const json::value answer = json::parse(reply.body);
    EXPECT_EQ(answer.at("query").at("searchinfo").at("totalhits"), 13);
    for (const json::value& hit : answer.at("query").at("search").as_array()) {
      titles.emplace_back(hit.at("title").as_string());
      EXPECT_THAT(std::string(hit.at("snippet").as_string()),
                  HasSubstr("<span class=\"searchmatch\">chili</span>"));
    }
    const json::value* next = answer.as_object().if_contains("continue");
    if (next == nullptr) break;
    offset = json::serialize(next->at("sroffset"));
  }
  EXPECT_EQ(titles.size(), 13U);
  std::ranges::sort(titles);
  EXPECT_EQ(std::ranges::adjacent_find(titles), titles.end());
}

TEST_F(MediaWiki, AHitSaysHowLargeItIsAndWhenItChanged) {
  const json::value answer = api({{"action", "query"}, {"list", "search"}, {"srsearch", "loan"}});
  const json::value& hit = answer.at("query").at("search").at(0);
  EXPECT_EQ(hit.at("title"), "Kevin's Loan");
  EXPECT_EQ(hit.at("pageid"), 42);
  EXPECT_EQ(hit.at("size"), 21);
  EXPECT_EQ(hit.at("wordcount"), 5);
  EXPECT_EQ(hit.at("timestamp"), "2019-05-04T00:00:00Z");
}

TEST_F(MediaWiki, OtherNamespacesHaveNoArticles) {
  const json::value answer = api(
      {{"action", "query"}, {"list", "search"}, {"srsearch", "chili"}, {"srnamespace", "6|14"}});
  EXPECT_EQ(answer.at("query").at("searchinfo").at("totalhits"), 0);
  EXPECT_TRUE(answer.at("query").at("search").as_array().empty());
}

TEST_F(MediaWiki, ClientsLearnWhoWeAreAndThatNothingCanBeWritten) {
  const json::value answer = api({{"action", "query"},
                                  {"meta", "siteinfo|userinfo"},
                                  {"siprop", "general|namespaces|statistics"},
                                  {"uiprop", "groups|rights"},
                                  {"continue", ""}});
  const json::value& query = answer.at("query");
  EXPECT_THAT(std::string(query.at("general").at("generator").as_string()),
              HasSubstr("MediaWiki 1."));
  EXPECT_EQ(query.at("general").at("readonly"), "");
  EXPECT_EQ(query.at("namespaces").at("0").at("*"), "");
  EXPECT_EQ(query.at("statistics").at("articles"), 14);
  EXPECT_EQ(query.at("userinfo").at("anon"), "");
  EXPECT_EQ(query.at("userinfo").at("rights"), json::parse(R"(["read"])"));
  const json::value second =
      api({{"action", "query"}, {"meta", "userinfo|tokens"}, {"formatversion", "2"}});
  EXPECT_EQ(second.at("batchcomplete"), true);
  EXPECT_EQ(second.at("query").at("userinfo").at("anon"), true);
  EXPECT_THAT(json::serialize(second.at("warnings")), HasSubstr("tokens"));
}

TEST_F(MediaWiki, WhatCannotBeAnsweredIsAnErrorOfTheActionApi) {
  const std::vector<std::pair<std::vector<NameValue>, std::string>> wrong = {
      {{}, "badvalue"},
      {{{"action", "edit"}}, "badvalue"},
      {{{"action", "opensearch"}}, "missingparam"},
      {{{"action", "query"}, {"list", "search"}}, "missingparam"},
      {{{"action", "query"}, {"list", "search"}, {"srsearch", std::string(600, 'x')}}, "badvalue"}};
  for (const auto& [parameters, code] : wrong) {
    const Reply reply = ask(mediawiki_api, parameters);
    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(breaches_of(kErrorSchema, reply.body), IsEmpty()) << reply.body;
    EXPECT_EQ(json::parse(reply.body).at("error").at("code"), json::value(code));
    EXPECT_EQ(find_header(reply.headers, "MediaWiki-API-Error"), code);
  }
  EXPECT_EQ(ask(mediawiki_api, {{"action", "query"}}, "none").status, 404);
}

TEST_F(MediaWiki, AnActionWithMarkupStaysAStringOfJson) {
  const Reply reply = ask(mediawiki_api, {{"action", "</script><script>\"\\"}});
  EXPECT_EQ(reply.content_type, "application/json");
  EXPECT_THAT(breaches_of(kErrorSchema, reply.body), IsEmpty());
}

TEST(MediaWikiShapes, ANumberIsItsOwnPageIdAndAnyOtherIdHasOne) {
  EXPECT_EQ(mediawiki_page_id("42"), 42U);
  for (const char* id :
       {"0", "-1", "Kevin_Malone", "", "99999999999999999999", "9007199254740992"}) {
    EXPECT_GT(mediawiki_page_id(id), 0U) << id;
    EXPECT_LT(mediawiki_page_id(id), std::uint64_t{1} << 53) << id;
  }
  EXPECT_NE(mediawiki_page_id("Kevin_Malone"), mediawiki_page_id("Kevin_Malon"));
}

TEST(MediaWikiShapes, TheCheckOfShapesSeesWhatIsWrong) {
  EXPECT_THAT(breaches_of(R"({"type":"array","items":{"type":"object","required":["a"],
                             "properties":{"a":{"type":"integer"}}}})",
                          R"([{"a":1},{"a":"1"},{}])"),
              ElementsAre(HasSubstr("/1/a: is not of type integer"), HasSubstr("/2: lacks a")));
}

}  // namespace
}  // namespace coldopen
