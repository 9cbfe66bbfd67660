// From a request to a reply: the types that handlers see, the match of a path to a row of the
// table, and the one place where an Error becomes a status and a problem document (RFC 9457).
//
// A handler is a plain function on plain values; it runs on a thread of its lane, never on the
// I/O thread, so tests call it without a socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/error.hpp"
#include "server/headers.hpp"
#include "server/json_shapes.hpp"
#include "server/log.hpp"
#include "server/metrics.hpp"

namespace coldopen {

class Engine;
class QueryCounts;
struct Limits;
struct ServerState;

struct Service {  // what handlers may use; all of it outlives them
  Engine& engine;
  const Limits& limits;
  Metrics& metrics;
  Log& log;
  const ServerState& state;
  QueryCounts* query_counts = nullptr;  // null: nothing is counted
};

struct Call {
  std::string method;                      // "GET", "HEAD" (answered as GET), ...
  std::string path;                        // as sent, without the query
  std::vector<NameValue> path_parameters;  // percent-decoded, valid UTF-8
  std::vector<NameValue> parameters;       // of the query: decoded, in order, may repeat
  std::vector<NameValue> headers;          // as sent, in order
  std::string body;
  std::string request_id;
  std::chrono::steady_clock::time_point received = std::chrono::steady_clock::now();

  // Empty where there is none. Header names are compared without case.
  std::string_view path_parameter(std::string_view name) const noexcept;
  std::optional<std::string_view> parameter(std::string_view name) const noexcept;  // the first
  std::string_view header(std::string_view name) const noexcept;
};

// What is left of a time budget that began when the request was received; at least 1 ms.
std::chrono::milliseconds time_left(const Call& call, std::chrono::milliseconds budget) noexcept;

struct Reply {
  int status = 200;
  std::string content_type;  // empty: no Content-Type (204, 304)
  std::vector<NameValue> headers;
  std::string body;
  bool close = false;  // the connection ends after this reply
};

// Thrown by handlers where an Error has no word for it; caught by answer().
class Refusal final : public Error {
 public:
  explicit Refusal(Problem problem);
  const Problem& problem() const noexcept { return problem_; }

 private:
  Problem problem_;
};

[[noreturn]] void refuse(int status, std::string code, std::string detail,
                         std::string parameter = {}, std::string did_you_mean = {});

Reply problem_reply(const Problem& problem, std::string_view request_id);
Reply json_reply(int status, std::string body);
Problem problem_of(const Error& error);  // the one table from codes to statuses

// Refuses (400, naming the nearest) parameters that are not in `known`, and those given twice that
// are not in `repeatable`.
void check_parameters(const Call& call, std::span<const std::string_view> known,
                      std::span<const std::string_view> repeatable = {});

enum class Right : std::uint8_t { none, search, write, admin };
enum class Lane : std::uint8_t { search, write, quick };
enum class BodyKind : std::uint8_t {
  none,   // a body is refused
  whole,  // JSON, read before the handler runs
  form,   // application/x-www-form-urlencoded, read before the handler runs
  lines,  // NDJSON: `lines` is called for each group of lines
};

struct NdjsonLine {
  std::uint64_t number = 0;  // from 1
  std::string text;          // without its line end; never empty
  bool too_long = false;     // the text was dropped
};

using Handler = Reply (*)(const Service&, const Call&);
// One result line for each line, in order, each ending in '\n'.
using LinesHandler = std::string (*)(const Service&, const Call&, std::span<const NdjsonLine>);

struct Route {
  std::string_view method;
  std::string_view pattern;  // "/v1/indexes/{index}/search"
  Right right = Right::none;
  Lane lane = Lane::quick;
  Handler handler = nullptr;
  std::string_view summary = {};
  BodyKind body_kind = BodyKind::none;
  std::size_t body_bytes_max = 0;
  std::span<const RouteParameter> parameters = {};
  std::string_view body = "Article";  // name of the schema of a JSON body
  std::string_view answer = {};       // name of the schema of a 200; empty: not JSON
  LinesHandler lines = nullptr;       // with BodyKind::lines, instead of `handler`
};

struct RouteMatch {
  const Route* route = nullptr;  // null: no row has this path (404) or this method (405)
  std::string allow;             // the methods of the path, "" where no row has it
  std::vector<NameValue> parameters;
};

// HEAD matches GET rows. Errors: Refusal (400) for a bad escape or bytes that are not UTF-8.
RouteMatch match_route(std::span<const Route> table, std::string_view method,
                       std::string_view path);

// Runs the handler; whatever it throws becomes a problem reply, also bad_alloc (503) and what is
// our own mistake (500, logged). Never throws.
Reply answer(const Service& service, const Route& route, const Call& call) noexcept;

// Strict: '%' needs two hex digits, the result must be UTF-8. '+' is a space in a query only.
// Errors: Refusal with code bad-escape or not-utf8.
std::string decode_percent(std::string_view text, bool plus_is_space);
std::vector<NameValue> parse_query(std::string_view query);

}  // namespace coldopen
