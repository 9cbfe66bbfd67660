#include "server/admin_routes.hpp"

#include <chrono>
#include <sys/resource.h>

#include "index/live/engine.hpp"
#include "server/state.hpp"
#include "server/version.hpp"

namespace coldopen {
namespace {

std::string index_named(const Service& service, const Call& call) {
  const std::string_view name = call.path_parameter("index");
  if (!service.engine.snapshot(name)) {
    refuse(404, "no-such-index", "there is no index of this name", "index");
  }
  return std::string(name);
}

std::vector<IndexStats> all_stats(const Engine& engine) {
  std::vector<IndexStats> all;
  for (const std::string& name : engine.index_names()) all.push_back(engine.stats(name));
  return all;
}

void gauge(std::string& out, std::string_view name, std::string_view help,
           const std::vector<IndexStats>& all, std::uint64_t IndexStats::* member) {
  metric_head(out, name, "gauge", help);
  for (const IndexStats& stats : all) {
    out += name;
    out += "{index=\"" + escape_label(stats.name) + "\"} " + std::to_string(stats.*member) + '\n';
  }
}

void process_lines(std::string& out, const ServerState& state) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  const std::chrono::duration<double> up = std::chrono::steady_clock::now() - state.started;
  metric_head(out, "process_cpu_seconds_total", "counter", "User and system time.");
  out += "process_cpu_seconds_total " +
         std::to_string(seconds(usage.ru_utime) + seconds(usage.ru_stime)) + '\n';
  metric_head(out, "process_max_resident_memory_bytes", "gauge",
              "The most memory resident so far.");
  out += "process_max_resident_memory_bytes " + std::to_string(usage.ru_maxrss * 1024) + '\n';
  metric_head(out, "coldopen_uptime_seconds", "gauge", "Since the server was made.");
  out += "coldopen_uptime_seconds " + std::to_string(up.count()) + '\n';
  metric_head(out, "coldopen_build_info", "gauge", "The version of this program.");
  out += "coldopen_build_info{version=\"" + std::string(kVersion) + "\"} 1\n";
}

}  // namespace

Reply list_indexes(const Service& service, const Call& call) {
  check_parameters(call, {});
  Reply reply = json_reply(200, indexes_json(all_stats(service.engine)));
  reply.headers = {{"Cache-Control", "no-cache"}};
  return reply;
}

Reply index_stats(const Service& service, const Call& call) {
  check_parameters(call, {});
  const std::string name = index_named(service, call);
  Reply reply = json_reply(200, index_stats_json(service.engine.stats(name)));
  reply.headers = {{"Cache-Control", "no-cache"}};
  return reply;
}

Reply drop_index(const Service& service, const Call& call) {
  check_parameters(call, {});
  const std::string name = index_named(service, call);
  service.engine.drop(name);
  service.state.cursors.expire();
  service.log.event(LogLevel::info, "an index was dropped",
                    {{"index", name}, {"id", call.request_id}});
  return {204, "", {}, "", false};
}

Reply healthz(const Service&, const Call& call) {
  check_parameters(call, {});
  Reply reply = json_reply(200, health_json("alive", kVersion));
  reply.headers = {{"Cache-Control", "no-store"}};
  return reply;
}

Reply readyz(const Service& service, const Call& call) {
  check_parameters(call, {});
  if (service.state.draining) refuse(503, "draining", "the server is stopping");
  for (const std::string& name : service.engine.index_names()) {
    const Shared<Snapshot> snapshot = service.engine.snapshot(name);
    if (snapshot && snapshot->partial) {
      refuse(503, "rebuilding", "part of an index is being rebuilt from the store");
    }
  }
  Reply reply = json_reply(200, health_json("ready", kVersion));
  reply.headers = {{"Cache-Control", "no-store"}};
  return reply;
}

Reply metrics(const Service& service, const Call& call) {
  check_parameters(call, {});
  std::string out = service.metrics.text();
  const std::vector<IndexStats> all = all_stats(service.engine);
  gauge(out, "coldopen_articles", "Living articles.", all, &IndexStats::articles);
  gauge(out, "coldopen_index_bytes", "Bytes of segments.", all, &IndexStats::index_bytes);
  gauge(out, "coldopen_segments", "Segments.", all, &IndexStats::segments);
  process_lines(out, service.state);
  return {200,
          "text/plain; version=0.0.4; charset=utf-8",
          {{"Cache-Control", "no-store"}},
          std::move(out),
          false};
}

}  // namespace coldopen
