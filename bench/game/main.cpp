// coldopen-game: the engine of coldopen behind the line protocol of the search benchmark game.
//
//   coldopen-game build DIR [--memory MB] [--segment-documents N] [--no-pairs]
//       [--no-champions] < DOCUMENTS
//   coldopen-game merge DIR NEW-DIR [--segments N]
//   coldopen-game serve DIR [--simd NAME] < COMMANDS
//   coldopen-game open DIR                 what opening costs
//   coldopen-game flatten < DOCUMENTS      lines of ID<tab>TEXT, for drivers that read no JSON
//   coldopen-game verify DIR... --queries FILE [--simd NAME] [--limit N]
//
// What each reads and prints: bench/README.md.
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "bench/game/clocks.hpp"
#include "bench/game/flat_documents.hpp"
#include "bench/game/game_index.hpp"
#include "bench/game/game_query.hpp"
#include "bench/game/opening.hpp"
#include "bench/game/variants.hpp"
#include "bench/game/verify.hpp"
#include "corpus/error.hpp"
#include "index/segment/kernels.hpp"

namespace coldopen {
namespace {

std::uint64_t peak_kilobytes() {
  std::uint64_t peak = 0;
  std::FILE* const status = std::fopen("/proc/self/status", "r");
  if (status == nullptr) return 0;
  char line[256];
  while (std::fgets(line, sizeof line, status) != nullptr) {
    if (std::string_view(line).starts_with("VmHWM:")) peak = std::strtoull(line + 6, nullptr, 10);
  }
  std::fclose(status);
  return peak;
}

struct Arguments {
  std::vector<std::string> folders;
  GameBuildOptions build;
  std::string simd;
  std::string queries;
  std::uint32_t segments = 1;  // to merge into
  std::size_t limit = 0;       // of queries, at even distances; 0: all

  Arguments(int count, char** words) {
    for (int i = 2; i < count; ++i) {
      const std::string word = words[i];
      if (!word.starts_with("--")) {
        folders.push_back(word);
        continue;
      }
      if (word == "--no-pairs") {
        build.segments.pairs = false;
        continue;
      }
      if (word == "--no-champions") {
        build.segments.champions = false;
        continue;
      }
      if (++i == count) fail(word);
      const std::string value = words[i];
      if (word == "--memory") {
        build.memory_bytes = std::stoull(value) << 20;
      } else if (word == "--segment-documents") {
        build.segment_documents = static_cast<std::uint32_t>(std::stoul(value));
      } else if (word == "--simd") {
        simd = value;
      } else if (word == "--segments") {
        segments = static_cast<std::uint32_t>(std::stoul(value));
      } else if (word == "--queries") {
        queries = value;
      } else if (word == "--limit") {
        limit = std::stoul(value);
      } else {
        fail(word);
      }
    }
    if (!simd.empty() && !use_kernels(simd)) fail("--simd " + simd);
  }

  [[noreturn]] static void fail(const std::string& what) {
    throw Error(ErrorCode::configuration, "the command line is wrong: see bench/README.md", what);
  }
};

void build(const Arguments& arguments) {
  const double begin = seconds(CLOCK_MONOTONIC);
  const GameBuildReport report =
      build_game_index(STDIN_FILENO, arguments.folders.front(), arguments.build);
  std::printf(
      "docs=%llu chars=%llu seconds=%.2f cpu_seconds=%.2f index_bytes=%llu segments=%u "
      "peak_rss_kb=%llu\n",
      static_cast<unsigned long long>(report.documents),
      static_cast<unsigned long long>(report.text_bytes), seconds(CLOCK_MONOTONIC) - begin,
      seconds(CLOCK_PROCESS_CPUTIME_ID), static_cast<unsigned long long>(report.index_bytes),
      report.segments, static_cast<unsigned long long>(peak_kilobytes()));
}

void flatten() {
  FlatDocuments reader(STDIN_FILENO);
  FlatDocument document;
  std::string line;
  while (reader.next(document)) {
    for (char& letter : document.body) {
      if (static_cast<std::uint8_t>(letter) < ' ') letter = ' ';
    }
    line = document.id + '\t' + document.body + '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
}

// COUNT, TOP_k, TOP_k_COUNT, TOP_k_DOCS.
struct Command {
  bool known = false;
  bool counts = false;
  bool shows = false;
  std::uint32_t k = 0;

  explicit Command(std::string_view text) {
    const auto cut = [&text](std::string_view end) {
      const bool there = text.ends_with(end);
      if (there) text.remove_suffix(end.size());
      return there;
    };
    shows = cut("_DOCS");
    if (text == "COUNT") {
      known = counts = true;
      return;
    }
    counts = cut("_COUNT");
    if (!text.starts_with("TOP_")) return;
    k = static_cast<std::uint32_t>(std::strtoul(std::string(text.substr(4)).c_str(), nullptr, 10));
    known = k != 0;
  }
};

void print_documents(const GameIndex& index, std::span<const TopDocument> hits) {
  std::string line;
  for (const TopDocument& hit : hits) {
    if (!line.empty()) line += ' ';
    line += index.segments[hit.segment].segment->documents().id(hit.doc);
    char score[32];
    line.append(score, static_cast<std::size_t>(
                           std::snprintf(score, sizeof score, ":%.9g", double{hit.score})));
  }
  std::printf("%s\n", line.c_str());
}

void answer(const GameIndex& index, GameSearcher& searcher, const Command& command,
            std::string_view query) {
  const std::uint64_t cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  const std::uint64_t wall = nanoseconds(CLOCK_MONOTONIC);
  GameSearcher::Answer found;
  if (command.k == 0) {
    found.count = searcher.count(query);
  } else if (command.counts) {
    found = searcher.top_and_count(query, command.k);
  } else {
    found.best = searcher.top(query, command.k);
    found.count = found.best.size();
  }
  const std::uint64_t wall_end = nanoseconds(CLOCK_MONOTONIC);
  const std::uint64_t cpu_end = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (command.shows) {
    print_documents(index, found.best);
  } else {
    std::printf("%llu\t%llu\t%llu\n", static_cast<unsigned long long>(found.count),
                static_cast<unsigned long long>(wall_end - wall),
                static_cast<unsigned long long>(cpu_end - cpu));
  }
}

void serve(const Arguments& arguments) {
  const double begin = seconds(CLOCK_MONOTONIC);
  const GameIndex index = open_game_index(arguments.folders.front());
  const double opened = seconds(CLOCK_MONOTONIC) - begin;
  GameSearcher searcher(index);
  GameMasks masks;
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::string_view text = line;
    const std::size_t tab = std::min(text.find('\t'), text.size());
    const std::string_view name = text.substr(0, tab);
    const std::string_view query = text.substr(std::min(tab + 1, text.size()));
    const Command command(name);
    if (name == "STATS") {
      std::printf(
          "docs=%llu segments=%zu average_length=%.9g open_seconds=%.3f simd=%s rss_peak_kb=%llu\n",
          static_cast<unsigned long long>(index.stats.documents), index.segments.size(),
          index.stats.average_length(), opened, std::string(kernels().name).c_str(),
          static_cast<unsigned long long>(peak_kilobytes()));
    } else if (name == "MASK") {
      masks = masks_of(index, static_cast<std::uint32_t>(std::stoul(std::string(query))), 1);
      searcher.set_masks(masks);
      std::puts("MASK");
    } else if (!command.known) {
      std::puts("UNSUPPORTED");
    } else {
      answer(index, searcher, command, query);
    }
    std::fflush(stdout);
  }
}

void open(const Arguments& arguments) {
  constexpr std::uint32_t kRepetitions = 9;
  const OpeningCost cost = measure_opening(arguments.folders.front(), kRepetitions);
  std::printf("checksums_ms=%.3f rest_ms=%.3f\n", cost.checksums * 1e3, cost.rest * 1e3);
}

// Lines of {"query": ..., "tags": ...}, or of the query alone.
std::vector<std::string> read_queries(const Arguments& arguments) {
  std::ifstream file(arguments.queries);
  std::vector<std::string> queries;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    queries.push_back(
        line.front() == '{' ? std::string(boost::json::parse(line).at("query").as_string()) : line);
  }
  if (queries.empty()) Arguments::fail("--queries " + arguments.queries);
  const std::size_t all = queries.size();
  if (arguments.limit == 0 || arguments.limit >= all) return queries;
  std::vector<std::string> some;
  for (std::size_t i = 0; i < arguments.limit; ++i) {
    some.push_back(queries[i * all / arguments.limit]);
  }
  return some;
}

int verify(const Arguments& arguments) {
  std::vector<GameIndex> indexes;
  for (const std::string& folder : arguments.folders) indexes.push_back(open_game_index(folder));
  VerifyOptions options;
  options.queries = read_queries(arguments);
  options.simd = arguments.simd;
  options.say = [](const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
  };
  const std::string difference = verify_game(indexes, options);
  if (difference.empty()) return 0;
  std::printf("DIFFERENT: %s\n", difference.c_str());
  return 1;
}

int run(int count, char** words) {
  const std::string_view verb = count > 1 ? words[1] : "";
  const Arguments arguments(count, words);
  if (verb == "flatten") {
    flatten();
  } else if (arguments.folders.empty()) {
    Arguments::fail("no folder");
  } else if (verb == "build") {
    build(arguments);
  } else if (verb == "serve") {
    serve(arguments);
  } else if (verb == "merge" && arguments.folders.size() == 2) {
    merge_game_index(arguments.folders[0], arguments.folders[1], arguments.segments);
  } else if (verb == "open") {
    open(arguments);
  } else if (verb == "verify") {
    return verify(arguments);
  } else {
    Arguments::fail(std::string(verb));
  }
  return 0;
}

}  // namespace
}  // namespace coldopen

int main(int count, char** words) {
  try {
    std::ios::sync_with_stdio(false);
    return coldopen::run(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coldopen-game: %s\n", error.what());
    return 1;
  }
}
