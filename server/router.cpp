#include "server/router.hpp"

#include <algorithm>
#include <array>
#include <new>

#include "corpus/nearest.hpp"
#include "corpus/text.hpp"
#include "query/conditions.hpp"

namespace coldopen {
namespace {

struct StatusOf {
  ErrorCode code;
  int status;
  std::string_view name;  // empty: the code's own
};
constexpr std::array kStatuses = {
    StatusOf{ErrorCode::invalid_argument, 400, ""},
    StatusOf{ErrorCode::bad_input, 400, ""},
    StatusOf{ErrorCode::not_found, 404, ""},
    StatusOf{ErrorCode::too_large, 413, ""},
    StatusOf{ErrorCode::conflict, 412, "precondition-failed"},
    StatusOf{ErrorCode::permission, 403, ""},
    StatusOf{ErrorCode::cannot_create, 500, ""},
    StatusOf{ErrorCode::io, 503, "store-failed"},
    StatusOf{ErrorCode::disk_full, 507, ""},
    StatusOf{ErrorCode::damaged, 500, ""},
    StatusOf{ErrorCode::in_use, 503, ""},
    StatusOf{ErrorCode::newer_format, 500, ""},
    StatusOf{ErrorCode::configuration, 500, ""},
    StatusOf{ErrorCode::address, 500, ""},
    StatusOf{ErrorCode::overloaded, 503, ""},
    StatusOf{ErrorCode::unavailable, 503, ""},
};

std::string_view find_value(std::span<const NameValue> list, std::string_view name) noexcept {
  const auto at = std::ranges::find(list, name, &NameValue::first);
  return at == list.end() ? std::string_view{} : std::string_view(at->second);
}

// "q" and "aliases" are names; "byte 17" and "line 3" are places and belong to the sentence.
bool is_name(std::string_view where) noexcept {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !where.empty() && std::ranges::all_of(where, fits);
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Takes the part before the next slash; `rest` begins with that slash or is empty.
std::string_view take_part(std::string_view& rest) noexcept {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view part = rest.substr(0, slash);
  rest.remove_prefix(slash);
  return part;
}

// Part by part; {name} takes one part that is not empty, as sent.
bool match_pattern(std::string_view pattern, std::string_view path,
                   std::vector<NameValue>& parameters) {
  parameters.clear();
  while (pattern.starts_with('/') && path.starts_with('/')) {
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    const std::string_view wanted = take_part(pattern);
    const std::string_view given = take_part(path);
    if (wanted.starts_with('{')) {
      if (given.empty()) return false;
      parameters.emplace_back(wanted.substr(1, wanted.size() - 2), given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

void add_method(std::string& allow, std::string_view method) {
  if (allow.find(method) != std::string::npos) return;
  if (!allow.empty()) allow += ", ";
  allow += method;
}

Reply internal_error(const Service& service, const Route& route, const Call& call,
                     std::string_view what) {
  service.log.event(LogLevel::error, "a handler failed",
                    {{"route", std::string(route.pattern)},
                     {"id", call.request_id},
                     {"what", std::string(what)}});
  return problem_reply({.status = 500,
                        .code = "internal",
                        .detail = "something went wrong here; the log has this request_id"},
                       call.request_id);
}

}  // namespace

std::string_view Call::path_parameter(std::string_view name) const noexcept {
  return find_value(path_parameters, name);
}

std::optional<std::string_view> Call::parameter(std::string_view name) const noexcept {
  const auto at = std::ranges::find(parameters, name, &NameValue::first);
  if (at == parameters.end()) return std::nullopt;
  return at->second;
}

std::string_view Call::header(std::string_view name) const noexcept {
  return find_header(headers, name);
}

std::chrono::milliseconds time_left(const Call& call, std::chrono::milliseconds budget) noexcept {
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - call.received);
  return std::max(std::chrono::milliseconds{1}, budget - waited);
}

Refusal::Refusal(Problem problem)
    : Error(ErrorCode::invalid_argument, problem.detail, problem.parameter),
      problem_(std::move(problem)) {}

void refuse(int status, std::string code, std::string detail, std::string parameter,
            std::string did_you_mean) {
  throw Refusal({.status = status,
                 .code = std::move(code),
                 .detail = std::move(detail),
                 .parameter = std::move(parameter),
                 .did_you_mean = std::move(did_you_mean)});
}

Reply json_reply(int status, std::string body) {
  return {status, "application/json", {}, std::move(body), false};
}

Reply problem_reply(const Problem& problem, std::string_view request_id) {
  Reply reply{problem.status, "application/problem+json", problem.headers,
              problem_json(problem, request_id), problem.close};
  const bool later = problem.status == 503 || problem.status == 429;
  if (later && find_header(reply.headers, "Retry-After").empty()) {
    reply.headers.emplace_back("Retry-After", "1");
  }
  return reply;
}

Problem problem_of(const Error& error) {
  if (const auto* refusal = dynamic_cast<const Refusal*>(&error)) return refusal->problem();
  const auto* row = std::ranges::find(kStatuses, error.code(), &StatusOf::code);
  ensure(row != kStatuses.end(), "every error code has its status");
  Problem problem;
  problem.status = row->status;
  problem.code = !error.reason().empty() ? error.reason()
                 : row->name.empty()     ? to_string(error.code())
                                         : row->name;
  problem.detail = error.what();
  if (is_name(error.where())) {
    problem.parameter = error.where();
  } else if (!error.where().empty()) {
    problem.detail += " (" + error.where() + ")";
  }
  if (const auto* unknown = dynamic_cast<const UnknownAttribute*>(&error))
    problem.did_you_mean = unknown->nearest();
  return problem;
}

void check_parameters(const Call& call, std::span<const std::string_view> known,
                      std::span<const std::string_view> repeatable) {
  for (std::size_t i = 0; i < call.parameters.size(); ++i) {
    const std::string& name = call.parameters[i].first;
    const bool repeats = std::ranges::find(repeatable, name) != repeatable.end();
    if (std::ranges::find(known, name) == known.end() && !repeats) {
      std::vector<std::string_view> names(known.begin(), known.end());
      names.insert(names.end(), repeatable.begin(), repeatable.end());
      refuse(400, "unknown-parameter", "there is no parameter of this name here", name,
             std::string(nearest(name, names)));
    }
    const auto before = std::span(call.parameters).first(i);
    if (!repeats && std::ranges::find(before, name, &NameValue::first) != before.end()) {
      refuse(400, "repeated-parameter", "this parameter may be given only once", name);
    }
  }
}

RouteMatch match_route(std::span<const Route> table, std::string_view method,
                       std::string_view path) {
  RouteMatch result;
  std::vector<NameValue> parameters;
  for (const Route& route : table) {
    if (!match_pattern(route.pattern, path, parameters)) continue;
    add_method(result.allow, route.method);
    if (route.method == "GET") add_method(result.allow, "HEAD");
    const bool fits = route.method == method || (method == "HEAD" && route.method == "GET");
    if (!fits || result.route != nullptr) continue;
    result.route = &route;
    for (NameValue& parameter : parameters) {
      parameter.second = decode_percent(parameter.second, false);
    }
    result.parameters = std::move(parameters);
  }
  if (!result.allow.empty()) add_method(result.allow, "OPTIONS");
  return result;
}

Reply answer(const Service& service, const Route& route, const Call& call) noexcept {
  try {
    try {
      return route.handler(service, call);
    } catch (const Error& error) {
      Reply reply = problem_reply(problem_of(error), call.request_id);
      if (reply.status >= 500) {
        service.log.event(LogLevel::error, "a request failed",
                          {{"route", std::string(route.pattern)},
                           {"id", call.request_id},
                           {"what", error.what()},
                           {"where", error.where()}});
      }
      return reply;
    } catch (const std::bad_alloc&) {
      return problem_reply({.status = 503,
                            .code = "out-of-memory",
                            .detail = "there is not enough memory for this request now",
                            .close = true},
                           call.request_id);
    } catch (const std::exception& error) {
      return internal_error(service, route, call, error.what());
    } catch (...) {
      return internal_error(service, route, call, "an exception of unknown type");
    }
  } catch (...) {  // no memory even for the words of the reply
    Reply reply;
    reply.status = 503;
    reply.close = true;
    return reply;
  }
}

std::string decode_percent(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        refuse(400, "bad-escape", "a percent sign must be followed by two hexadecimal digits");
      }
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (utf8_error(out) != std::string_view::npos) {
    refuse(400, "not-utf8", "the decoded bytes are not UTF-8");
  }
  return out;
}

std::vector<NameValue> parse_query(std::string_view query) {
  std::vector<NameValue> parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : "";
    parameters.emplace_back(decode_percent(pair.substr(0, equals), true),
                            decode_percent(value, true));
  }
  return parameters;
}

}  // namespace coldopen
