// What was searched for, and what of it found nothing: how often, by day, in one small file of the
// data directory. Nothing else is kept: no address, no time of day, nobody's name.
//
// A query counts as its key (Analyzer::key: case, accents, punctuation and operators aside, at most
// kBytesMax bytes) once nobody has gone on typing it for kSettling: who types `dwight` asks for
// `d`, `dw`, ... too, and only the last is what was meant. So a query that a longer one follows
// within that time is dropped, and the same one again counts once.
// Bounds   of a day and index the file has at most kDistinctMax queries, and as many that found
//          nothing: who comes first stays, also over restarts. As many wait in memory to be
//          written; kDaysKept days; kPendingMax queries wait to settle.
// File     SQLite beside the store, written every minute, when asked for a report and at the end.
//          What a crash loses is a minute of counts. A damaged file is set aside as `.damaged`, one
//          that cannot be written is said in the log; neither stops anybody. Its owner alone may
//          read it.
// Threads  any. An add() never touches the file: the news of a minute are taken out and written
//          beside.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "index/store/database.hpp"
#include "server/log.hpp"

namespace coldopen {

struct CountedQuery {
  std::string q;
  std::uint64_t count = 0;
};

struct QueryReport {  // both most frequent first
  std::vector<CountedQuery> queries, zero_hits;
};

struct QueryRange {
  std::string index;
  std::uint32_t days = 30;  // today and those before
  std::uint32_t limit = 20;
};

class QueryCounts {
 public:
  using Time = std::chrono::system_clock::time_point;
  static constexpr std::size_t kDistinctMax = 10'000, kPendingMax = 1'000, kBytesMax = 200;
  static constexpr std::int64_t kDaysKept = 90;
  static constexpr std::chrono::seconds kSettling{5};

  // `log` outlives it.
  QueryCounts(std::filesystem::path file, Log& log);
  ~QueryCounts();  // what waits counts, and is written
  QueryCounts(const QueryCounts&) = delete;
  QueryCounts& operator=(const QueryCounts&) = delete;

  // An empty key (nothing but signs, or nothing) does not count. Some microseconds.
  void add(std::string_view index, std::string_view key, bool found_nothing,
           Time now = std::chrono::system_clock::now());

  // With all that has settled until now; empty where the file cannot be read, which is logged.
  QueryReport report(const QueryRange& range, Time now = std::chrono::system_clock::now());
  void flush(Time now = std::chrono::system_clock::now());

 private:
  using Key = std::pair<std::string, std::string>;  // index and query
  struct Pending {
    bool found_nothing = false;
    Time when;
  };
  using Unsaved = std::map<std::string, std::uint64_t, std::less<>>;  // by query; 0: is in the file
  struct Tally {
    Unsaved asked, nothing;
  };
  using Tallies = std::map<std::string, Tally, std::less<>>;  // by index

  using News = std::map<std::int64_t, Tallies>;  // by day: what is not in the file

  void settle(Time until);
  void count(const Key& key, bool found_nothing);
  void begin_day(std::int64_t day);
  static void add_one(Unsaved& unsaved, const std::string& q);
  News take_news();
  void put_back(News news);

  bool with_file(const std::function<void(Database&)>& act);  // false: it could not
  void open_file();
  bool save(const News& news);
  void set_aside();

  std::filesystem::path path_;
  Log& log_;
  std::mutex file_mutex_;  // of file_; taken before mutex_
  std::unique_ptr<Database> file_;
  std::mutex mutex_;  // of all below
  std::map<Key, Pending> pending_;
  Tallies tallies_;  // of `day_`
  std::int64_t day_ = 0;
  News before_;  // of the days before it
  std::condition_variable_any waiting_;
  std::jthread minutes_;
};

// The file of a data directory.
std::filesystem::path query_counts_file(const std::filesystem::path& data);

// What is in the file, also while a server writes it. Empty where there is no file.
// Errors: those of Database.
QueryReport read_query_counts(const std::filesystem::path& file, const QueryRange& range);

}  // namespace coldopen
