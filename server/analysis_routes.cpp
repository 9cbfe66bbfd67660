#include "server/analysis_routes.hpp"

#include <array>

#include "index/live/engine.hpp"
#include "server/analysis_report.hpp"

namespace coldopen {
namespace {

constexpr std::array kParameters = {
    RouteParameter{"text", ParameterKind::text, "what to analyze"},
    RouteParameter{"query", ParameterKind::flag, "1: as a query, with its codes and name keys"},
    RouteParameter{"name", ParameterKind::flag, "1: as a title or alias, with its keys"},
};
constexpr std::array<std::string_view, 3> kNames = {"text", "query", "name"};

bool flag(const Call& call, std::string_view name) {
  const std::string_view value = call.parameter(name).value_or("");
  if (value == "1" || value == "true") return true;
  if (value.empty() || value == "0" || value == "false") return false;
  refuse(400, "bad-value", std::string(name) + " is 0 or 1", std::string(name));
}

AnalysisKind kind_of(const Call& call) {
  const bool query = flag(call, "query"), name = flag(call, "name");
  if (query && name) {
    refuse(400, "two-kinds", "a text is a query or a name: give one of the two", "name");
  }
  if (query) return AnalysisKind::query;
  return name ? AnalysisKind::name : AnalysisKind::text;
}

}  // namespace

std::span<const RouteParameter> analyze_parameters() { return kParameters; }

Reply analyze_get(const Service& service, const Call& call) {
  check_parameters(call, kNames);
  const Shared<Snapshot> snapshot = service.engine.snapshot(call.path_parameter("index"));
  if (!snapshot) refuse(404, "no-such-index", "there is no index of this name", "index");
  const AnalysisKind kind = kind_of(call);
  std::string text(call.parameter("text").value_or(""));
  Reply reply =
      json_reply(200, analysis_json(analysis_of(std::move(text), kind, *snapshot->analyzer)));
  reply.headers = {{"Cache-Control", "no-cache"}};
  return reply;
}

}  // namespace coldopen
