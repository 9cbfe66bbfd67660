#include "server/search_routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "corpus/nearest.hpp"
#include "corpus/text.hpp"
#include "index/live/engine.hpp"
#include "query/conditions.hpp"
#include "query/related.hpp"
#include "query/spoiler_guard.hpp"
#include "query/suggest.hpp"
#include "server/state.hpp"
#include "server/version.hpp"

namespace coldopen {
namespace {

using Kind = ParameterKind;

constexpr std::array kParameters = {
    RouteParameter{"q", Kind::text, "words, \"phrase\", +word, -word, a OR b, attribute:value"},
    RouteParameter{"limit", Kind::number, "hits of this answer, 0 to 100; default 10"},
    RouteParameter{"offset", Kind::number, "hits left out before; offset + limit <= 10,000"},
    RouteParameter{"cursor", Kind::text, "`next` of the answer before: any depth, for 5 minutes"},
    RouteParameter{"match", Kind::text, "auto, all or any of the words"},
    RouteParameter{"typo", Kind::text, "auto or off: typing errors are corrected, or stay"},
    RouteParameter{"fold", Kind::text, "on or off: nearly equal articles are one hit, or stay"},
    RouteParameter{"lang", Kind::text, "of articles called alike those of this language first"},
    RouteParameter{"filter", Kind::list, "season:4,5  season:3..5  -cast:\"Amy Ryan\"  cast:*"},
    RouteParameter{"facets", Kind::list, "attributes whose values are counted, at most 16"},
    RouteParameter{"facet_limit", Kind::number, "values of a facet, 1 to 1,000; default 20"},
    RouteParameter{"sort", Kind::text, "-air_date,title; default _score"},
    RouteParameter{"highlight", Kind::text, "html, ranges or none"},
    RouteParameter{"passages", Kind::number, "passages of a hit, 0 to 10; default 1"},
    RouteParameter{"explain", Kind::flag, "1 adds to every hit why it is there"},
    RouteParameter{"seen", Kind::text, "what lies ahead is hidden: S04E13, The Office:S04E13"},
    RouteParameter{"timeout_ms", Kind::number, "10 to 60,000; then the answer is partial"},
};
constexpr std::array<std::string_view, 2> kRepeatable = {"filter", "facets"};

constexpr std::array kSuggestParameters = {
    RouteParameter{"q", Kind::text, "what was typed so far: the beginning of a name or a code"},
    RouteParameter{"limit", Kind::number, "lines of this answer, 0 to 100; default 10"},
    RouteParameter{"filter", Kind::list, "season:4,5  season:3..5  -cast:\"Amy Ryan\"  cast:*"},
    RouteParameter{"lang", Kind::text, "articles of this language come before others"},
    RouteParameter{"seen", Kind::text, "what lies ahead is hidden: S04E13, The Office:S04E13"},
};
constexpr std::array<std::string_view, 1> kSuggestRepeatable = {"filter"};

constexpr std::array kRelatedParameters = {
    RouteParameter{"limit", Kind::number, "articles of this answer, 0 to 100; default 10"},
    RouteParameter{"seen", Kind::text, "what lies ahead is hidden: S04E13, The Office:S04E13"},
};

template <std::size_t count>
constexpr std::array<std::string_view, count> names_of(
    const std::array<RouteParameter, count>& parameters) {
  std::array<std::string_view, count> names;
  for (std::size_t i = 0; i < count; ++i) names[i] = parameters[i].name;
  return names;
}
constexpr auto kNames = names_of(kParameters);
constexpr auto kRelatedNames = names_of(kRelatedParameters);
constexpr auto kSuggestNames = names_of(kSuggestParameters);

struct Range {
  std::uint32_t min, max;
};

std::uint32_t whole_number(const NameValue& parameter, Range range) {
  const auto& [name, text] = parameter;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool read = error == std::errc{} && end == text.data() + text.size() && !text.empty();
  if (!read || value < range.min || value > range.max) {
    refuse(400, "invalid-argument",
           name + " must be a whole number from " + std::to_string(range.min) + " to " +
               std::to_string(range.max),
           name);
  }
  return value;
}

// The place of the value among `words`; an empty one is the first, the default.
std::size_t choice(const NameValue& parameter, std::span<const std::string_view> words) {
  if (parameter.second.empty()) return 0;
  const auto at = std::ranges::find(words, parameter.second);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  std::string all;
  for (const std::string_view word : words) {
    if (!all.empty()) all += ", ";
    all += word;
  }
  refuse(400, "invalid-argument", parameter.first + " must be one of " + all, parameter.first,
         std::string(nearest(parameter.second, words)));
}

void set_query(std::string& q, const std::string& text) {
  if (count_characters(text) > SearchLimits::query_code_points_max) {
    refuse(400, "query-too-long",
           "q has more than " + std::to_string(SearchLimits::query_code_points_max) +
               " characters: leave out some words",
           "q");
  }
  q = text;
}

void set_parameter(SearchCall& call, const NameValue& parameter, const AttributeTypes& types) {
  constexpr std::array<std::string_view, 3> kMatches = {"auto", "all", "any"};
  constexpr std::array<std::string_view, 2> kTypos = {"auto", "off"};
  constexpr std::array<std::string_view, 2> kFolds = {"on", "off"};
  constexpr std::array<std::string_view, 3> kHighlights = {"html", "ranges", "none"};
  constexpr std::array<std::string_view, 2> kFlags = {"0", "1"};
  using Bounds = SearchLimits;
  SearchRequest& request = call.request;
  const auto& [name, value] = parameter;
  if (name == "q") {
    set_query(request.q, value);
  } else if (name == "limit") {
    request.limit = whole_number(parameter, {0, Bounds::limit_max});
  } else if (name == "offset") {
    request.offset = whole_number(parameter, {0, UINT32_MAX});
  } else if (name == "match") {
    request.match = static_cast<Match>(choice(parameter, kMatches));
  } else if (name == "typo") {
    request.typo = static_cast<Typo>(choice(parameter, kTypos));
  } else if (name == "fold") {
    request.fold = choice(parameter, kFolds) == 0;
  } else if (name == "lang") {
    request.lang = value;
  } else if (name == "filter") {
    if (!value.empty()) request.filters.push_back(parse_condition(value, types));
  } else if (name == "facets") {
    for (const std::string_view facet : list_items(value)) request.facets.emplace_back(facet);
  } else if (name == "facet_limit") {
    request.facet_limit = whole_number(parameter, {1, Bounds::facet_limit_max});
  } else if (name == "sort") {
    if (!value.empty()) request.sort = parse_sort(value, types);
  } else if (name == "highlight") {
    call.highlight = static_cast<Highlight>(choice(parameter, kHighlights));
  } else if (name == "passages") {
    request.passages = whole_number(parameter, {0, Bounds::passages_max});
  } else if (name == "explain") {
    request.explain = choice(parameter, kFlags) == 1;
  } else if (name == "timeout_ms") {
    request.timeout = std::chrono::milliseconds{
        whole_number(parameter, {Bounds::timeout_ms_min, Bounds::timeout_ms_max})};
  }
}

Shared<Snapshot> whole_of(const Service& service, const Call& call) {
  Shared<Snapshot> snapshot = service.engine.snapshot(call.path_parameter("index"));
  if (!snapshot) refuse(404, "no-such-index", "there is no index of this name", "index");
  return snapshot;
}

// As the reader may see it who asks.
Shared<Snapshot> as_seen(const Shared<Snapshot>& whole, std::span<const NameValue> parameters) {
  const auto seen = std::ranges::find(parameters, "seen", &NameValue::first);
  return seen == parameters.end() ? whole : guarded(whole, seen->second);
}

// What a search looks at, and from where.
struct View {
  Shared<Snapshot> whole;     // what cursors hold: one for readers at all places of the story
  Shared<Snapshot> snapshot;  // as the reader may see it
  std::optional<CursorPlace> place;  // of the page, where a cursor was given
  std::string search;                // the same for the same hits
  std::uint64_t number = 0;          // of `whole` for cursors; 0: no answer has one
};

// The index and all parameters but those that change what is shown of the hits, or nothing.
std::string search_of(std::string_view index, std::span<const NameValue> parameters) {
  static constexpr std::array<std::string_view, 9> kShown = {
      "limit",     "offset",   "cursor",  "facets",    "facet_limit",
      "highlight", "passages", "explain", "timeout_ms"};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kDefaults = {
      {{"match", "auto"}, {"typo", "auto"}, {"fold", "on"}, {"sort", "_score"}}};
  std::vector<NameValue> asked;
  for (const NameValue& parameter : parameters) {
    const std::pair<std::string_view, std::string_view> given = parameter;
    if (!given.second.empty() && std::ranges::find(kShown, given.first) == kShown.end() &&
        std::ranges::find(kDefaults, given) == kDefaults.end())
      asked.push_back(parameter);
  }
  std::ranges::sort(asked);
  std::string text(index);
  for (const auto& [name, value] : asked)
    text.append(1, '\0').append(name).append(1, '\0').append(value);
  return text;
}

View view_of(const Service& service, const Call& call, std::span<const NameValue> parameters) {
  View view;
  view.search = search_of(call.path_parameter("index"), parameters);
  const auto given = std::ranges::find(parameters, "cursor", &NameValue::first);
  if (given == parameters.end() || given->second.empty()) {
    view.whole = whole_of(service, call);
  } else {
    auto opened = service.state.cursors.open(given->second, view.search);
    if (!opened)
      refuse(410, "cursor-gone",
             "this cursor was not used for 5 minutes, or the server let go what it stood for: "
             "search again from the first page",
             "cursor");
    view.whole = std::move(opened->snapshot);
    view.place = opened->place;
  }
  view.snapshot = as_seen(view.whole, parameters);
  return view;
}

// Once the parameters were accepted, the snapshot has a number for the cursor of the answer.
SearchCall call_of(const Service& service, View& view, std::span<const NameValue> parameters) {
  SearchCall call = search_call(parameters, view.snapshot->types);
  if (view.place) {
    if (call.request.offset != 0)
      refuse(400, "two-places", "a cursor says where its page begins: leave offset out", "offset");
    call.request.offset = view.place->offset;
    call.request.after = view.place->last;
  }
  if (call.request.limit > 0) view.number = service.state.cursors.number_of(view.whole);
  return call;
}

// Changes with the index, the parameters and the program; the same on every request otherwise.
// `number`: of the snapshot, in answers that may have a cursor, which is of that snapshot.
std::string entity_tag(const Snapshot& snapshot, std::uint64_t number,
                       std::span<const NameValue> parameters) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a: no defence is needed, only difference
  const auto mix = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    hash = (hash ^ 0xFFU) * 1099511628211U;
  };
  mix(kVersion);
  mix(std::to_string(number));
  mix(snapshot.index_name);
  for (const auto& [name, value] : parameters) {
    mix(name);
    mix(value);
  }
  return std::to_string(snapshot.change) + "-" + std::to_string(hash);
}

Guarded guard_of(std::span<const NameValue> parameters) {
  const auto seen = std::ranges::find(parameters, "seen", &NameValue::first);
  return seen == parameters.end() || seen->second.empty() ? Guarded::no : Guarded::yes;
}

// The length of q was judged before: what search() refuses in it is the number of its words.
Searched searched(const Service& service, const Call& call, const Snapshot& snapshot,
                  const SearchCall& asked) {
  try {
    return run_search(service, call, snapshot, asked.request, asked.guarded);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_argument || error.where() != "q") throw;
    refuse(400, "too-many-terms", error.what(), "q");
  }
}

std::string milliseconds_of(double took_ms) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), took_ms, std::chars_format::fixed, 1)
          .ptr;
  return {text.data(), end};
}

Reply run(const Service& service, const Call& call, const View& view, const SearchCall& asked) {
  const Snapshot& snapshot = *view.snapshot;
  const auto& [response, took] = searched(service, call, snapshot, asked);
  SearchShape shape{snapshot.index_name, asked.request, snapshot.types, asked.highlight,
                    took.count() * 1e3};
  if (response.last && view.number != 0) {  // only who can go on keeps the snapshot
    const auto shown = static_cast<std::uint32_t>(response.hits.size());
    shape.next = service.state.cursors.token(service.state.cursors.hold(view.whole), view.search,
                                             {asked.request.offset + shown, *response.last});
  }
  Reply reply = json_reply(200, search_json(shape, response));
  reply.headers = {{"Cache-Control", "no-cache"},
                   {"Server-Timing", "search;dur=" + milliseconds_of(took.count() * 1e3)}};
  return reply;
}

// The reply of a GET with its weak tag, or 304 to who has it.
template <class Answer>  // Reply()
Reply tagged(const Call& call, const Snapshot& snapshot, std::uint64_t number,
             std::string_view caching, Answer&& answer) {
  const std::string tag = entity_tag(snapshot, number, call.parameters);
  const std::string header = "W/\"" + tag + '"';
  const std::string_view seen = call.header("If-None-Match");
  if (!seen.empty() && !snapshot.partial) {
    const std::optional<EntityTags> tags = parse_entity_tags(seen);
    if (!tags) refuse(400, "bad-etag", "If-None-Match is not a list of quoted tags");
    if (matches_weakly(*tags, tag))
      return {304, "", {{"ETag", header}, {"Cache-Control", std::string(caching)}}, "", false};
  }
  Reply reply = answer();
  if (!snapshot.partial) reply.headers.emplace_back("ETag", header);
  return reply;
}

// Names change seldom, and the same beginnings are typed again and again.
constexpr std::string_view kSuggestCaching = "max-age=60";

SuggestRequest suggest_call(std::span<const NameValue> parameters, const AttributeTypes& types) {
  SuggestRequest request;
  for (const NameValue& parameter : parameters) {
    const auto& [name, value] = parameter;
    if (name == "q") {
      set_query(request.q, value);
    } else if (name == "limit") {
      request.limit = whole_number(parameter, {0, SuggestLimits::limit_max});
    } else if (name == "filter") {
      if (!value.empty()) request.filters.push_back(parse_condition(value, types));
    } else if (name == "lang") {
      request.lang = value;
    }
  }
  if (request.filters.size() > SearchLimits::filter_clauses_max) {
    refuse(
        400, "too-many-filters",
        "at most " + std::to_string(SearchLimits::filter_clauses_max) + " filters in one request",
        "filter");
  }
  return request;
}

}  // namespace

std::span<const RouteParameter> search_parameters() { return kParameters; }
std::span<const RouteParameter> related_parameters() { return kRelatedParameters; }
std::span<const RouteParameter> suggest_parameters() { return kSuggestParameters; }

SearchCall search_call(std::span<const NameValue> parameters, const AttributeTypes& types) {
  SearchCall call;
  for (const NameValue& parameter : parameters) set_parameter(call, parameter, types);
  call.guarded = guard_of(parameters);
  const SearchRequest& request = call.request;
  if (std::uint64_t{request.offset} + request.limit > SearchLimits::window_max) {
    refuse(400, "too-deep",
           "offset + limit is beyond " + std::to_string(SearchLimits::window_max) +
               ": go there by `next` of each answer, as cursor",
           "offset");
  }
  if (request.facets.size() > SearchLimits::facets_max) {
    refuse(400, "too-many-facets",
           "at most " + std::to_string(SearchLimits::facets_max) + " facets in one request",
           "facets");
  }
  if (request.filters.size() > SearchLimits::filter_clauses_max) {
    refuse(
        400, "too-many-filters",
        "at most " + std::to_string(SearchLimits::filter_clauses_max) + " filters in one request",
        "filter");
  }
  return call;
}

Reply search_get(const Service& service, const Call& call) {
  check_parameters(call, kNames, kRepeatable);
  View view = view_of(service, call, call.parameters);
  const SearchCall asked = call_of(service, view, call.parameters);
  return tagged(call, *view.snapshot, view.number, "no-cache",
                [&] { return run(service, call, view, asked); });
}

Reply suggest_get(const Service& service, const Call& call) {
  check_parameters(call, kSuggestNames, kSuggestRepeatable);
  const Shared<Snapshot> snapshot = as_seen(whole_of(service, call), call.parameters);
  const SuggestRequest request = suggest_call(call.parameters, snapshot->types);
  return tagged(call, *snapshot, 0, kSuggestCaching, [&] {
    const auto begin = std::chrono::steady_clock::now();
    const SuggestResponse response = suggest(*snapshot, request);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    Reply reply =
        json_reply(200, suggest_json({request.q, snapshot->index_name, took.count()}, response));
    reply.headers = {{"Cache-Control", std::string(kSuggestCaching)},
                     {"Server-Timing", "suggest;dur=" + milliseconds_of(took.count())}};
    return reply;
  });
}

Reply related_get(const Service& service, const Call& call) {
  check_parameters(call, kRelatedNames);
  const Shared<Snapshot> snapshot = as_seen(whole_of(service, call), call.parameters);
  SearchRequest request;
  for (const NameValue& parameter : call.parameters)
    if (parameter.first == "limit")
      request.limit = whole_number(parameter, {0, SearchLimits::limit_max});
  const std::string_view id = call.path_parameter("id");
  const auto begin = std::chrono::steady_clock::now();
  const std::optional<std::vector<Hit>> hits = find_related(*snapshot, id, request.limit);
  if (!hits) refuse(404, "no-such-article", "there is no article of this id", "id");
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  const SearchShape shape{snapshot->index_name, request, snapshot->types, Highlight::none,
                          took.count()};
  Reply reply = json_reply(200, related_json(shape, id, *hits));
  reply.headers = {{"Cache-Control", "no-cache"},
                   {"Server-Timing", "related;dur=" + milliseconds_of(took.count())}};
  return reply;
}

Reply search_post(const Service& service, const Call& call) {
  if (!call.parameters.empty()) {
    refuse(400, "two-places", "give the parameters of a POST in its body, not in the address",
           call.parameters[0].first);
  }
  std::vector<NameValue> parameters;
  try {
    parameters = parameters_from_json(call.body, kParameters);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    refuse(400, "unknown-parameter", error.what(), error.where(),
           std::string(nearest(error.where(), kNames)));
  }
  View view = view_of(service, call, parameters);
  const SearchCall asked = call_of(service, view, parameters);
  return run(service, call, view, asked);
}

}  // namespace coldopen
