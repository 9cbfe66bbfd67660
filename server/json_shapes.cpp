#include "server/json_shapes.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "corpus/text.hpp"
#include "index/analysis/scripts.hpp"
#include "server/html.hpp"
#include "server/json_writer.hpp"

namespace coldopen {
namespace {

void write_value(JsonWriter& out, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    out.text(*text);
  } else if (const auto* number = std::get_if<double>(&value)) {
    out.number(*number);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    out.flag(*flag);
  } else {
    out.text(to_string(std::get<Date>(value)));
  }
}

void write_attribute(JsonWriter& out, const Attribute& attribute) {
  out.name(attribute.name);
  if (!attribute.is_list && attribute.values.size() == 1) {
    write_value(out, attribute.values[0]);
    return;
  }
  out.open('[');
  for (const Value& value : attribute.values) write_value(out, value);
  out.close(']');
}

std::string html_of(const MarkedText& text) {
  Html html;
  html << Marked{text};
  return std::move(html).bytes();
}

// The marks of a text as pairs of code points.
void write_ranges(JsonWriter& out, const MarkedText& text) {
  const auto code_points_before = [&](std::uint32_t end) {
    return static_cast<std::uint64_t>(count_characters(std::string_view(text.text).substr(0, end)));
  };
  out.open('[');
  for (const Mark& mark : text.marks) {
    out.open('[');
    out.number(code_points_before(mark.begin)).number(code_points_before(mark.end));
    out.close(']');
  }
  out.close(']');
}

void write_direction(JsonWriter& out, std::string_view text) {
  if (is_right_to_left(text)) out.name("dir").text("rtl");
}

void write_passage(JsonWriter& out, const FoundPassage& passage, Highlight highlight) {
  out.open('{');
  out.name("heading").text(passage.heading).name("anchor").text(passage.anchor);
  if (passage.ordinal > 0) out.name("ordinal").number(std::uint64_t{passage.ordinal});
  const bool html = highlight == Highlight::html;
  out.name("snippet").text(html ? html_of(passage.snippet) : passage.snippet.text);
  if (highlight == Highlight::ranges) write_ranges(out.name("ranges"), passage.snippet);
  write_direction(out, passage.snippet.text);
  out.close('}');
}

void write_explanation(JsonWriter& out, const Explanation& why) {
  out.open('{').name("text").text(why.text).name("parts").open('[');
  for (const ScorePart& part : why.parts) {
    out.open('{').name("source").text(part.source).name("term").text(part.term);
    out.name("form").text(part.form).name("idf").fixed(part.idf, 6);
    out.name("count").number(part.count).name("length").number(part.length);
    out.name("points").fixed(part.points, 6);
    if (!part.note.empty()) out.name("note").text(part.note);
    out.close('}');
  }
  out.close(']').close('}');
}

void write_hit(JsonWriter& out, const SearchShape& shape, const Hit& hit) {
  out.open('{').name("id").text(hit.id).name("index").text(shape.index);
  out.name("title").text(hit.title.text);
  if (shape.highlight == Highlight::html) out.name("title_html").text(html_of(hit.title));
  if (shape.highlight == Highlight::ranges) write_ranges(out.name("title_ranges"), hit.title);
  const auto is_kind = [](const Attribute& one) { return one.name == "kind"; };
  const auto kind = std::ranges::find_if(hit.attributes, is_kind);
  if (kind != hit.attributes.end()) write_attribute(out, *kind);
  if (!hit.url.empty()) out.name("url").text(hit.url);
  if (!hit.lang.empty()) out.name("lang").text(hit.lang);
  write_direction(out, hit.title.text);
  out.name("score").fixed(hit.score, 6).name("attributes").open('{');
  for (const Attribute& attribute : hit.attributes) {
    if (!is_kind(attribute)) write_attribute(out, attribute);
  }
  out.close('}').name("passages").open('[');
  for (const FoundPassage& passage : hit.passages) write_passage(out, passage, shape.highlight);
  out.close(']').name("passages_matching").number(std::uint64_t{hit.passages_matching});
  if (hit.why) write_explanation(out.name("why"), *hit.why);
  if (hit.guarded) out.name("guarded").flag(true);
  if (!hit.similar.empty()) out.name("similar").texts(hit.similar);
  out.close('}');
}

void write_suggestion(JsonWriter& out, const Suggestion& item) {
  out.open('{').name("text").text(item.text.text).name("html").text(html_of(item.text));
  out.name("id").text(item.id);
  if (!item.url.empty()) out.name("url").text(item.url);
  if (!item.anchor.empty()) out.name("anchor").text(item.anchor);
  if (!item.lang.empty()) out.name("lang").text(item.lang);
  write_direction(out, item.text.text);
  if (!item.description.empty()) out.name("description").text(item.description);
  if (!item.matched.text.empty()) {
    out.name("matched").text(item.matched.text);
    out.name("matched_html").text(html_of(item.matched));
  }
  out.close('}');
}

void write_facets(JsonWriter& out, const SearchShape& shape, const std::vector<Facet>& facets) {
  out.name("facets").open('{');
  for (const Facet& facet : facets) {
    const auto type = shape.types.find(facet.attribute);
    const bool is_number = type != shape.types.end() && type->second == AttributeType::number;
    out.name(facet.attribute).open('[');
    for (const FacetValue& value : facet.values) {
      double number = 0;
      const char* end = value.value.data() + value.value.size();
      const auto [at, error] = std::from_chars(value.value.data(), end, number);
      const bool whole = is_number && error == std::errc{} && at == end && std::isfinite(number);
      out.open('{').name("value");
      whole ? out.number(number) : out.text(value.value);
      out.name("count").number(value.count).name("selected").flag(value.selected).close('}');
    }
    out.close(']');
  }
  out.close('}');
}

std::string_view type_name(AttributeType type) noexcept {
  constexpr std::array<std::string_view, 4> kNames = {"text", "number", "boolean", "date"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string_view kind_name(boost::json::kind of) {
  using boost::json::kind;
  switch (of) {
    case kind::null:
      return "null";
    case kind::bool_:
      return "a boolean";
    case kind::int64:
    case kind::uint64:
    case kind::double_:
      return "a number";
    case kind::string:
      return "a string";
    case kind::array:
      return "a list";
    case kind::object:
      return "an object";
  }
  return "nothing";
}

std::string scalar_text(const boost::json::value& value, std::string_view member) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "1" : "0";
  if (value.is_int64() || value.is_uint64()) return boost::json::serialize(value);
  throw Error(ErrorCode::invalid_argument,
              std::string(member) + " cannot be " + std::string(kind_name(value.kind())),
              std::string(member));
}

bool fits(const boost::json::value& value, ParameterKind kind) noexcept {
  switch (kind) {
    case ParameterKind::text:
      return value.is_string();
    case ParameterKind::number:
      return value.is_int64() || value.is_uint64();
    case ParameterKind::flag:
      return value.is_bool() || value.is_int64();
    case ParameterKind::list:
      return value.is_string() || value.is_array();
  }
  return false;
}

boost::json::value parse_object(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    throw Error(ErrorCode::bad_input, "the body is empty: send a JSON object", "", "empty-body");
  }
  if (const std::size_t bad = utf8_error(body); bad != std::string_view::npos) {
    throw Error(ErrorCode::bad_input, "the body is not UTF-8", "byte " + std::to_string(bad),
                "not-utf8");
  }
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::json::stream_parser parser({}, options);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(body.data(), body.size(), error);
  if (!error && read < body.size()) {
    const bool blank = body.find_first_not_of(" \t\r\n", read) == std::string_view::npos;
    if (!blank) error = boost::json::error::extra_data;
  }
  if (!error) parser.finish(error);
  if (error) {
    throw Error(ErrorCode::bad_input, "the body is not a JSON object: " + error.message(),
                "byte " + std::to_string(read),
                error == boost::json::error::too_deep ? "too-deep" : "");
  }
  boost::json::value value = parser.release();
  if (!value.is_object()) {
    throw Error(ErrorCode::bad_input,
                "the body must be a JSON object, not " + std::string(kind_name(value.kind())));
  }
  return value;
}

void write_page(JsonWriter& out, const AnswerPage& page) {
  out.open('{');
  if (!page.id.empty()) out.name("id").text(page.id);
  out.name("title").text(page.title);
  if (!page.url.empty()) out.name("url").text(page.url);
  if (!page.anchor.empty()) out.name("anchor").text(page.anchor);
  out.close('}');
}

std::string_view type_name(Answer::Type type) {
  switch (type) {
    case Answer::Type::cast:
      return "cast";
    case Answer::Type::episode:
      return "episode";
    case Answer::Type::go:
      break;
  }
  return "go";
}

void write_answer(JsonWriter& out, const Answer& answer) {
  out.open('{').name("type").text(type_name(answer.type)).name("text").text(answer.text);
  if (answer.character) write_page(out.name("character"), *answer.character);
  if (answer.actor) write_page(out.name("actor"), *answer.actor);
  if (answer.article) write_page(out.name("article"), *answer.article);
  out.name("from").open('{').name("id").text(answer.from.id);
  out.name("attribute").text(answer.from.attribute).close('}').close('}');
}

void write_stats(JsonWriter& out, const IndexStats& stats) {
  out.open('{').name("name").text(stats.name).name("articles").number(stats.articles);
  out.name("passages").number(stats.passages).name("terms").number(stats.terms);
  out.name("segments").number(stats.segments).name("change").number(stats.change);
  out.name("index_bytes").number(stats.index_bytes).name("text_bytes").number(stats.text_bytes);
  if (stats.making_anew) out.name("making_anew").number(*stats.making_anew);
  out.name("attributes").open('[');
  for (const IndexStats::AttributeStats& attribute : stats.attributes) {
    out.open('{').name("name").text(attribute.name).name("type").text(type_name(attribute.type));
    out.name("values").number(attribute.values).close('}');
  }
  out.close(']').close('}');
}

void write_problem(JsonWriter& out, const Problem& problem, std::string_view request_id) {
  out.open('{').name("type").text("urn:coldopen:problem:" + problem.code);
  out.name("title").text(reason_of(problem.status));
  out.name("status").number(static_cast<std::uint64_t>(problem.status));
  out.name("detail").text(problem.detail).name("code").text(problem.code);
  if (!problem.parameter.empty()) out.name("parameter").text(problem.parameter);
  if (!problem.did_you_mean.empty()) out.name("did_you_mean").text(problem.did_you_mean);
  if (!request_id.empty()) out.name("request_id").text(request_id);
  out.close('}');
}

void write_other_queries(JsonWriter& out, const SearchResponse& response) {
  if (response.did_you_mean) {
    out.name("did_you_mean").open('{').name("q").text(response.did_you_mean->q);
    out.name("total").number(response.did_you_mean->total).close('}');
  }
  if (response.corrected) {
    out.name("corrected").open('{').name("from").text(response.corrected->from);
    out.name("to").text(response.corrected->to).close('}');
  }
}

}  // namespace

std::string problem_json(const Problem& problem, std::string_view request_id) {
  JsonWriter out;
  write_problem(out, problem, request_id);
  return out.take();
}

std::string search_json(const SearchShape& shape, const SearchResponse& response) {
  JsonWriter out;
  out.open('{').name("q").text(shape.request.q).name("index").text(shape.index);
  out.name("total").open('{').name("value").number(response.total);
  out.name("relation").text("eq").close('}');
  out.name("limit").number(std::uint64_t{shape.request.limit});
  out.name("offset").number(std::uint64_t{shape.request.offset});
  out.name("took_ms").fixed(shape.took_ms, 3);
  if (response.answer) write_answer(out.name("answer"), *response.answer);
  out.name("hits").open('[');
  for (const Hit& hit : response.hits) write_hit(out, shape, hit);
  out.close(']');
  if (!shape.request.facets.empty()) write_facets(out, shape, response.facets);
  if (!response.notes.empty()) {
    out.name("notes").open('[');
    for (const Note& note : response.notes) {
      out.open('{').name("code").text(note.code).name("text").text(note.text).close('}');
    }
    out.close(']');
  }
  write_other_queries(out, response);
  if (!shape.next.empty()) out.name("next").text(shape.next);
  out.name("partial").flag(response.partial).close('}');
  return out.take();
}

std::string related_json(const SearchShape& shape, std::string_view id, std::span<const Hit> hits) {
  JsonWriter out;
  out.open('{').name("id").text(id).name("index").text(shape.index).name("hits").open('[');
  for (const Hit& hit : hits) write_hit(out, shape, hit);
  out.close(']').name("took_ms").fixed(shape.took_ms, 3).close('}');
  return out.take();
}

std::vector<NameValue> parameters_from_json(std::string_view body,
                                            std::span<const RouteParameter> known) {
  const boost::json::value value = parse_object(body);
  std::vector<NameValue> parameters;
  for (const auto& [key, member] : value.get_object()) {
    const std::string name(key.data(), key.size());
    const auto row = std::ranges::find(known, std::string_view(name), &RouteParameter::name);
    if (row == known.end()) {
      throw Error(ErrorCode::not_found, "there is no parameter of this name", name);
    }
    if (!fits(member, row->kind)) {
      throw Error(ErrorCode::invalid_argument,
                  name + " cannot be " + std::string(kind_name(member.kind())), name);
    }
    if (!member.is_array()) {
      parameters.emplace_back(name, scalar_text(member, name));
      continue;
    }
    for (const boost::json::value& item : member.get_array()) {
      parameters.emplace_back(name, scalar_text(item, name));
    }
  }
  return parameters;
}

std::string suggest_json(const SuggestShape& shape, const SuggestResponse& response) {
  JsonWriter out;
  out.open('{').name("q").text(shape.q).name("index").text(shape.index).name("groups").open('[');
  for (const SuggestionGroup& group : response.groups) {
    out.open('{').name("kind").text(group.kind).name("items").open('[');
    for (const Suggestion& item : group.items) write_suggestion(out, item);
    out.close(']').close('}');
  }
  out.close(']').name("took_ms").fixed(shape.took_ms, 3).close('}');
  return out.take();
}

std::string indexes_json(std::span<const IndexStats> indexes) {
  JsonWriter out;
  out.open('{').name("indexes").open('[');
  for (const IndexStats& stats : indexes) {
    out.open('{').name("name").text(stats.name).name("articles").number(stats.articles).close('}');
  }
  out.close(']').close('}');
  return out.take();
}

std::string index_stats_json(const IndexStats& stats) {
  JsonWriter out;
  write_stats(out, stats);
  return out.take();
}

std::string write_result_json(const WriteResult& result) {
  JsonWriter out;
  out.open('{');
  if (result.line > 0) out.name("line").number(result.line);
  if (!result.id.empty()) out.name("id").text(result.id);
  out.name("status").number(static_cast<std::uint64_t>(result.status));
  if (result.version > 0) out.name("version").number(result.version);
  if (!result.warnings.empty()) out.name("warnings").texts(result.warnings);
  if (result.problem != nullptr) write_problem(out.name("problem"), *result.problem, "");
  out.close('}');
  return out.take();
}

std::string health_json(std::string_view status, std::string_view version) {
  JsonWriter out;
  out.open('{').name("status").text(status).name("version").text(version).close('}');
  return out.take();
}

}  // namespace coldopen
