// Judged cases (tests/judged/README.md) and the answers that miss them.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "query/related.hpp"
#include "query/search.hpp"
#include "query/spoiler_guard.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {

struct JudgedCase {
  std::string q, where;    // where: "names.ndjson:12"
  std::string related_to;  // not empty: no search, but what is like this article
  Ids first;               // one of these
  Ids in3, in10, has, order, absent;
  bool none = false;
  std::string seen;                               // how far the reader is; empty: all is shown
  std::optional<std::string> answer;              // "": there is none
  std::optional<std::string> corrected, offered;  // "": nothing is
  boost::json::object params;                     // of the search
  std::optional<std::uint64_t> total;
  std::vector<std::pair<std::string, Strings>> facets;  // "4: 14", ticked "*4: 14"
  std::string passage;                                  // of the first hit: its anchor or number
  std::optional<std::string> snippet_has, link, told;
  std::optional<Ids> similar;  // what is folded into the first hit, in any order
};

// The first passage that a hit shows: its anchor, or its number where it has none.
inline std::string place_shown(const Hit& hit) {
  if (hit.passages.empty()) return "";
  const FoundPassage& best = hit.passages.front();
  return best.anchor.empty() ? std::to_string(best.index) : best.anchor;
}

// A member that is a text or a list of texts.
inline Ids judged_ids(const boost::json::object& line, const char* member) {
  Ids ids;
  const boost::json::value* value = line.if_contains(member);
  if (value == nullptr) return ids;
  if (value->is_string()) return {std::string(value->get_string())};
  for (const boost::json::value& id : value->as_array()) ids.emplace_back(id.as_string());
  return ids;
}

inline std::vector<JudgedCase> read_judged(const std::filesystem::path& file) {
  std::vector<JudgedCase> cases;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const boost::json::value parsed = boost::json::parse(line);
    const boost::json::object& object = parsed.as_object();
    JudgedCase one;
    if (object.contains("related_to")) {
      one.related_to = object.at("related_to").as_string();
      one.q = "like " + one.related_to;
    } else {
      one.q = object.at("q").as_string();
    }
    one.where = file.filename().string() + ":" + std::to_string(cases.size() + 1);
    one.first = judged_ids(object, "first");
    one.in3 = judged_ids(object, "in3");
    one.in10 = judged_ids(object, "in10");
    one.has = judged_ids(object, "has");
    one.order = judged_ids(object, "order");
    one.absent = judged_ids(object, "not");
    one.none = object.contains("none") && object.at("none").as_bool();
    const auto text = [&](const char* member) -> std::optional<std::string> {
      if (!object.contains(member)) return std::nullopt;
      return std::string(object.at(member).as_string());
    };
    if (const auto* params = object.if_contains("params"))
      if (const auto* seen = params->as_object().if_contains("seen")) one.seen = seen->as_string();
    one.answer = text("answer");
    one.corrected = text("corrected");
    one.offered = text("offered");
    if (object.contains("params")) one.params = object.at("params").as_object();
    if (object.contains("total")) one.total = object.at("total").to_number<std::uint64_t>();
    if (object.contains("facets"))
      for (const auto& [name, values] : object.at("facets").as_object())
        one.facets.emplace_back(name, judged_ids(object.at("facets").as_object(), name.data()));
    if (object.contains("similar")) one.similar = judged_ids(object, "similar");
    one.snippet_has = text("snippet_has");
    one.link = text("link");
    one.told = text("told");
    if (const auto* passage = object.if_contains("passage"))
      one.passage = passage->is_string() ? std::string(passage->get_string())
                                         : std::to_string(passage->as_int64());
    cases.push_back(std::move(one));
  }
  return cases;
}

// What is wrong with these hits, a sentence each; empty where the case holds.
inline Strings misses_of(const JudgedCase& wanted, const Ids& hits) {
  Strings misses;
  const auto rank = [&](const std::string& id) {
    return static_cast<std::size_t>(std::ranges::find(hits, id) - hits.begin());
  };
  const auto told = [&](const std::string& id) {
    return id + (rank(id) < hits.size() ? " is hit " + std::to_string(rank(id) + 1) : " is no hit");
  };
  if (!wanted.first.empty() &&
      (hits.empty() || std::ranges::find(wanted.first, hits.front()) == wanted.first.end())) {
    misses.push_back("first is " + (hits.empty() ? "nothing" : hits.front()) + ", " +
                     told(wanted.first.front()));
  }
  for (const std::string& id : wanted.in3)
    if (rank(id) >= std::min<std::size_t>(3, hits.size()))
      misses.push_back(told(id) + ", not in 3");
  for (const std::string& id : wanted.in10)
    if (rank(id) >= std::min<std::size_t>(10, hits.size()))
      misses.push_back(told(id) + ", not in 10");
  for (const std::string& id : wanted.has)
    if (rank(id) == hits.size()) misses.push_back(told(id));
  for (const std::string& id : wanted.absent)
    if (rank(id) < hits.size()) misses.push_back(told(id));
  for (std::size_t i = 0; i < wanted.order.size(); ++i) {
    const std::string& id = wanted.order[i];
    if (rank(id) == hits.size()) {
      misses.push_back(told(id));
    } else if (i > 0 && rank(id) < rank(wanted.order[i - 1])) {
      misses.push_back(told(id) + ", above " + wanted.order[i - 1]);
    }
  }
  if (wanted.none && !hits.empty()) misses.push_back(told(hits.front()) + ", nothing should be");
  return misses;
}

inline SearchResponse whole_response(const Snapshot& snapshot, const std::string& q) {
  SearchRequest request = asking(q);
  request.limit = SearchLimits::limit_max;
  request.timeout = std::chrono::milliseconds(SearchLimits::timeout_ms_max);
  return search(snapshot, request);
}

// With the parameters of the case.
inline SearchResponse whole_response(const Snapshot& snapshot, const JudgedCase& asked) {
  SearchRequest request = asking(asked.q);
  request.limit = SearchLimits::limit_max;
  request.timeout = std::chrono::milliseconds(SearchLimits::timeout_ms_max);
  for (const std::string& filter : judged_ids(asked.params, "filter"))
    request.filters.push_back(parse_condition(filter, snapshot.types));
  request.facets = judged_ids(asked.params, "facets");
  if (asked.params.contains("match"))
    request.match = asked.params.at("match").as_string() == "all" ? Match::all : Match::any;
  if (asked.params.contains("lang")) request.lang = asked.params.at("lang").as_string();
  const auto number = [&](const char* name, std::uint32_t& value) {
    if (asked.params.contains(name)) value = asked.params.at(name).to_number<std::uint32_t>();
  };
  number("limit", request.limit);
  number("offset", request.offset);
  number("facet_limit", request.facet_limit);
  if (asked.params.contains("sort"))
    request.sort = parse_sort(asked.params.at("sort").as_string(), snapshot.types);
  return search(snapshot, request);
}

inline Strings told(const Facet& facet) {
  Strings values;
  for (const FacetValue& value : facet.values)
    values.push_back((value.selected ? "*" : "") + value.value + ": " +
                     std::to_string(value.count));
  return values;
}

inline std::string joined(const Strings& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

inline Ids hits_of(const Snapshot& snapshot, const std::string& q) {
  return ids_of(whole_response(snapshot, q));
}

inline Ids related_ids(const Snapshot& snapshot, const std::string& id) {
  Ids ids;
  if (const auto hits = find_related(snapshot, id, SearchLimits::limit_max))
    for (const Hit& hit : *hits) ids.push_back(hit.id);
  return ids;
}

// What is wrong with notes, and with what the first hit shows and leads to.
inline Strings misses_of_first(const JudgedCase& wanted, const SearchResponse& response) {
  Strings misses;
  const auto is_told = [&](const Note& note) { return note.code == *wanted.told; };
  if (wanted.told && std::ranges::none_of(response.notes, is_told))
    misses.push_back("no note says " + *wanted.told);
  const Hit hit = response.hits.empty() ? Hit{} : response.hits.front();
  if (!wanted.passage.empty() && place_shown(hit) != wanted.passage)
    misses.push_back("shows " + place_shown(hit) + " first, not " + wanted.passage);
  const std::string snippet = hit.passages.empty() ? "" : hit.passages.front().snippet.text;
  if (wanted.snippet_has && snippet.find(*wanted.snippet_has) == std::string::npos)
    misses.push_back("shows '" + snippet + "' without '" + *wanted.snippet_has + "'");
  if (wanted.similar && !std::ranges::is_permutation(*wanted.similar, hit.similar))
    misses.push_back("folds " + joined(hit.similar) + " under it, not " + joined(*wanted.similar));
  if (wanted.link && !hit.url.ends_with(*wanted.link))
    misses.push_back("leads to " + hit.url + ", not " + *wanted.link);
  return misses;
}

// The same of the whole response to the query.
inline Strings misses_of(const JudgedCase& wanted, const Shared<Snapshot>& snapshot) {
  const Shared<Snapshot> seen = guarded(snapshot, wanted.seen);
  if (!wanted.related_to.empty()) return misses_of(wanted, related_ids(*seen, wanted.related_to));
  const SearchResponse response = whole_response(*seen, wanted);
  Strings misses = misses_of(wanted, ids_of(response));
  if (wanted.total && *wanted.total != response.total)
    misses.push_back("finds " + std::to_string(response.total) + ", not " +
                     std::to_string(*wanted.total));
  for (const auto& [name, values] : wanted.facets) {
    const auto given = std::ranges::find(response.facets, name, &Facet::attribute);
    const Strings counted = given == response.facets.end() ? Strings() : told(*given);
    if (counted != values)
      misses.push_back("counts by " + name + " " + joined(counted) + ", not " + joined(values));
  }
  for (std::string& miss : misses_of_first(wanted, response)) misses.push_back(std::move(miss));
  const bool is_cast = response.answer && response.answer->type == Answer::Type::cast;
  const std::string answer = is_cast ? response.answer->text : "";
  if (wanted.answer && *wanted.answer != answer)
    misses.push_back("the answer is \"" + answer + "\", not \"" + *wanted.answer + "\"");
  const std::string corrected = response.corrected ? response.corrected->to : "";
  const std::string offered = response.did_you_mean ? response.did_you_mean->q : "";
  if (wanted.corrected && *wanted.corrected != corrected)
    misses.push_back("corrected to '" + corrected + "', not '" + *wanted.corrected + "'");
  if (wanted.offered && *wanted.offered != offered)
    misses.push_back("offers '" + offered + "', not '" + *wanted.offered + "'");
  return misses;
}

}  // namespace coldopen
