#include "server/request_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>

namespace coldopen {
namespace {

std::string milliseconds_text(double seconds) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), seconds * 1e3,
                                 std::chars_format::fixed, 2)
                       .ptr;
  return {text.data(), end};
}

}  // namespace

RequestLog::RequestLog(const Service& service, bool access_log)
    : service_(service), access_log_(access_log) {
  std::random_device seed;
  id_prefix_ = (std::uint64_t{seed()} << 32U) | seed();
}

std::string RequestLog::next_id() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id;
  for (int shift = 60; shift >= 0; shift -= 4) id += kDigits[(id_prefix_ >> shift) & 15U];
  return id + '-' + std::to_string(++ids_);
}

void RequestLog::note(const Route* route, std::string_view method, int status, std::size_t bytes,
                      std::chrono::duration<double> took, const std::string& id) const {
  constexpr std::array<std::string_view, 5> kMethods = {"GET", "HEAD", "POST", "PUT", "DELETE"};
  const std::string_view pattern = route == nullptr ? "none" : route->pattern;
  const bool known = std::ranges::find(kMethods, method) != kMethods.end();
  const std::string_view name = known ? method : "other";
  service_.metrics.request(pattern, name, status, took.count());
  if (status == 503) service_.metrics.rejected("unavailable");
  if (!access_log_) return;
  service_.log.event(LogLevel::info, "request",
                     {{"method", std::string(name)},
                      {"route", std::string(pattern)},
                      {"status", std::to_string(status)},
                      {"bytes", std::to_string(bytes)},
                      {"ms", milliseconds_text(took.count())},
                      {"id", id}});
}

}  // namespace coldopen
