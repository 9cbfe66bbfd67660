#include "server/analytics_routes.hpp"

#include <array>
#include <charconv>

#include "index/live/engine.hpp"
#include "server/query_counts.hpp"
#include "server/reports.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kLimitMax = 1'000;

constexpr std::array kParameters = {
    RouteParameter{"days", ParameterKind::number, "today and those before, 1 to 90; default 30"},
    RouteParameter{"limit", ParameterKind::number, "queries of each list, 1 to 1,000; default 20"},
};
constexpr std::array<std::string_view, 2> kNames = {"days", "limit"};

std::uint32_t number_of(const Call& call, std::string_view name, std::uint32_t fallback,
                        std::uint32_t most) {
  const auto text = call.parameter(name);
  if (!text) return fallback;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool read = error == std::errc{} && end == text->data() + text->size();
  if (!read || value < 1 || value > most)
    refuse(400, "invalid-argument",
           std::string(name) + " must be a whole number from 1 to " + std::to_string(most),
           std::string(name));
  return value;
}

}  // namespace

std::span<const RouteParameter> analytics_parameters() { return kParameters; }

Reply analytics_get(const Service& service, const Call& call) {
  check_parameters(call, kNames);
  QueryRange range{.index = std::string(call.path_parameter("index"))};
  if (!service.engine.snapshot(range.index))
    refuse(404, "no-such-index", "there is no index of this name", "index");
  if (service.query_counts == nullptr)
    refuse(404, "not-counted", "queries are not counted here: serve with --analytics on");
  range.days = number_of(call, "days", range.days, QueryCounts::kDaysKept);
  range.limit = number_of(call, "limit", range.limit, kLimitMax);
  Reply reply = json_reply(200, query_report_json(range, service.query_counts->report(range)));
  reply.headers = {{"Cache-Control", "no-store"}};
  return reply;
}

}  // namespace coldopen
