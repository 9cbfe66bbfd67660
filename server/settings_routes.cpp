#include "server/settings_routes.hpp"

#include <array>

#include "index/live/engine.hpp"
#include "index/settings_json.hpp"
#include "query/synonyms.hpp"
#include "server/json_writer.hpp"
#include "server/state.hpp"

namespace coldopen {
namespace {

constexpr std::array kParameters = {
    RouteParameter{"shipped", ParameterKind::flag, "1: the synonyms and stop words of every index"},
};
constexpr std::array<std::string_view, 1> kNames = {"shipped"};

std::string shipped_json() {
  const auto words = Analyzer::shipped_stop_words();
  JsonWriter out;
  out.open('{').name("synonyms").raw(synonyms_to_json(built_in_synonym_rules()));
  out.name("stop_words").texts({words.begin(), words.end()}).close('}');
  return out.take();
}

Reply settings_reply(std::string body) {
  Reply reply = json_reply(200, std::move(body));
  reply.headers = {{"Cache-Control", "no-cache"}};
  return reply;
}

}  // namespace

std::span<const RouteParameter> settings_parameters() { return kParameters; }

Reply get_settings(const Service& service, const Call& call) {
  check_parameters(call, kNames);
  const Shared<Snapshot> snapshot = service.engine.snapshot(call.path_parameter("index"));
  if (!snapshot) refuse(404, "no-such-index", "there is no index of this name", "index");
  const std::string_view shipped = call.parameter("shipped").value_or("");
  if (shipped == "1" || shipped == "true") return settings_reply(shipped_json());
  if (!shipped.empty() && shipped != "0" && shipped != "false")
    refuse(400, "bad-value", "shipped is 0 or 1", "shipped");
  return settings_reply(settings_to_json(*snapshot->settings));
}

Reply put_settings(const Service& service, const Call& call) {
  check_parameters(call, {});
  const std::string index(call.path_parameter("index"));
  try {
    service.engine.set_settings(index, call.body);
  } catch (const UnknownSetting& error) {
    refuse(400, "unknown-setting", error.what(), error.where(), error.nearest());
  } catch (const Error& error) {
    if (error.reason() != kBadSetting) throw;
    refuse(400, std::string(kBadSetting), error.what(), error.where());
  }
  service.state.cursors.expire();
  service.log.event(LogLevel::info, "the settings of an index were replaced",
                    {{"index", index}, {"id", call.request_id}});
  const Shared<Snapshot> snapshot = service.engine.snapshot(index);
  if (!snapshot) refuse(404, "no-such-index", "the index was dropped meanwhile", "index");
  return settings_reply(settings_to_json(*snapshot->settings));
}

}  // namespace coldopen
