// What the commands report: plain values, and their JSON beside what the HTTP side has in
// json_shapes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/reader.hpp"
#include "index/live/engine.hpp"
#include "query/request.hpp"
#include "server/query_counts.hpp"

namespace coldopen {

struct ImportSummary {  // read = indexed + skipped; indexed = added + replaced + unchanged
  std::uint64_t files = 0, left_out = 0, bytes = 0;
  std::uint64_t added = 0, replaced = 0, unchanged = 0, skipped = 0;
  std::uint64_t passages = 0, warnings = 0;
  std::map<std::string, std::uint64_t> dropped;  // boilerplate lines by reason
  std::vector<ReadProblem> first_problems;       // the first five
  std::uint64_t missing = 0;                     // paths that could not be opened
  bool fatal = false;                            // a source was cut short
  double seconds = 0;
  int signal = 0;  // that ended it early; 0: none

  std::uint64_t indexed() const noexcept { return added + replaced + unchanged; }
  std::uint64_t read() const noexcept { return indexed() + skipped; }
  std::uint64_t dropped_lines() const noexcept;
};

struct Percentiles {  // nearest rank, in milliseconds
  double p50 = 0, p90 = 0, p99 = 0, p99_9 = 0, max = 0, mean = 0;
};
Percentiles percentiles_of(std::vector<double> milliseconds);

struct StageCost {  // of a search, thread-CPU
  std::string stage;
  double mean_us = 0;
  double slow_us = 0;  // mean over the slowest hundredth of all searches
};

struct KindCost {  // of the queries of one kind, thread-CPU
  std::string kind;
  std::uint64_t searches = 0;
  Percentiles cpu;
};

struct BenchResult {
  std::string target;         // the data directory or the address
  std::uint64_t queries = 0;  // that were timed
  std::uint64_t distinct = 0, rounds = 0, warmup = 0, threads = 0, rate = 0, limit = 0;
  std::uint64_t empty = 0;  // timed queries that found nothing
  double seconds = 0;
  Percentiles wall;
  std::optional<Percentiles> cpu;  // of the thread that searched; none over HTTP
  std::vector<StageCost> stages;   // where it was asked for, and of one process
  std::vector<KindCost> kinds;     // likewise
  std::string machine, version;
};

std::string import_json(const ImportSummary& summary);
std::string skipped_json(const ReadProblem& problem);  // lines of `index --report`
std::string dropped_json(std::string_view id, const DroppedLine& line);
std::string warning_json(std::string_view id, std::string_view warning);
std::string check_json(const CheckReport& report);
std::string bench_json(const BenchResult& result);
std::string query_report_json(const QueryRange& range, const QueryReport& report);

// What `search --url` shows, read back from the answer of a server. Errors: Error(bad_input).
SearchResponse response_from_json(std::string_view answer);

}  // namespace coldopen
