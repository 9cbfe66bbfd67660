#include "server/openapi.hpp"

#include <algorithm>
#include <vector>

#include "server/json_writer.hpp"
#include "server/version.hpp"

namespace coldopen {
namespace {

// What the answers look like (server/json_shapes writes them; a test compares the two).
constexpr std::string_view kSchemas = R"json({
"Problem":{"type":"object","required":["type","title","status","detail","code"],"properties":{
 "type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},
 "detail":{"type":"string"},"code":{"type":"string"},"parameter":{"type":"string"},
 "did_you_mean":{"type":"string"},"request_id":{"type":"string"}}},
"Search":{"type":"object","required":["q","index","total","limit","offset","took_ms","hits","partial"],
 "properties":{"q":{"type":"string"},"index":{"type":"string"},
 "total":{"type":"object","required":["value","relation"],"properties":{
  "value":{"type":"integer"},"relation":{"enum":["eq","gte"]}}},
 "limit":{"type":"integer"},"offset":{"type":"integer"},"took_ms":{"type":"number"},
 "answer":{"$ref":"#/components/schemas/Answer"},
 "hits":{"type":"array","items":{"$ref":"#/components/schemas/Hit"}},
 "facets":{"type":"object","additionalProperties":{"type":"array","items":{"type":"object",
  "required":["value","count","selected"],"properties":{"value":{"type":["string","number"]},
  "count":{"type":"integer"},"selected":{"type":"boolean"}}}}},
 "notes":{"type":"array","items":{"type":"object","required":["code","text"],"properties":{
  "code":{"type":"string"},"text":{"type":"string"}}}},
 "did_you_mean":{"description":"a query that finds more, where fewer than 3 articles are all that was asked",
  "type":"object","required":["q","total"],"properties":{"q":{"type":"string"},
  "total":{"type":"integer"}}},
 "corrected":{"description":"nothing was found: the hits are those of `to`; ask for it to page on",
  "type":"object","required":["from","to"],"properties":{"from":{"type":"string"},
  "to":{"type":"string"}}},
 "next":{"description":"the cursor of the next page, where more hits follow","type":"string"},
 "partial":{"type":"boolean"}}},
"Answer":{"description":"what stored attributes answer; without an id it is a name without a page",
 "type":"object","required":["type","text","from"],"properties":{
 "type":{"enum":["cast","episode","go"]},"text":{"type":"string"},
 "character":{"$ref":"#/components/schemas/AnswerPage"},
 "actor":{"$ref":"#/components/schemas/AnswerPage"},
 "article":{"$ref":"#/components/schemas/AnswerPage"},
 "from":{"type":"object","required":["id","attribute"],"properties":{
  "id":{"type":"string"},"attribute":{"type":"string"}}}}},
"AnswerPage":{"type":"object","required":["title"],"properties":{
 "id":{"type":"string"},"title":{"type":"string"},"url":{"type":"string"},
 "anchor":{"type":"string","description":"of the passage that goes by the typed name; url leads there, too"}}},
"Hit":{"type":"object","required":["id","index","title","score","attributes","passages"],
 "properties":{"id":{"type":"string"},"index":{"type":"string"},"title":{"type":"string"},
 "title_html":{"type":"string"},"title_ranges":{"$ref":"#/components/schemas/Ranges"},
 "url":{"type":"string"},"lang":{"type":"string"},"dir":{"$ref":"#/components/schemas/Direction"},
 "score":{"type":"number"},"attributes":{"type":"object"},
 "passages":{"type":"array","items":{"type":"object","required":["heading","anchor","snippet"],
  "properties":{"heading":{"type":"string"},"anchor":{"type":"string"},
  "ordinal":{"type":"integer"},"snippet":{"type":"string"},"dir":{"$ref":"#/components/schemas/Direction"},
  "ranges":{"$ref":"#/components/schemas/Ranges"}}}},
 "passages_matching":{"type":"integer","description":"how many passages hold a word of the query that tells something; those beyond `passages` are the more that match"},
 "guarded":{"type":"boolean","description":"only its title, kind and actor are told: seen hides the rest"},
 "similar":{"type":"array","items":{"type":"string"},"description":"ids of matches that are folded into this hit: nearly the same article"},
 "why":{"type":"object","required":["text","parts"],"properties":{"text":{"type":"string"},
  "parts":{"type":"array","items":{"type":"object","required":["source","term","points"],
  "properties":{"source":{"type":"string"},"term":{"type":"string"},"form":{"type":"string"},
  "idf":{"type":"number"},"count":{"type":"number"},"length":{"type":"number"},
  "points":{"type":"number"},"note":{"type":"string"}}}}}}}},
"Related":{"type":"object","required":["id","index","hits","took_ms"],"properties":{
 "id":{"type":"string"},"index":{"type":"string"},"took_ms":{"type":"number"},
 "hits":{"type":"array","items":{"$ref":"#/components/schemas/Hit"}}}},
"Suggest":{"type":"object","required":["q","index","groups","took_ms"],"properties":{
 "q":{"type":"string"},"index":{"type":"string"},"took_ms":{"type":"number"},
 "groups":{"type":"array","items":{"type":"object","required":["kind","items"],"properties":{
  "kind":{"type":"string"},
  "items":{"type":"array","items":{"$ref":"#/components/schemas/Suggestion"}}}}}}},
"Suggestion":{"type":"object","required":["text","html","id"],"properties":{
 "text":{"type":"string"},"html":{"type":"string"},"id":{"type":"string"},
 "url":{"type":"string"},"lang":{"type":"string"},"dir":{"$ref":"#/components/schemas/Direction"},
 "description":{"type":"string"},
 "anchor":{"type":"string","description":"of the passage whose alias matched; url leads there, too"},
 "matched":{"type":"string"},"matched_html":{"type":"string"}}},
"Direction":{"description":"the text is read from right to left","enum":["rtl"]},
"Ranges":{"description":"pairs of code points","type":"array","items":{"type":"array",
 "items":{"type":"integer"},"minItems":2,"maxItems":2}},
"Article":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},
 "title":{"type":"string"},"url":{"type":"string"},"lang":{"type":"string"},
 "aliases":{"type":"array","items":{"type":"string"}},"body":{"type":"string"},
 "passages":{"type":"array","items":{"type":"object","properties":{"heading":{"type":"string"},
  "anchor":{"type":"string"},"ordinal":{"type":"integer"},"text":{"type":"string"},
  "aliases":{"description":"names that lead to this passage: redirects to a section",
   "type":"array","items":{"type":"string"}}}}}}},
"WriteResult":{"type":"object","required":["status"],"properties":{"line":{"type":"integer"},
 "id":{"type":"string"},"status":{"type":"integer"},"version":{"type":"integer"},
 "warnings":{"type":"array","items":{"type":"string"}},
 "problem":{"$ref":"#/components/schemas/Problem"}}},
"Indexes":{"type":"object","required":["indexes"],"properties":{"indexes":{"type":"array",
 "items":{"type":"object","required":["name","articles"],"properties":{"name":{"type":"string"},
 "articles":{"type":"integer"}}}}}},
"IndexStats":{"type":"object","required":["name","articles","passages","terms","segments"],
 "properties":{"name":{"type":"string"},"articles":{"type":"integer"},
 "passages":{"type":"integer"},"terms":{"type":"integer"},"segments":{"type":"integer"},
 "change":{"type":"integer"},"index_bytes":{"type":"integer"},"text_bytes":{"type":"integer"},
 "making_anew":{"description":"a change of settings is under way: articles done so far",
  "type":"integer"},
 "attributes":{"type":"array","items":{"type":"object","required":["name","type","values"],
  "properties":{"name":{"type":"string"},"type":{"enum":["text","number","boolean","date"]},
  "values":{"type":"integer"}}}}}},
"Analysis":{"type":"object","required":["text","language","kind","tokens"],"properties":{
 "text":{"type":"string"},"language":{"type":"string"},"kind":{"enum":["text","name","query"]},
 "tokens":{"type":"array","items":{"$ref":"#/components/schemas/Token"}},
 "codes":{"$ref":"#/components/schemas/Strings"},
 "keys":{"type":"object","properties":{"whole":{"$ref":"#/components/schemas/Strings"},
  "bare":{"$ref":"#/components/schemas/Strings"},
  "tight":{"$ref":"#/components/schemas/Strings"}}}}},
"Token":{"type":"object",
 "required":["term","lane","rule","position","length","begin","end","source"],"properties":{
 "term":{"type":"string"},"lane":{"enum":["exact","joined","written","code"]},
 "rule":{"type":"string"},"position":{"type":"integer"},"length":{"type":"integer"},
 "begin":{"description":"in bytes","type":"integer"},"end":{"type":"integer"},
 "source":{"type":"string"},"stem":{"type":"string"}}},
"Settings":{"type":"object","additionalProperties":false,"properties":{
 "language":{"type":"string"},
 "weights":{"type":"object","additionalProperties":{"type":"integer","minimum":1,"maximum":100}},
 "scoring":{"type":"object","additionalProperties":{"type":"number","minimum":0}},
 "synonyms":{"type":"array","items":{"oneOf":[{"$ref":"#/components/schemas/Strings"},
  {"type":"object","required":["from"],"properties":{
   "from":{"$ref":"#/components/schemas/Strings"},"to":{"$ref":"#/components/schemas/Strings"},
   "names_only":{"type":"boolean"}}}]}},
 "stop_words":{"$ref":"#/components/schemas/Strings"},
 "protected_words":{"$ref":"#/components/schemas/Strings"},
 "attributes":{"type":"object","additionalProperties":{"type":"object","properties":{
  "type":{"enum":["text","number","boolean","date"]},"facet":{"type":"boolean"}}}},
 "kinds":{"type":"array","items":{"type":"object","required":["attribute","value","kind"],
  "properties":{"attribute":{"type":"string"},"value":{"type":"string"},"kind":{"type":"string"}}}},
 "pins":{"type":"array","items":{"type":"object","required":["q"],"properties":{
  "q":{"type":"string"},"ids":{"$ref":"#/components/schemas/Strings"},
  "hide":{"$ref":"#/components/schemas/Strings"}}}},
 "spoiler":{"type":"object","properties":{"unplaced":{"enum":["title","show","hide"]}}},
 "boilerplate":{"$ref":"#/components/schemas/Strings"},
 "distinct":{"type":"string"},"pairs":{"type":"boolean"}}},
"Strings":{"type":"array","items":{"type":"string"}},
"MediaWikiPages":{"type":"object","required":["pages"],"properties":{"pages":{"type":"array",
 "items":{"type":"object","required":["id","key","title","excerpt","matched_title","description",
 "thumbnail"],"properties":{"id":{"type":"integer"},"key":{"type":"string"},
 "title":{"type":"string"},"excerpt":{"type":["string","null"]},
 "matched_title":{"type":["string","null"]},"description":{"type":["string","null"]},
 "thumbnail":{"type":["object","null"],"required":["mimetype","width","height","duration","url"],
 "properties":{"mimetype":{"type":"string"},"width":{"type":["integer","null"]},
 "height":{"type":["integer","null"]},"duration":{"type":["integer","null"]},
 "url":{"type":"string"}}}}}}}},
"Analytics":{"description":"settled queries as keys, most frequent first","type":"object",
 "additionalProperties":false,"required":["index","days","queries","zero_hits"],"properties":{
 "index":{"type":"string"},"days":{"type":"integer"},
 "queries":{"$ref":"#/components/schemas/CountedQueries"},
 "zero_hits":{"$ref":"#/components/schemas/CountedQueries"}}},
"CountedQueries":{"type":"array","items":{"type":"object","additionalProperties":false,
 "required":["q","count"],"properties":{"q":{"type":"string"},
 "count":{"type":"integer","minimum":1}}}},
"Health":{"type":"object","required":["status","version"],"properties":{
 "status":{"type":"string"},"version":{"type":"string"}}},
"Any":{"type":"object"}
})json";

std::string_view type_of_parameter(ParameterKind kind) noexcept {
  switch (kind) {
    case ParameterKind::text:
      return R"({"type":"string"})";
    case ParameterKind::number:
      return R"({"type":"integer"})";
    case ParameterKind::flag:
      return R"({"type":"integer","enum":[0,1]})";
    case ParameterKind::list:
      return R"({"type":"array","items":{"type":"string"}})";
  }
  return "{}";
}

std::string reference(std::string_view schema) {
  return R"({"$ref":"#/components/schemas/)" + std::string(schema) + "\"}";
}

std::string content(std::string_view type, const std::string& schema) {
  return "{" + quote_json(type) + ":{\"schema\":" + schema + "}}";
}

std::string parameters_of(const Route& route) {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view place, std::string_view schema,
                       std::string_view summary) {
    if (!out.empty()) out += ',';
    out += "{\"name\":" + quote_json(name) + ",\"in\":" + quote_json(place);
    if (place == "path") out += ",\"required\":true";
    if (!summary.empty()) out += ",\"description\":" + quote_json(summary);
    out += ",\"schema\":" + std::string(schema) + '}';
  };
  std::string_view rest = route.pattern;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const std::size_t end = rest.find('}', open);
    add(rest.substr(open + 1, end - open - 1), "path", R"({"type":"string"})", "");
    rest.remove_prefix(end + 1);
  }
  if (route.body_kind == BodyKind::whole || route.body_kind == BodyKind::lines)
    return '[' + out + ']';
  for (const RouteParameter& parameter : route.parameters) {
    add(parameter.name, "query", type_of_parameter(parameter.kind), parameter.summary);
  }
  return '[' + out + ']';
}

// A POST search has its parameters as members; every other JSON body is of its route's schema.
std::string body_of(const Route& route) {
  if (route.body_kind == BodyKind::none) return {};
  if (route.body_kind == BodyKind::form) {  // the same names as in the address
    return R"(,"requestBody":{"required":false,"content":)" +
           content("application/x-www-form-urlencoded", R"({"type":"object"})") + '}';
  }
  if (route.body_kind == BodyKind::lines) {
    return R"(,"requestBody":{"required":true,"content":)" +
           content("application/x-ndjson", reference("Article")) + '}';
  }
  std::string schema = reference(route.body);
  if (!route.parameters.empty()) {
    schema = R"({"type":"object","additionalProperties":false,"properties":{)";
    for (const RouteParameter& parameter : route.parameters) {
      if (schema.back() != '{') schema += ',';
      const bool flag = parameter.kind == ParameterKind::flag;
      schema += quote_json(parameter.name) + ':';
      schema += flag ? R"({"type":["boolean","integer"]})" : type_of_parameter(parameter.kind);
    }
    schema += "}}";
  }
  return R"(,"requestBody":{"required":true,"content":)" + content("application/json", schema) +
         '}';
}

std::string operation(const Route& route) {
  std::string answers;
  if (route.answer.empty()) {
    const char* status = route.method == "DELETE" ? "204" : "200";
    answers = std::string("\"") + status + R"(":{"description":"done"})";
  } else {
    const bool lines = route.body_kind == BodyKind::lines;
    const std::string good =
        R"({"description":"done","content":)" +
        content(lines ? "application/x-ndjson" : "application/json", reference(route.answer)) + '}';
    answers = "\"200\":" + good;
    if (route.method == "PUT" && route.answer == "WriteResult") answers += ",\"201\":" + good;
  }
  return "{\"summary\":" + quote_json(route.summary) + ",\"parameters\":" + parameters_of(route) +
         body_of(route) + ",\"responses\":{" + answers +
         R"j(,"default":{"description":"what went wrong (RFC 9457)","content":)j" +
         content("application/problem+json", reference("Problem")) + "}}}";
}

std::string lower_method(std::string_view method) {
  std::string out(method);
  for (char& c : out) c = static_cast<char>(c + 32);  // the table has upper case only
  return out;
}

}  // namespace

std::string openapi_document(std::span<const Route> table) {
  std::string out = R"({"openapi":"3.1.0","info":{"title":"coldopen","version":)" +
                    quote_json(kVersion) + R"(},"paths":{)";
  std::vector<std::string_view> patterns;
  for (const Route& route : table) {
    if (std::ranges::find(patterns, route.pattern) != patterns.end()) continue;
    if (!patterns.empty()) out += ',';
    patterns.push_back(route.pattern);
    out += quote_json(route.pattern) + ":{";
    bool first = true;
    for (const Route& row : table) {
      if (row.pattern != route.pattern) continue;
      if (!first) out += ',';
      first = false;
      out += quote_json(lower_method(row.method)) + ':' + operation(row);
    }
    out += '}';
  }
  out += R"(},"components":{"schemas":)";
  out += kSchemas;
  out += "}}";
  return out;
}

}  // namespace coldopen
