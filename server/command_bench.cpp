#include "server/command_bench.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <sys/utsname.h>
#include <thread>
#include <vector>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "query/search.hpp"
#include "query/suggest.hpp"
#include "server/bench_costs.hpp"
#include "server/bench_segments.hpp"
#include "server/command_search.hpp"
#include "server/html.hpp"
#include "server/http_client.hpp"
#include "server/json_shapes.hpp"
#include "server/version.hpp"

namespace coldopen {
namespace {

using Clock = std::chrono::steady_clock;

double thread_cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

std::string machine() {
  std::string model = "unknown";
  std::ifstream cpus("/proc/cpuinfo");
  for (std::string line; std::getline(cpus, line);) {
    if (!line.starts_with("model name")) continue;
    model = trimmed(std::string_view(line).substr(line.find(':') + 1));
    break;
  }
  utsname name{};
  ::uname(&name);
  return model + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " +
         name.sysname + " " + name.release;
}

// Asks one query, under a clock if there is one; true where it found something.
using Ask = std::function<bool(const std::string&, StageClock*)>;
using MakeAsk = std::function<Ask()>;  // one for each thread

struct Times {
  std::vector<double> wall, cpu;
  std::uint64_t empty = 0;
  SearchCosts costs;

  void add(Times&& other) {
    wall.insert(wall.end(), other.wall.begin(), other.wall.end());
    cpu.insert(cpu.end(), other.cpu.begin(), other.cpu.end());
    empty += other.empty;
    costs.add(std::move(other.costs));
  }
};

struct Plan {
  const Strings& queries;
  std::uint64_t first = 0, last = 0;  // numbers of the questions; the query is number % queries
  double beat_ms = 0;                 // 0: closed loop
  bool costs = false;                 // look where the time goes
};

void work(const Plan& plan, const Ask& ask, std::atomic<std::uint64_t>& next,
          Clock::time_point begin, Times& times) {
  StageClock clock;
  for (;;) {
    const std::uint64_t number = next.fetch_add(1);
    if (number >= plan.last) return;
    Clock::time_point start = Clock::now();
    if (plan.beat_ms > 0) {
      const std::chrono::duration<double, std::milli> due(plan.beat_ms *
                                                          static_cast<double>(number - plan.first));
      start = begin + std::chrono::duration_cast<Clock::duration>(due);
      std::this_thread::sleep_until(start);
    }
    const std::size_t query = number % plan.queries.size();
    const double cpu = thread_cpu_ms();
    if (plan.costs) clock.start();
    if (!ask(plan.queries[query], plan.costs ? &clock : nullptr)) ++times.empty;
    if (plan.costs) clock.stop();
    times.cpu.push_back(thread_cpu_ms() - cpu);
    if (plan.costs) times.costs.add(query, clock);
    times.wall.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
}

Times run(const Plan& plan, const MakeAsk& make_ask, std::uint64_t threads) {
  std::vector<Times> parts(threads);
  std::vector<Ask> asks;
  asks.reserve(threads);
  for (std::uint64_t i = 0; i < threads; ++i) asks.push_back(make_ask());
  std::atomic<std::uint64_t> next{plan.first};
  std::exception_ptr problem;
  std::mutex mutex;
  const auto begin = Clock::now();
  std::vector<std::thread> workers;
  workers.reserve(threads);
  for (std::uint64_t i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      try {
        work(plan, asks[i], next, begin, parts[i]);
      } catch (...) {
        const std::lock_guard lock(mutex);
        problem = std::current_exception();
        next = plan.last;
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  if (problem) std::rethrow_exception(problem);
  Times all;
  for (Times& part : parts) all.add(std::move(part));
  return all;
}

// Where the time is looked at, the answer is written, too.
MakeAsk in_process(const Shared<Snapshot>& snapshot, std::uint32_t limit, const Strings& facets) {
  return [=] {
    return [=](const std::string& query, StageClock* clock) {
      SearchRequest request;
      request.q = query;
      request.limit = limit;
      request.facets = facets;
      request.clock = clock;
      const SearchResponse response = search(*snapshot, request);
      if (clock != nullptr) {
        const StageTime timed(clock, Stage::response);
        search_json({snapshot->index_name, request, snapshot->types}, response);
      }
      return response.total > 0;
    };
  };
}

MakeAsk suggesting(const Shared<Snapshot>& snapshot, std::uint32_t limit) {
  return [=] {
    return [=](const std::string& typed, StageClock*) {
      SuggestRequest request;
      request.q = typed;
      request.limit = limit;
      return !suggest(*snapshot, request).groups.empty();
    };
  };
}

MakeAsk over_http(const CommandLine& line, const std::string& index, std::uint32_t limit) {
  const std::string url = line.text("url");
  const std::string key = line.has("key-file") ? read_key(line.text("key-file")) : "";
  return [=] {
    const auto client = std::make_shared<HttpClient>(url, key);
    return [=](const std::string& query, StageClock*) {
      const HttpAnswer answer =
          client->get(search_target(index, query) + "&limit=" + std::to_string(limit));
      if (answer.status == 200)
        return answer.body.find("\"total\":{\"value\":0,") == std::string::npos;
      throw Error(answer.status < 500 ? ErrorCode::invalid_argument : ErrorCode::unavailable,
                  "the server answers " + std::to_string(answer.status) + " to '" + query +
                      "': " + answer.body,
                  url);
    };
  };
}

std::string times_text(std::string_view name, const Percentiles& times) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), "%-9s %9.3f %9.3f %9.3f %9.3f %9.3f\n",
                std::string(name).c_str(), times.p50, times.p90, times.p99, times.p99_9, times.max);
  return text.data();
}

}  // namespace

BenchQueries read_queries(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Error(ErrorCode::not_found, "the file of queries cannot be read: check its name",
                escaped_name(path));
  BenchQueries read;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::string where = escaped_name(path) + ":" + std::to_string(number);
    if (utf8_error(line) != std::string_view::npos)
      throw Error(ErrorCode::bad_input, "the line is not UTF-8", where);
    const std::size_t tab = line.find('\t');
    const std::string_view query =
        trimmed(std::string_view(line).substr(tab == std::string::npos ? 0 : tab + 1));
    const bool asks = tab != std::string::npos || !query.empty();
    if (!asks || line.starts_with('#') || query.starts_with('#')) continue;
    if (count_characters(query) > SearchLimits::query_code_points_max) {
      throw Error(ErrorCode::bad_input, "a query has at most 512 characters", where);
    }
    read.queries.emplace_back(query);
    read.kinds.emplace_back(tab == std::string::npos ? std::string_view()
                                                     : std::string_view(line).substr(0, tab));
  }
  if (read.queries.empty()) {
    throw Error(ErrorCode::bad_input, "there is no query in the file: write one a line",
                escaped_name(path) + ":1");
  }
  return read;
}

std::string bench_text(const BenchResult& result) {
  std::array<char, 160> rate{};
  std::snprintf(rate.data(), rate.size(), "%s searches in %.2f s: %.0f a second, %llu threads\n",
                grouped(result.queries).c_str(), result.seconds,
                result.seconds > 0 ? static_cast<double>(result.queries) / result.seconds : 0.0,
                static_cast<unsigned long long>(result.threads));
  std::string text = "             p50       p90       p99     p99.9       max\n" +
                     times_text("wall ms", result.wall);
  if (result.cpu) text += times_text("cpu ms", *result.cpu);
  if (!result.stages.empty()) text += costs_text(result.stages, result.kinds);
  return text + rate.data() + grouped(result.distinct) + " queries, " + grouped(result.empty) +
         " answers without a hit, " + grouped(result.warmup) + " rounds of warm-up\n" +
         terminal_text(result.target) + ", coldopen " + result.version + ", " + result.machine +
         "\n";
}

namespace {

Shared<Snapshot> searched(const CommandLine& line, const Config& config) {
  const Shared<Snapshot> snapshot = open_snapshot(config);
  const std::uint64_t segments = line.number("segments", 0);
  const bool as_it_lies = segments == 0 || snapshot->segments.empty();
  return as_it_lies ? snapshot : in_segments(*snapshot, segments);
}

// What is in the box while each query is typed, letter by letter; its kind is its length.
BenchQueries beginnings(const BenchQueries& read) {
  constexpr std::size_t kLettersMax = 24;
  BenchQueries typed;
  for (std::size_t letters = 1; letters <= kLettersMax; ++letters) {
    for (const std::string& query : read.queries) {
      if (count_characters(query) < letters) continue;
      std::size_t bytes = 0;
      for (std::size_t i = 0; i < letters; ++i)
        for (++bytes; bytes < query.size() && (query[bytes] & 0xC0) == 0x80;) ++bytes;
      typed.queries.push_back(query.substr(0, bytes));
      typed.kinds.push_back(std::to_string(letters) + (letters == 1 ? " letter" : " letters"));
    }
  }
  return typed;
}

}  // namespace

int bench_command(const CommandLine& line, const Config& config, const Console& console) {
  const bool typing = line.has("suggest");
  BenchQueries read = read_queries(line.arguments.front());
  if (typing) read = beginnings(read);
  const Strings& queries = read.queries;
  const auto limit = static_cast<std::uint32_t>(line.number("limit", 10));
  const bool remote = line.has("url");
  const bool costs = (line.has("stages") || typing) && !remote;
  const auto make_in_process = [&] {
    const Shared<Snapshot> snapshot = searched(line, config);
    return typing ? suggesting(snapshot, limit)
                  : in_process(snapshot, limit, split_names(line.text("facets")));
  };
  const MakeAsk make_ask = remote ? over_http(line, config.index, limit) : make_in_process();
  BenchResult result;
  result.target = remote ? line.text("url") : config.data;
  result.distinct = queries.size();
  result.rounds = line.number("rounds", 5);
  result.warmup = line.number("warmup", 1);
  result.threads = std::max<std::uint64_t>(1, config.threads);
  result.rate = line.number("rate", 0);
  result.limit = limit;
  result.machine = machine();
  result.version = kVersion;
  Interrupt interrupt;
  if (result.warmup > 0)
    run({queries, 0, result.warmup * queries.size(), 0}, make_ask, result.threads);
  const double beat_ms = result.rate > 0 ? 1e3 / static_cast<double>(result.rate) : 0;
  Times all;
  for (std::uint64_t round = 0; round < result.rounds && !interrupt.arrived(); ++round) {
    const auto begin = Clock::now();
    Times times = run({queries, 0, queries.size(), beat_ms, costs}, make_ask, result.threads);
    result.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
    all.add(std::move(times));
  }
  result.queries = all.wall.size();
  result.empty = all.empty;
  if (costs) {
    result.stages = all.costs.by_stage();
    result.kinds = all.costs.by_kind(read.kinds);
  }
  result.wall = percentiles_of(std::move(all.wall));
  if (!remote) result.cpu = percentiles_of(std::move(all.cpu));
  console.out(line.has("json") ? bench_json(result) + "\n" : bench_text(result));
  if (const auto signal = interrupt.arrived()) end_by_signal(*signal);
  return 0;
}

}  // namespace coldopen
