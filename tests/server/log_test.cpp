#include "server/log.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "server/admission.hpp"
#include "server/metrics.hpp"

namespace coldopen {
namespace {

TEST(Log, NothingFromOutsideMakesASecondLineOrHidesOne) {
  EXPECT_EQ(escape_for_log("plain-1/2"), "plain-1/2");
  EXPECT_EQ(escape_for_log("a b"), "\"a b\"");
  EXPECT_EQ(escape_for_log(""), "\"\"");
  EXPECT_EQ(escape_for_log("a\nb\"c"), "\"a\\u{a}b\\u{22}c\"");
  EXPECT_EQ(escape_for_log("\xE2\x80\xAE"), "\"\\u{202e}\"");
  EXPECT_EQ(escape_for_log("\xC3\xA9\xFF"), "\"\xC3\xA9\\u{ff}\"");
}

TEST(Log, AnEventIsOneLineOfAtMostTwoKilobytes) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  Log log(ends[1], LogLevel::info);
  log.event(LogLevel::debug, "not shown");
  log.event(LogLevel::info, "request", {{"route", "/a"}, {"ms", "1.5"}});
  log.event(LogLevel::error, std::string(5000, 'x'));
  log.event(LogLevel::error, std::string(5000, 'x'));  // the same within a second: not again
  ::close(ends[1]);
  std::string text(10'000, '\0');
  std::size_t size = 0;
  for (ssize_t got = 1; got > 0; size += static_cast<std::size_t>(got)) {
    got = ::read(ends[0], text.data() + size, text.size() - size);
  }
  ::close(ends[0]);
  text.resize(size);
  const std::size_t first = text.find('\n');
  EXPECT_EQ(text.substr(24, first - 24), " info request route=/a ms=1.5");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_LE(text.size() - first - 1, 2048U);
}

TEST(Metrics, CountsAndHistogramsAreWrittenAsPrometheusText) {
  Metrics metrics;
  metrics.request("/v1/indexes/{index}/search", "GET", 200, 0.003);
  metrics.request("/v1/indexes/{index}/search", "GET", 200, 20);
  metrics.search("main", 0.003, false);
  metrics.rejected("a\"b\n");
  const std::string text = metrics.text();
  for (const char* line :
       {"coldopen_http_requests_total{route=\"/v1/indexes/{index}/search\",method=\"GET\","
        "code=\"200\"} 2\n",
        "coldopen_http_request_seconds_bucket{route=\"/v1/indexes/{index}/search\",le=\"0.0025\"} "
        "0\n",
        "coldopen_http_request_seconds_bucket{route=\"/v1/indexes/{index}/search\",le=\"0.005\"} "
        "1\n",
        "coldopen_http_request_seconds_bucket{route=\"/v1/indexes/{index}/search\",le=\"+Inf\"} "
        "2\n",
        "coldopen_search_seconds_count{index=\"main\"} 1\n", "coldopen_search_zero_hits_total 1\n",
        "coldopen_rejected_total{reason=\"a\\\"b\\n\"} 1\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\nin\n" << text;
  }
}

TEST(Admission, O3_WhatWouldWaitTooLongIsRefusedAtOnce) {
  std::mutex gate;
  int done = 0;
  gate.lock();
  {
    WorkLane lane({.threads = 1, .waiting_max = 2, .wait_max = std::chrono::milliseconds{500}});
    const auto work = [&] {
      const std::lock_guard hold(gate);
      ++done;
    };
    EXPECT_TRUE(lane.submit(work));
    while (lane.waiting() > 0) std::this_thread::yield();  // it runs now
    EXPECT_TRUE(lane.submit(work));
    EXPECT_TRUE(lane.submit(work));
    EXPECT_FALSE(lane.submit(work));
    lane.submit_unbounded(work);
    gate.unlock();
  }
  EXPECT_EQ(done, 4);
}

TEST(Admission, O3_TheWaitIsForeseenFromTheMeanServiceTime) {
  WorkLane lane({.threads = 1, .waiting_max = 1000, .wait_max = std::chrono::milliseconds{1}});
  const auto slow = [] { std::this_thread::sleep_for(std::chrono::milliseconds{20}); };
  lane.submit_unbounded(slow);
  while (lane.waiting() > 0) std::this_thread::yield();
  lane.submit_unbounded(slow);
  while (lane.waiting() > 0) std::this_thread::yield();  // the first is measured: mean 1.25 ms
  EXPECT_TRUE(lane.submit(slow));
  EXPECT_FALSE(lane.submit(slow));
}

}  // namespace
}  // namespace coldopen
