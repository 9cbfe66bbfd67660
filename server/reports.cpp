#include "server/reports.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <numeric>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "server/json_writer.hpp"

namespace coldopen {
namespace {

namespace json = boost::json;

// Names of files and bad bytes may come from outside: JSON is UTF-8.
std::string valid(std::string_view text) {
  std::size_t bad_bytes = 0;
  return repaired_utf8(text, bad_bytes);
}

json::object problem_object(const ReadProblem& problem) {
  return {{"source", valid(problem.source)},
          {"where", valid(problem.where)},
          {"reason", valid(problem.reason)}};
}

double per_second(double amount, double seconds) { return seconds > 0 ? amount / seconds : 0; }

constexpr int kPlaces = 4;

void write_percentiles(JsonWriter& out, const Percentiles& times) {
  out.open('{').name("p50").fixed(times.p50, kPlaces).name("p90").fixed(times.p90, kPlaces);
  out.name("p99").fixed(times.p99, kPlaces).name("p99_9").fixed(times.p99_9, kPlaces);
  out.name("mean").fixed(times.mean, kPlaces);
  out.name("max").fixed(times.max, kPlaces).close('}');
}

// Raw text and the code points that are marked -> bytes. `ranges` is [[begin, end], ...].
MarkedText marked_text(const json::value& text, const json::value* ranges) {
  MarkedText marked{std::string(text.as_string()), {}};
  if (ranges == nullptr) return marked;
  std::vector<std::uint32_t> offsets;  // of each code point
  for (std::uint32_t at = 0; at < marked.text.size(); ++at) {
    if ((static_cast<unsigned char>(marked.text[at]) & 0xC0U) != 0x80U) offsets.push_back(at);
  }
  offsets.push_back(static_cast<std::uint32_t>(marked.text.size()));
  for (const json::value& range : ranges->as_array()) {
    const auto begin = range.as_array().at(0).to_number<std::size_t>();
    const auto end = range.as_array().at(1).to_number<std::size_t>();
    if (begin < end && end < offsets.size()) marked.marks.push_back({offsets[begin], offsets[end]});
  }
  return marked;
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Value value_of(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_number()) return value.to_number<double>();
  std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
  if (const auto date = parse_date(text)) return *date;
  return text;
}

Explanation explanation_from(const json::object& object) {
  Explanation why{text_member(object, "text"), {}};
  for (const json::value& one : object.at("parts").as_array()) {
    const json::object& part = one.as_object();
    ScorePart read;
    read.source = text_member(part, "source");
    read.term = text_member(part, "term");
    read.form = text_member(part, "form");
    read.note = text_member(part, "note");
    read.points = part.at("points").to_number<double>();
    why.parts.push_back(std::move(read));
  }
  return why;
}

Hit hit_from(const json::object& object) {
  Hit hit;
  hit.id = text_member(object, "id");
  hit.url = text_member(object, "url");
  hit.score = object.contains("score") ? object.at("score").to_number<double>() : 0;
  hit.title = marked_text(object.at("title"), object.if_contains("title_ranges"));
  const std::string kind = text_member(object, "kind");
  if (!kind.empty()) hit.attributes.push_back({"kind", {kind}, false});
  if (const json::value* attributes = object.if_contains("attributes")) {
    for (const auto& [name, value] : attributes->as_object()) {
      Attribute attribute{std::string(name), {}, value.is_array()};
      if (value.is_array()) {
        for (const json::value& one : value.get_array()) attribute.values.push_back(value_of(one));
      } else {
        attribute.values.push_back(value_of(value));
      }
      hit.attributes.push_back(std::move(attribute));
    }
  }
  if (const json::value* similar = object.if_contains("similar"))
    for (const json::value& id : similar->as_array()) hit.similar.emplace_back(id.as_string());
  if (const json::value* count = object.if_contains("passages_matching"))
    hit.passages_matching = count->to_number<std::uint32_t>();
  if (const json::value* passages = object.if_contains("passages")) {
    for (const json::value& one : passages->as_array()) {
      const json::object& passage = one.as_object();
      FoundPassage found;
      found.heading = text_member(passage, "heading");
      found.anchor = text_member(passage, "anchor");
      if (passage.contains("ordinal"))
        found.ordinal = passage.at("ordinal").to_number<std::uint32_t>();
      if (passage.contains("snippet")) {
        found.snippet = marked_text(passage.at("snippet"), passage.if_contains("ranges"));
      }
      hit.passages.push_back(std::move(found));
    }
  }
  if (const json::value* why = object.if_contains("why")) {
    hit.why = explanation_from(why->as_object());
  }
  return hit;
}

void write_costs(const std::vector<StageCost>& stages, const std::vector<KindCost>& kinds,
                 JsonWriter& out) {
  out.name("stages").open('[');
  for (const StageCost& stage : stages) {
    out.open('{').name("stage").text(stage.stage).name("mean_us").fixed(stage.mean_us, kPlaces);
    out.name("slow_us").fixed(stage.slow_us, kPlaces).close('}');
  }
  out.close(']').name("kinds").open('[');
  for (const KindCost& kind : kinds) {
    out.open('{').name("kind").text(kind.kind).name("searches").number(kind.searches);
    out.name("mean_ms").fixed(kind.cpu.mean, kPlaces).name("p50_ms").fixed(kind.cpu.p50, kPlaces);
    out.name("p99_ms").fixed(kind.cpu.p99, kPlaces).name("max_ms").fixed(kind.cpu.max, kPlaces);
    out.close('}');
  }
  out.close(']');
}

}  // namespace

std::uint64_t ImportSummary::dropped_lines() const noexcept {
  std::uint64_t lines = 0;
  for (const auto& [reason, count] : dropped) lines += count;
  return lines;
}

Percentiles percentiles_of(std::vector<double> milliseconds) {
  if (milliseconds.empty()) return {};
  std::ranges::sort(milliseconds);
  const auto at = [&](double share) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(milliseconds.size())));
    return milliseconds[std::clamp<std::size_t>(rank, 1, milliseconds.size()) - 1];
  };
  const double sum = std::accumulate(milliseconds.begin(), milliseconds.end(), 0.0);
  return {at(.5),
          at(.9),
          at(.99),
          at(.999),
          milliseconds.back(),
          sum / static_cast<double>(milliseconds.size())};
}

std::string import_json(const ImportSummary& summary) {
  JsonWriter out;
  out.open('{').name("files").number(summary.files).name("left_out").number(summary.left_out);
  out.name("missing").number(summary.missing).name("read").number(summary.read());
  out.name("indexed").number(summary.indexed()).name("added").number(summary.added);
  out.name("replaced").number(summary.replaced).name("unchanged").number(summary.unchanged);
  out.name("skipped").number(summary.skipped).name("passages").number(summary.passages);
  out.name("dropped_lines").number(summary.dropped_lines()).name("dropped").open('{');
  for (const auto& [reason, count] : summary.dropped) out.name(valid(reason)).number(count);
  out.close('}').name("warnings").number(summary.warnings).name("problems").open('[');
  for (const ReadProblem& problem : summary.first_problems) {
    out.raw(json::serialize(problem_object(problem)));
  }
  out.close(']').name("bytes").number(summary.bytes);
  out.name("seconds").fixed(summary.seconds, kPlaces).name("mb_per_second");
  out.fixed(per_second(static_cast<double>(summary.bytes) / 1e6, summary.seconds), kPlaces);
  out.name("articles_per_second");
  out.fixed(per_second(static_cast<double>(summary.indexed()), summary.seconds), 1).close('}');
  return out.take();
}

std::string skipped_json(const ReadProblem& problem) {
  json::object object = problem_object(problem);
  object["kind"] = "skipped";
  return json::serialize(object);
}

std::string dropped_json(std::string_view id, const DroppedLine& line) {
  return json::serialize(json::object{{"kind", "dropped"},
                                      {"id", valid(id)},
                                      {"line", line.line},
                                      {"reason", line.reason},
                                      {"text", valid(line.text)}});
}

std::string warning_json(std::string_view id, std::string_view warning) {
  return json::serialize(
      json::object{{"kind", "warning"}, {"id", valid(id)}, {"text", valid(warning)}});
}

std::string check_json(const CheckReport& report) {
  json::array damages;
  for (const std::string& damage : report.damages) damages.emplace_back(valid(damage));
  return json::serialize(json::object{{"whole", report.damages.empty()},
                                      {"articles", report.articles},
                                      {"segments", report.segments},
                                      {"bytes", report.bytes},
                                      {"damages", std::move(damages)}});
}

std::string query_report_json(const QueryRange& range, const QueryReport& report) {
  JsonWriter out;
  out.open('{').name("index").text(range.index).name("days").number(std::uint64_t{range.days});
  const auto list = [&out](std::string_view name, const std::vector<CountedQuery>& queries) {
    out.name(name).open('[');
    for (const CountedQuery& one : queries)
      out.open('{').name("q").text(one.q).name("count").number(one.count).close('}');
    out.close(']');
  };
  list("queries", report.queries);
  list("zero_hits", report.zero_hits);
  out.close('}');
  return out.take();
}

std::string bench_json(const BenchResult& result) {
  JsonWriter out;
  out.open('{').name("target").text(valid(result.target));
  out.name("queries").number(result.queries).name("distinct_queries").number(result.distinct);
  out.name("empty").number(result.empty).name("rounds").number(result.rounds);
  out.name("warmup").number(result.warmup).name("threads").number(result.threads);
  out.name("limit").number(std::uint64_t{result.limit});
  if (result.rate > 0) out.name("rate").number(result.rate);
  out.name("seconds").fixed(result.seconds, kPlaces).name("queries_per_second");
  out.fixed(per_second(static_cast<double>(result.queries), result.seconds), 1);
  write_percentiles(out.name("wall_ms"), result.wall);
  if (result.cpu) write_percentiles(out.name("cpu_ms"), *result.cpu);
  if (!result.stages.empty()) write_costs(result.stages, result.kinds, out);
  out.name("machine").text(result.machine).name("version").text(result.version).close('}');
  return out.take();
}

SearchResponse response_from_json(std::string_view answer) {
  try {
    json::parse_options options;
    options.max_depth = 32;
    const json::value parsed = json::parse({answer.data(), answer.size()}, {}, options);
    const json::object& object = parsed.as_object();
    SearchResponse response;
    response.total = object.at("total").at("value").to_number<std::uint64_t>();
    for (const json::value& hit : object.at("hits").as_array()) {
      response.hits.push_back(hit_from(hit.as_object()));
    }
    if (const json::value* facets = object.if_contains("facets")) {
      for (const auto& [name, values] : facets->as_object()) {
        Facet facet{std::string(name), {}};
        for (const json::value& value : values.as_array()) {
          const json::value& text = value.at("value");
          facet.values.push_back(
              {text.is_string() ? std::string(text.get_string()) : json::serialize(text),
               value.at("count").to_number<std::uint64_t>(), false});
        }
        response.facets.push_back(std::move(facet));
      }
    }
    if (const json::value* meant = object.if_contains("did_you_mean"))
      response.did_you_mean = {std::string(meant->at("q").as_string()),
                               meant->at("total").to_number<std::uint64_t>()};
    if (const json::value* corrected = object.if_contains("corrected"))
      response.corrected = {std::string(corrected->at("from").as_string()),
                            std::string(corrected->at("to").as_string())};
    return response;
  } catch (const std::exception& problem) {
    throw Error(ErrorCode::bad_input,
                std::string("the server's answer is not one of coldopen: check --url (") +
                    problem.what() + ")");
  }
}

}  // namespace coldopen
