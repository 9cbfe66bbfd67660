#include "server/command_search.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "corpus/error.hpp"
#include "index/live/engine.hpp"
#include "query/search.hpp"
#include "query/spoiler_guard.hpp"
#include "server/command_index.hpp"
#include "server/html.hpp"
#include "server/http_client.hpp"
#include "server/json_shapes.hpp"
#include "server/page_text.hpp"
#include "server/reports.hpp"

namespace coldopen {
namespace {

std::string joined(const Strings& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

SearchRequest request_of(const CommandLine& line, const Snapshot& snapshot) {
  SearchRequest request;
  request.q = joined(line.arguments);
  request.limit = static_cast<std::uint32_t>(line.number("limit", request.limit));
  request.offset = static_cast<std::uint32_t>(line.number("offset", 0));
  request.passages = static_cast<std::uint32_t>(line.number("passages", request.passages));
  request.facet_limit = static_cast<std::uint32_t>(line.number("facet-limit", request.facet_limit));
  request.explain = line.has("explain");
  const std::string match = line.text("match", "auto");
  request.match = match == "all" ? Match::all : match == "any" ? Match::any : Match::automatic;
  request.typo = line.text("typo", "auto") == "off" ? Typo::off : Typo::automatic;
  request.fold = line.text("fold", "on") == "on";
  request.lang = line.text("lang");
  for (const std::string& filter : line.list("filter")) {
    request.filters.push_back(parse_condition(filter, snapshot.types));
  }
  request.facets = split_names(line.text("facets"));
  if (line.has("sort")) request.sort = parse_sort(line.text("sort"), snapshot.types);
  return request;
}

std::string fixed(double value, int places) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.*f", places, value);
  return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

std::string explained(const Explanation& why, const Console& console) {
  std::string text = "     " + console.inked(Ink::faint, why.text) + "\n";
  for (const ScorePart& part : why.parts) {
    text += "     " +
            console.inked(Ink::faint, fixed(part.points, 4) + "  " + part.source +
                                          (part.term.empty() ? "" : " " + part.term) +
                                          (part.form.empty() ? "" : " (" + part.form + ")") +
                                          (part.note.empty() ? "" : ": " + part.note)) +
            "\n";
  }
  return text;
}

std::string other_queries_text(const SearchResponse& response, const Console& console) {
  std::string text;
  if (response.corrected)
    text += console.inked(Ink::faint, "nothing found for " + response.corrected->from +
                                          "; --typo off searches for it as it stands") +
            "\n";
  if (response.did_you_mean)
    text += "did you mean " + console.inked(Ink::title, response.did_you_mean->q) + " (" +
            grouped(response.did_you_mean->total) + ")\n";
  return text;
}

std::string hit_text(const Hit& hit, std::uint64_t number, const Console& console) {
  std::string line = std::to_string(number) + ". ";
  if (line.size() < 5) line.insert(0, 5 - line.size(), ' ');
  const std::string badge = episode_badge(hit.attributes);
  MarkedText title = hit.title;
  if (title.text.empty()) title = {hit.id, {}};
  line += title.marks.empty() ? console.inked(Ink::title, title.text) : console.inked(title);
  if (!badge.empty()) line += "  " + console.inked(Ink::good, badge);
  std::string facts;
  for (const std::string& fact : facts_line(hit.attributes))
    facts += (facts.empty() ? "" : " · ") + fact;
  if (!facts.empty()) line += "  " + console.inked(Ink::faint, facts);
  line += "\n";
  for (const FoundPassage& passage : hit.passages) {
    std::string where = passage.ordinal > 0 ? "#" + std::to_string(passage.ordinal) : "";
    if (!passage.heading.empty()) where += (where.empty() ? "" : " ") + passage.heading;
    line += "     ";
    if (!where.empty()) line += console.inked(Ink::title, where) + "  ";
    line += console.inked(passage.snippet) + "\n";
  }
  if (const std::string more = more_passages(hit); !more.empty())
    line += "     " + console.inked(Ink::faint, more) + "\n";
  line += "     " + console.inked(Ink::faint, hit.url.empty() ? hit.id : hit.url) + "\n";
  std::string similar;
  for (const std::string& id : hit.similar) similar += " " + terminal_text(id);
  if (!similar.empty()) line += "     " + console.inked(Ink::faint, "also at" + similar) + "\n";
  if (hit.why) line += explained(*hit.why, console);
  return line;
}

int from_server(const CommandLine& line, const Config& config, const Console& console) {
  std::string target = search_target(config.index, joined(line.arguments));
  for (const auto& [name, values] : line.options) {
    static constexpr std::array<std::string_view, 5> kOurs = {"json", "quiet", "verbose", "url",
                                                              "key-file"};
    if (std::ranges::find(kOurs, name) != kOurs.end()) continue;
    std::string parameter = name;
    std::ranges::replace(parameter, '-', '_');
    if (values.empty()) target += "&" + parameter + "=1";
    for (const std::string& value : values) target += "&" + parameter + "=" + percent_encode(value);
  }
  if (!line.has("json")) target += "&highlight=ranges";
  const std::string key = line.has("key-file") ? read_key(line.text("key-file")) : "";
  const std::string url = line.text("url");
  const std::string answer = body_of(HttpClient(url, key).get(target), url);
  const SearchResponse response = response_from_json(answer);
  const auto offset = static_cast<std::uint32_t>(line.number("offset", 0));
  console.out(line.has("json") ? answer + "\n"
                               : response_text(response, joined(line.arguments), offset, console));
  return response.total == 0 ? 1 : 0;
}

}  // namespace

Strings split_names(const std::string& text) {
  Strings names;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) names.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

std::string search_target(std::string_view index, std::string_view q) {
  return "/v1/indexes/" + std::string(index) + "/search?q=" + percent_encode(q);
}

Shared<Snapshot> open_snapshot(const Config& config) {
  const auto engine = open_data(config, OpenMode::read);
  auto snapshot = engine->snapshot(config.index);
  if (!snapshot) {
    std::string names;
    for (const std::string& name : engine->index_names())
      names += (names.empty() ? "" : ", ") + name;
    throw Error(ErrorCode::not_found,
                "there is no index '" + config.index + "': " +
                    (names.empty() ? "it is empty, fill it with coldopen index PATH"
                                   : "there are " + names),
                config.data);
  }
  return snapshot;
}

std::string response_text(const SearchResponse& response, const std::string& q,
                          std::uint32_t offset, const Console& console) {
  const std::string& asked = response.corrected ? response.corrected->to : q;
  std::string text = console.inked(Ink::title, grouped(response.total)) +
                     (response.total == 1 ? " result" : " results");
  if (!asked.empty()) text += " for " + terminal_text(asked);
  text += "\n";
  if (response.answer && response.answer->type == Answer::Type::cast)
    text += console.inked(Ink::title, terminal_text(response.answer->text)) + "\n";
  text += other_queries_text(response, console);
  for (const Note& note : response.notes) text += console.inked(Ink::faint, note.text) + "\n";
  if (response.partial)
    text += console.inked(Ink::bad, "not everything could be searched in time") + "\n";
  std::uint64_t number = offset;
  for (const Hit& hit : response.hits) text += "\n" + hit_text(hit, ++number, console);
  for (const Facet& facet : response.facets) {
    text += "\n" + console.inked(Ink::title, facet.attribute);
    for (const FacetValue& value : facet.values) {
      text += "  " + terminal_text(value.value) + " " +
              console.inked(Ink::faint, "(" + grouped(value.count) + ")");
    }
    text += "\n";
  }
  return text;
}

int search_command(const CommandLine& line, const Config& config, const Console& console) {
  if (line.has("url")) return from_server(line, config, console);
  const auto snapshot = guarded(open_snapshot(config), line.text("seen"));
  const SearchRequest request = request_of(line, *snapshot);
  const auto begin = std::chrono::steady_clock::now();
  const SearchResponse response = search(*snapshot, request);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  if (line.has("json")) {
    const SearchShape shape{config.index, request, snapshot->types, Highlight::html, took.count()};
    console.out(search_json(shape, response) + "\n");
  } else {
    console.out(response_text(response, request.q, request.offset, console));
    if (line.has("verbose")) console.note(fixed(took.count(), 2) + " ms\n");
  }
  return response.total == 0 ? 1 : 0;
}

}  // namespace coldopen
