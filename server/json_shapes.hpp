// The JSON of the HTTP side: answers, problems, results of writes; and the members of a POST
// search. Articles have their own form (corpus/article_json).
//
// Output   one line, valid UTF-8; scores with six places, other numbers as short as they are exact;
//          never Infinity or NaN.
// Errors   Refusal is not known here: what cannot be read throws Error(bad_input) or, for a wrong
//          member, Error(invalid_argument) whose `where` is the member.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/live/engine.hpp"
#include "query/request.hpp"
#include "query/suggest.hpp"
#include "server/headers.hpp"

namespace coldopen {

struct Problem {  // RFC 9457
  int status = 400;
  std::string code;  // "unknown-parameter"
  std::string detail;
  std::string parameter = {};     // may be empty
  std::string did_you_mean = {};  // may be empty
  std::vector<NameValue> headers = {};
  bool close = false;  // the connection ends after it
};

enum class ParameterKind : std::uint8_t { text, number, flag, list };

struct RouteParameter {  // of the query, or a member of a POST body
  std::string_view name;
  ParameterKind kind = ParameterKind::text;
  std::string_view summary;
};

std::string problem_json(const Problem& problem, std::string_view request_id);

enum class Highlight : std::uint8_t { html, ranges, none };

struct SearchShape {  // what an answer says beside the response
  std::string_view index;
  const SearchRequest& request;
  const AttributeTypes& types;  // facet values of numbers are written as numbers
  Highlight highlight = Highlight::html;
  double took_ms = 0;
  std::string next = {};  // cursor; empty: no more hits
};
std::string search_json(const SearchShape& shape, const SearchResponse& response);

// `shape.request` is not asked.
std::string related_json(const SearchShape& shape, std::string_view id, std::span<const Hit> hits);

struct SuggestShape {
  std::string_view q, index;
  double took_ms = 0;
};
std::string suggest_json(const SuggestShape& shape, const SuggestResponse& response);

// The members of a POST body as parameters: numbers as text, flags as 0 and 1, a list as several.
// Errors: as above; an unknown member throws Error(not_found) whose `where` is the member.
std::vector<NameValue> parameters_from_json(std::string_view body,
                                            std::span<const RouteParameter> known);

std::string indexes_json(std::span<const IndexStats> indexes);
std::string index_stats_json(const IndexStats& stats);

struct WriteResult {
  std::uint64_t line = 0;  // 0: not of a stream
  std::string id;
  int status = 0;
  std::uint64_t version = 0;  // 0: none
  Strings warnings;
  const Problem* problem = nullptr;  // may be null
};
std::string write_result_json(const WriteResult& result);

std::string health_json(std::string_view status, std::string_view version);

}  // namespace coldopen
