#include "server/metrics.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace coldopen {
namespace {

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + escape_label(value) + '"';
}

void row(std::string& out, std::string_view name, std::string_view labels, std::string_view value) {
  out += name;
  if (!labels.empty()) {
    out += '{';
    out += labels;
    out += '}';
  }
  out += ' ';
  out += value;
  out += '\n';
}

void histogram(std::string& out, const std::string& name, const std::string& labels,
               const Histogram& values) {
  const std::string before = labels.empty() ? "" : labels + ',';
  std::uint64_t running = 0;
  for (std::size_t i = 0; i < values.buckets.size(); ++i) {
    running += values.buckets[i];
    const std::string bound = i < kLatencyBounds.size() ? shortest(kLatencyBounds[i]) : "+Inf";
    row(out, name + "_bucket", before + label("le", bound), std::to_string(running));
  }
  row(out, name + "_sum", labels, shortest(values.sum));
  row(out, name + "_count", labels, std::to_string(running));
}

}  // namespace

void Histogram::add(double seconds) noexcept {
  const auto* bound = std::ranges::lower_bound(kLatencyBounds, seconds);
  ++buckets[static_cast<std::size_t>(bound - kLatencyBounds.begin())];
  sum += seconds;
}

std::uint64_t Histogram::count() const noexcept {
  return std::accumulate(buckets.begin(), buckets.end(), std::uint64_t{0});
}

void metric_head(std::string& out, std::string_view name, std::string_view type,
                 std::string_view help) {
  out += "# HELP ";
  out += name;
  out += ' ';
  out += help;
  out += "\n# TYPE ";
  out += name;
  out += ' ';
  out += type;
  out += '\n';
}

std::string escape_label(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

void Metrics::request(std::string_view route, std::string_view method, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++requests_[RequestKey{std::string(route), std::string(method), status}];
  request_seconds_[std::string(route)].add(seconds);
}

void Metrics::search(std::string_view index, double seconds, bool found_something) {
  const std::lock_guard lock(mutex_);
  search_seconds_[std::string(index)].add(seconds);
  if (!found_something) ++zero_hits_;
}

void Metrics::commit(double seconds) {
  const std::lock_guard lock(mutex_);
  commit_seconds_.add(seconds);
}

void Metrics::rejected(std::string_view reason) {
  const std::lock_guard lock(mutex_);
  ++rejected_[std::string(reason)];
}

void Metrics::connections(std::int64_t open) noexcept {
  const std::lock_guard lock(mutex_);
  connections_ = open;
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  metric_head(out, "coldopen_http_requests_total", "counter",
              "Requests by route, method and status.");
  for (const auto& [key, count] : requests_) {
    row(out, "coldopen_http_requests_total",
        label("route", key.route) + ',' + label("method", key.method) + ',' +
            label("code", std::to_string(key.status)),
        std::to_string(count));
  }
  metric_head(out, "coldopen_http_request_seconds", "histogram",
              "From the last byte of the head to the "
              "reply being ready.");
  for (const auto& [route, values] : request_seconds_) {
    histogram(out, "coldopen_http_request_seconds", label("route", route), values);
  }
  metric_head(out, "coldopen_search_seconds", "histogram", "Time inside a search.");
  for (const auto& [index, values] : search_seconds_) {
    histogram(out, "coldopen_search_seconds", label("index", index), values);
  }
  metric_head(out, "coldopen_commit_seconds", "histogram",
              "Time until a write is durable and visible.");
  histogram(out, "coldopen_commit_seconds", "", commit_seconds_);
  metric_head(out, "coldopen_search_zero_hits_total", "counter", "Searches that found nothing.");
  row(out, "coldopen_search_zero_hits_total", "", std::to_string(zero_hits_));
  metric_head(out, "coldopen_rejected_total", "counter", "Requests and connections turned away.");
  for (const auto& [reason, count] : rejected_) {
    row(out, "coldopen_rejected_total", label("reason", reason), std::to_string(count));
  }
  metric_head(out, "coldopen_connections", "gauge", "Open connections.");
  row(out, "coldopen_connections", "", std::to_string(connections_));
  return out;
}

}  // namespace coldopen
