#include "server/json_shapes.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "server/analysis_report.hpp"
#include "server/openapi.hpp"
#include "server/reports.hpp"
#include "server/routes.hpp"
#include "server/search_routes.hpp"

namespace coldopen {
namespace {

namespace json = boost::json;

SearchResponse response() {
  Hit hit;
  hit.id = "The_Dundies";
  hit.url = "https://wiki.example/The_Dundies#Plot";
  hit.lang = "en";
  hit.title = {"Thé <Dundies>", {{6, 13}}};
  hit.score = 12.1;
  hit.attributes = {{"kind", {std::string("episode")}, false},
                    {"season", {2.0}, false},
                    {"cast", {std::string("Steve Carell")}, true},
                    {"air_date", {Date{2005, 9, 20}}, false},
                    {"lost", {true}, false}};
  hit.passages = {{"Plot", "Plot", 7, 0, {"a \"b\" & c", {{0, 1}}}}};
  hit.passages_matching = 1;
  hit.why = Explanation{"the title", {{"title", "dundies", "exact", 1.5, 5, 40, 12.1, "whole"}}};
  SearchResponse all;
  all.total = 1;
  all.hits = {hit};
  all.facets = {{"season", {{"2", 1, true}, {"x", 1, false}}}};
  all.notes = {{"prefix-cut", "too many words"}};
  all.did_you_mean = {"the dundies", 3};
  all.corrected = {"dundeis", "dundies"};
  return all;
}

std::string answer(Highlight highlight) {
  SearchRequest request;
  request.q = "dundies";
  request.facets = {"season"};
  const AttributeTypes types = {{"season", AttributeType::number}};
  return search_json({"main", request, types, highlight, 0.25}, response());
}

TEST(JsonShapes, WhoIsFoldedUnderAHitIsReadFromAnAnswer) {
  SearchResponse written = response();
  written.hits[0].similar = {"The_Dundies/Old", "Dundies"};
  const SearchRequest request;
  const AttributeTypes types;
  const std::string json = search_json({"main", request, types, Highlight::ranges, 1}, written);
  EXPECT_EQ(response_from_json(json).hits.at(0).similar, written.hits[0].similar);
}

TEST(JsonShapes, ASearchAnswerIsWrittenAsDocumented) {
  EXPECT_EQ(
      answer(Highlight::html),
      R"({"q":"dundies","index":"main","total":{"value":1,"relation":"eq"},"limit":10,"offset":0,)"
      R"("took_ms":0.250,"hits":[{"id":"The_Dundies","index":"main","title":"Thé <Dundies>",)"
      R"("title_html":"Thé &lt;<mark>Dundies</mark>&gt;","kind":"episode",)"
      R"("url":"https://wiki.example/The_Dundies#Plot","lang":"en","score":12.100000,)"
      R"("attributes":{"season":2,"cast":["Steve Carell"],"air_date":"2005-09-20","lost":true},)"
      R"("passages":[{"heading":"Plot","anchor":"Plot","ordinal":7,)"
      R"("snippet":"<mark>a</mark> &quot;b&quot; &amp; c"}],"passages_matching":1,)"
      R"("why":{"text":"the title","parts":[{"source":"title","term":"dundies","form":"exact",)"
      R"("idf":1.500000,"count":5,"length":40,"points":12.100000,"note":"whole"}]}}],)"
      R"("facets":{"season":[{"value":2,"count":1,"selected":true},)"
      R"({"value":"x","count":1,"selected":false}]},)"
      R"("notes":[{"code":"prefix-cut","text":"too many words"}],)"
      R"("did_you_mean":{"q":"the dundies","total":3},)"
      R"("corrected":{"from":"dundeis","to":"dundies"},"partial":false})");
}

TEST(JsonShapes, RangesCountCodePointsAndNoneIsPlain) {
  const std::string ranges = answer(Highlight::ranges);
  EXPECT_NE(ranges.find(R"("title_ranges":[[5,12]])"), std::string::npos) << ranges;
  EXPECT_NE(ranges.find(R"("snippet":"a \"b\" & c","ranges":[[0,1]])"), std::string::npos);
  const std::string none = answer(Highlight::none);
  EXPECT_EQ(none.find("mark"), std::string::npos);
  EXPECT_EQ(none.find("ranges"), std::string::npos);
}

// Every member stands in the schema, and what the schema requires is there.
void expect_fits(const json::object& value, std::string_view schema_name,
                 const json::object& schemas) {
  const json::object& schema =
      schemas.at(json::string_view(schema_name.data(), schema_name.size())).as_object();
  for (const auto& member : value) {
    EXPECT_TRUE(schema.at("properties").as_object().contains(member.key()) ||
                (schema_name == "Hit" && member.key() == "kind"))
        << schema_name << " has no " << member.key();
  }
  for (const json::value& name : schema.at("required").as_array()) {
    EXPECT_TRUE(value.contains(name.as_string())) << schema_name << " lacks " << name;
  }
}

TEST(Openapi, TheDocumentIsJsonAndDescribesTheAnswers) {
  const json::value document = json::parse(openapi_document(routes()));
  const json::object& schemas = document.at("components").at("schemas").as_object();
  const json::value found = json::parse(answer(Highlight::html));
  expect_fits(found.as_object(), "Search", schemas);
  expect_fits(found.at("hits").at(0).as_object(), "Hit", schemas);
  const Problem problem{400, "code", "detail", "parameter", "near"};
  expect_fits(json::parse(problem_json(problem, "id")).as_object(), "Problem", schemas);
  IndexStats stats;
  stats.name = "main";
  stats.attributes = {{"cast", AttributeType::text, 3}};
  expect_fits(json::parse(index_stats_json(stats)).as_object(), "IndexStats", schemas);
  const Analyzer analyzer;
  const AnalysisReport report = analysis_of("Running late", AnalysisKind::query, analyzer);
  const json::value analysis = json::parse(analysis_json(report));
  expect_fits(analysis.as_object(), "Analysis", schemas);
  expect_fits(analysis.at("tokens").at(0).as_object(), "Token", schemas);
  const WriteResult result{7, "a", 201, 1, {"w"}, &problem};
  expect_fits(json::parse(write_result_json(result)).as_object(), "WriteResult", schemas);
}

TEST(Openapi, ASuggestionIsWrittenAsDescribed) {
  const json::value document = json::parse(openapi_document(routes()));
  const json::object& schemas =
      document.as_object().at("components").as_object().at("schemas").as_object();
  Suggestion line;
  line.text = {"Jim <Halpert>", {{0, 3}}};
  line.id = "jim";
  line.url = "https://wiki.example/Jim";
  line.lang = "en";
  line.description = "a salesman";
  line.matched = {"Big Tuna", {{0, 5}}};
  line.anchor = "Nicknames";
  const json::value answer =
      json::parse(suggest_json({"big t", "main", 0.5}, {{{"character", {line}}}}));
  expect_fits(answer.as_object(), "Suggest", schemas);
  const json::object& group = answer.as_object().at("groups").as_array().at(0).as_object();
  EXPECT_EQ(group.at("kind").as_string(), "character");
  const json::object& item = group.at("items").as_array().at(0).as_object();
  expect_fits(item, "Suggestion", schemas);
  EXPECT_EQ(item.at("html").as_string(), "<mark>Jim</mark> &lt;Halpert&gt;");
  EXPECT_EQ(item.at("matched_html").as_string(), "<mark>Big T</mark>una");
  EXPECT_EQ(item.at("anchor").as_string(), "Nicknames");
  EXPECT_FALSE(item.contains("dir"));
}

TEST(Openapi, WhatIsReadFromTheRightSaysSo) {
  const json::value document = json::parse(openapi_document(routes()));
  const json::object& schemas = document.at("components").at("schemas").as_object();
  Suggestion line;
  line.text = {"فوضى", {}};
  line.id = "fauda";
  SearchRequest request;
  Hit hit;
  hit.id = "fauda";
  hit.title = {"«פאודה» (Fauda)", {}};
  hit.passages = {{"", "", 0, 0, {"Fauda is פאודה", {}}}, {"", "", 0, 1, {"1. יחידה", {}}}};
  const AttributeTypes types;
  const json::value found =
      json::parse(related_json({"main", request, types}, "x", std::array{hit}));
  const json::value shown = found.at("hits").at(0);
  expect_fits(shown.as_object(), "Hit", schemas);
  EXPECT_EQ(shown.at("dir"), "rtl");
  EXPECT_FALSE(shown.at("passages").at(0).as_object().contains("dir"));
  EXPECT_EQ(shown.at("passages").at(1).at("dir"), "rtl");
  const json::value typed = json::parse(suggest_json({"f", "main", 0.5}, {{{"series", {line}}}}));
  EXPECT_EQ(typed.at("groups").at(0).at("items").at(0).at("dir"), "rtl");
}

TEST(Openapi, EveryRowOfTheTableHasItsOperationAndItsParameters) {
  const json::value document = json::parse(openapi_document(routes()));
  std::size_t operations = 0;
  for (const auto& path : document.at("paths").as_object()) {
    operations += path.value().as_object().size();
  }
  EXPECT_EQ(operations, routes().size());
  const json::value& search = document.at("paths").at("/v1/indexes/{index}/search");
  EXPECT_EQ(search.at("get").at("parameters").as_array().size(), search_parameters().size() + 1);
  EXPECT_TRUE(search.at("post").at("requestBody").is_object());
  const auto put = [&](const char* path) {
    return document.at("paths").at(path).at("put").at("responses").as_object();
  };
  EXPECT_TRUE(put("/v1/indexes/{index}/articles/{id}").contains("201"));
  EXPECT_FALSE(put("/v1/indexes/{index}/settings").contains("201"));
}

TEST(Q22, MembersOfAPostBecomeParameters) {
  const auto read = [](const char* body) {
    return parameters_from_json(body, search_parameters());
  };
  const std::vector<NameValue> expected = {{"q", "a"},        {"limit", "5"},
                                           {"filter", "s:1"}, {"filter", "s:2"},
                                           {"explain", "1"},  {"facets", "season,cast"}};
  EXPECT_EQ(read(R"({"q":"a","limit":5,"filter":["s:1","s:2"],"explain":true,)"
                 R"("facets":"season,cast"})"),
            expected);
  for (const char* bad :
       {"", "[]", "{", R"({"q":5})", R"({"limit":"5"})", R"({"limit":1.5})", R"({"limt":5})",
        R"({"filter":[[]]})", R"({"filter":{}})", R"({"q":null})", "{\"q\":\"\xff\"}", "{} {}"}) {
    EXPECT_THROW(read(bad), Error) << bad;
  }
  EXPECT_THROW(read((std::string(1'000'000, '[')).c_str()), Error);
}

}  // namespace
}  // namespace coldopen
