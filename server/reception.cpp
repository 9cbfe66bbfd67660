#include "server/reception.hpp"

#include <array>
#include <charconv>
#include <ctime>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kGzipBytesMin = 1024;  // below, a packet is sent anyway

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

bool has_body(const Framing& framing) noexcept {
  return framing.body == Framing::Body::chunked || framing.length > 0;
}

bool writes(const Route& route) noexcept {
  return route.right == Right::write || route.right == Right::admin;
}

// Host, then the row of the table.
const Route& find_route(std::span<const Route> table, const Framing& framing, const OwnNames& own,
                        Call& call) {
  if (!framing.host.empty() && !is_our_host(framing.host, own.hosts)) {
    throw Refusal({.status = 421,
                   .code = "foreign-host",
                   .detail = "Host is neither a loopback name nor in public-url",
                   .close = true});
  }
  RouteMatch match = match_route(table, call.method, framing.path);
  if (match.allow.empty()) refuse(404, "no-such-route", "there is nothing at this path");
  if (match.route == nullptr) {
    throw Refusal({.status = 405,
                   .code = "method-not-allowed",
                   .detail = "this path does not take this method",
                   .headers = {{"Allow", match.allow}}});
  }
  call.path_parameters = std::move(match.parameters);
  return *match.route;
}

std::string_view body_type(BodyKind kind) {
  if (kind == BodyKind::lines) return "application/x-ndjson";
  return kind == BodyKind::form ? "application/x-www-form-urlencoded" : "application/json";
}

void check_body(const Route& route, const Framing& framing, const Call& call) {
  if (route.body_kind == BodyKind::none) {
    if (has_body(framing)) refuse(400, "unexpected-body", "this route takes no body");
    return;
  }
  if (route.body_kind == BodyKind::form && !has_body(framing)) return;  // all in the address
  const std::string_view type = call.header("Content-Type");
  const std::string wanted(body_type(route.body_kind));
  const bool json_lines =
      route.body_kind == BodyKind::lines && has_content_type(type, "application/json");
  if (!json_lines && !has_content_type(type, wanted))
    refuse(415, "unsupported-type", "the Content-Type must be " + wanted + ", in UTF-8");
  const std::string_view coding = call.header("Content-Encoding");
  if (!coding.empty() && !equal_ignoring_case(coding, "identity")) {
    refuse(415, "unsupported-encoding", "send the body without Content-Encoding");
  }
  const bool limited = route.body_kind != BodyKind::lines;
  if (limited && framing.length > route.body_bytes_max) {
    refuse(413, "body-too-large", "the body is larger than this route takes");
  }
}

void check_call(const Route& route, const Framing& framing, const OwnNames& own, Call& call) {
  if (!route.answer.empty()) {
    const char* type =
        route.body_kind == BodyKind::lines ? "application/x-ndjson" : "application/json";
    if (!accepts_type(call.header("Accept"), type)) {
      refuse(406, "not-acceptable", "the answer is JSON, which Accept does not take");
    }
  }
  if (writes(route) && is_foreign_origin(call.header("Origin"), framing.host, own.origins)) {
    refuse(403, "foreign-origin", "a web page of another origin may not write here");
  }
  check_body(route, framing, call);
  call.parameters = parse_query(framing.query);
}

// A preflight asks for a method; who may read by it is told so, all others get what is allowed.
Reply options_reply(std::span<const Route> table, const Framing& framing, const OwnNames& own,
                    const Call& call) {
  Reply reply{204, "", {}, "", false};
  std::string allow;
  if (framing.path == "*") {
    allow = "GET, HEAD, POST, PUT, DELETE, OPTIONS";
  } else {
    allow = match_route(table, "OPTIONS", framing.path).allow;
    if (allow.empty()) refuse(404, "no-such-route", "there is nothing at this path");
  }
  reply.headers = {{"Allow", allow}};
  const std::string_view wanted = call.header("Access-Control-Request-Method");
  if (wanted.empty() || framing.path == "*") return reply;
  const RouteMatch match = match_route(table, wanted, framing.path);
  if (match.route == nullptr || writes(*match.route)) return reply;
  const std::string allowed = allowed_origin(own.readers, call.header("Origin"));
  const std::vector<NameValue> fields = preflight_fields(allowed, wanted);
  reply.headers.insert(reply.headers.end(), fields.begin(), fields.end());
  return reply;
}

std::string milliseconds(double seconds) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), seconds * 1e3,
                                 std::chars_format::fixed, 1)
                       .ptr;
  return {text.data(), end};
}

}  // namespace

OwnNames own_names(std::span<const std::string> public_urls,
                   std::span<const std::string> cors_origins) {
  OwnNames own;
  own.readers = reading_origins(cors_origins);
  for (const std::string& given : public_urls) {
    const std::string url = ascii_lower(given);
    const std::size_t scheme = url.find("://");
    const bool known = url.starts_with("http://") || url.starts_with("https://");
    if (!known || scheme + 3 >= url.size()) {
      throw Error(ErrorCode::configuration,
                  "public-url must begin with http:// or https:// and a host", given);
    }
    const std::size_t end = std::min(url.find('/', scheme + 3), url.size());
    own.hosts.push_back(url.substr(scheme + 3, end - scheme - 3));
    own.origins.push_back(url.substr(0, end));
  }
  return own;
}

Received receive(std::span<const Route> table, const Head& head, const Framing& framing,
                 const OwnNames& own, std::string request_id) {
  Received received;
  Call& call = received.call;
  call.method = head.method;
  call.path = framing.path;
  call.headers = head.fields;
  call.request_id = std::move(request_id);
  try {
    if (head.method == "OPTIONS") {
      received.refusal = options_reply(table, framing, own, call);
      return received;
    }
    const Route& route = find_route(table, framing, own, call);
    received.route = &route;
    if (!writes(route)) {
      received.allowed_origin = allowed_origin(own.readers, call.header("Origin"));
    }
    check_call(route, framing, own, call);
  } catch (const Error& error) {
    received.refusal = problem_reply(problem_of(error), call.request_id);
    received.refusal->close = received.refusal->close || has_body(framing);
  }
  return received;
}

Reply fault_reply(const Fault& fault, std::string_view request_id) {
  return problem_reply({.status = fault.status,
                        .code = std::string(fault.code),
                        .detail = std::string(fault.detail),
                        .close = true},
                       request_id);
}

bool wants_gzip(const Reply& reply, const Call& call) {
  const std::string_view type = reply.content_type;
  const bool text = type.starts_with("text/") || type.starts_with("application/") ||
                    type.starts_with("image/svg+xml");
  return text && reply.body.size() > kGzipBytesMin &&
         find_header(reply.headers, "Content-Encoding").empty() &&
         accepts_gzip(call.header("Accept-Encoding"));
}

std::string answer_head(const Reply& reply, const AnswerFacts& facts) {
  std::vector<NameValue> fields = {{"Date", http_date()},
                                   {"X-Request-Id", std::string(facts.request_id)},
                                   {"X-Content-Type-Options", "nosniff"},
                                   {"Vary", "Accept-Encoding, Origin"}};
  const bool empty = reply.status == 204 || reply.status == 304;
  if (!empty && !reply.content_type.empty())
    fields.emplace_back("Content-Type", reply.content_type);
  if (facts.compressed) fields.emplace_back("Content-Encoding", "gzip");
  fields.insert(fields.end(), reply.headers.begin(), reply.headers.end());
  if (find_header(reply.headers, "Access-Control-Allow-Origin").empty()) {
    const std::vector<NameValue> reading = reading_fields(facts.allowed_origin);
    fields.insert(fields.end(), reading.begin(), reading.end());
  }
  if (find_header(reply.headers, "Server-Timing").empty()) {
    fields.emplace_back("Server-Timing", "total;dur=" + milliseconds(facts.seconds));
  }
  if (facts.chunked) {
    if (!facts.old_client) fields.emplace_back("Transfer-Encoding", "chunked");
  } else if (!empty) {
    fields.emplace_back("Content-Length", std::to_string(reply.body.size()));
  }
  if (!facts.keep_alive) {
    fields.emplace_back("Connection", "close");
  } else if (facts.old_client) {
    fields.emplace_back("Connection", "keep-alive");
  }
  return write_head(reply.status, fields);
}

}  // namespace coldopen
