// Counters and histograms of the server, as Prometheus text. Labels have bounded values: routes
// are the patterns of the table, never paths. Threads: any; recording takes one short lock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace coldopen {

// Upper bounds in seconds; one more bucket stands for +Inf.
inline constexpr std::array<double, 13> kLatencyBounds = {.0005, .001, .0025, .005, .01, .025, .05,
                                                          .1,    .25,  .5,    1,    2.5, 10};

struct Histogram {
  std::array<std::uint64_t, kLatencyBounds.size() + 1> buckets{};  // not cumulative
  double sum = 0;
  void add(double seconds) noexcept;
  std::uint64_t count() const noexcept;
};

class Metrics {
 public:
  void request(std::string_view route, std::string_view method, int status, double seconds);
  void search(std::string_view index, double seconds, bool found_something);
  void commit(double seconds);
  void rejected(std::string_view reason);  // "overloaded", "connections", "guard", ...
  void connections(std::int64_t open) noexcept;

  // The recorded part of the text; what is asked of the engine is added by admin_routes.
  std::string text() const;

 private:
  struct RequestKey {
    std::string route, method;
    int status = 0;
    auto operator<=>(const RequestKey&) const = default;
  };
  mutable std::mutex mutex_;
  std::map<RequestKey, std::uint64_t> requests_;
  std::map<std::string, Histogram, std::less<>> request_seconds_;  // by route
  std::map<std::string, Histogram, std::less<>> search_seconds_;   // by index
  Histogram commit_seconds_;
  std::map<std::string, std::uint64_t, std::less<>> rejected_;
  std::uint64_t zero_hits_ = 0;
  std::int64_t connections_ = 0;
};

// The two lines before the values of a metric: help and type ("counter", "gauge", "histogram").
void metric_head(std::string& out, std::string_view name, std::string_view type,
                 std::string_view help);

// A label value between its quotes.
std::string escape_label(std::string_view value);

}  // namespace coldopen
