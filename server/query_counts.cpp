#include "server/query_counts.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {

namespace {

constexpr std::chrono::minutes kBetweenWrites{1};

std::int64_t day_of(QueryCounts::Time time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

std::vector<CountedQuery> most_frequent(Database& file, const QueryRange& range, bool nothing,
                                        std::int64_t today) {
  Statement rows = file.prepare(
      "SELECT q, sum(count) FROM counts WHERE index_name = ?1 AND missed = ?2 AND day > ?3 "
      "GROUP BY q ORDER BY 2 DESC, q LIMIT ?4");
  rows.bind(1, range.index).bind(2, std::int64_t{nothing}).bind(3, today - range.days);
  rows.bind(4, range.limit);
  std::vector<CountedQuery> queries;
  while (rows.step())
    queries.push_back({std::string(rows.text(0)), static_cast<std::uint64_t>(rows.integer(1))});
  return queries;
}

QueryReport report_of(Database& file, const QueryRange& range, std::int64_t today) {
  return {most_frequent(file, range, false, today), most_frequent(file, range, true, today)};
}

QueryReport read_at(const std::filesystem::path& file, const QueryRange& range,
                    std::int64_t today) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return {};
  Database database(file, Database::Mode::read);
  return report_of(database, range, today);
}

// Adds to the counts of the file. A query that is not among those of its day has to find room: so
// a restart, which knows nothing of what was counted before, gives no second kDistinctMax.
class CountsOfADay {
 public:
  struct Place {
    std::int64_t day = 0;
    const std::string& index;
    bool nothing = false;
  };

  explicit CountsOfADay(Database& file)
      : number_(file.prepare(
            "SELECT count(*) FROM counts WHERE day = ?1 AND index_name = ?2 AND missed = ?3")),
        more_(file.prepare("UPDATE counts SET count = count + ?5 WHERE day = ?1 AND "
                           "index_name = ?2 AND missed = ?3 AND q = ?4 RETURNING count")),
        new_(file.prepare("INSERT INTO counts(day, index_name, missed, q, count) "
                          "VALUES(?1, ?2, ?3, ?4, ?5)")) {}

  template <class Counts>  // by query
  void add(const Place& place, const Counts& counts) {
    bind(number_, place).step();
    auto known = static_cast<std::size_t>(number_.integer(0));
    number_.reset();
    for (const auto& [q, count] : counts) {
      const auto times = static_cast<std::int64_t>(count);
      const bool is_known = bind(more_, place).bind(4, q).bind(5, times).step();
      more_.reset();
      if (is_known || known >= QueryCounts::kDistinctMax) continue;
      bind(new_, place).bind(4, q).bind(5, times).run();
      ++known;
    }
  }

 private:
  static Statement& bind(Statement& statement, const Place& place) {
    return statement.bind(1, place.day).bind(2, place.index).bind(3, std::int64_t{place.nothing});
  }

  Statement number_, more_, new_;
};

}  // namespace

std::filesystem::path query_counts_file(const std::filesystem::path& data) {
  return data / "queries.sqlite";
}

QueryReport read_query_counts(const std::filesystem::path& file, const QueryRange& range) {
  return read_at(file, range, day_of(std::chrono::system_clock::now()));
}

QueryCounts::QueryCounts(std::filesystem::path file, Log& log)
    : path_(std::move(file)), log_(log), minutes_([this](const std::stop_token& stop) {
        std::mutex alone;
        std::unique_lock lock(alone);
        while (!stop.stop_requested()) {
          waiting_.wait_for(lock, stop, kBetweenWrites, [] { return false; });
          flush();
        }
      }) {}

QueryCounts::~QueryCounts() {
  minutes_.request_stop();
  if (minutes_.joinable()) minutes_.join();
  flush(std::chrono::system_clock::now() + kSettling);
}

void QueryCounts::add(std::string_view index, std::string_view key, bool found_nothing, Time now) {
  const Key whole(index, cut_at_character(key, kBytesMax));
  if (whole.second.empty()) return;
  const std::lock_guard lock(mutex_);
  settle(now - kSettling);
  for (std::size_t length = whole.second.size() - 1; length > 0; --length) {
    const auto shorter = pending_.find({whole.first, whole.second.substr(0, length)});
    if (shorter == pending_.end()) continue;
    pending_.erase(shorter);
    break;
  }
  if (pending_.size() >= kPendingMax && !pending_.contains(whole)) return;
  pending_.insert_or_assign(whole, Pending{found_nothing, now});
}

// Under mutex_.
void QueryCounts::settle(Time until) {
  std::erase_if(pending_, [&](const auto& one) {
    const auto& [key, pending] = one;
    if (pending.when > until) return false;
    begin_day(day_of(pending.when));
    count(key, pending.found_nothing);
    return true;
  });
}

void QueryCounts::count(const Key& key, bool found_nothing) {
  Tally& of_index = tallies_[key.first];
  add_one(of_index.asked, key.second);
  if (found_nothing) add_one(of_index.nothing, key.second);
}

void QueryCounts::add_one(Unsaved& unsaved, const std::string& q) {
  const auto known = unsaved.find(q);
  if (known != unsaved.end()) {
    ++known->second;
  } else if (unsaved.size() < kDistinctMax) {
    unsaved.emplace(q, 1);
  }
}

// What was counted of another day waits for the next write.
void QueryCounts::begin_day(std::int64_t day) {
  if (day <= day_) return;
  before_ = take_news();
  tallies_.clear();
  day_ = day;
}

// All counts that are not in the file. Under mutex_; what is known to be in the file stays.
QueryCounts::News QueryCounts::take_news() {
  News news = std::exchange(before_, {});
  Tallies& today = news[day_];
  const auto take = [](Unsaved& from, Unsaved& to) {
    for (auto& [q, count] : from)
      if (count > 0) to.emplace(q, std::exchange(count, 0));
  };
  for (auto& [index, tally] : tallies_) {
    Tally fresh;
    take(tally.asked, fresh.asked);
    take(tally.nothing, fresh.nothing);
    if (!fresh.asked.empty() || !fresh.nothing.empty()) today.emplace(index, std::move(fresh));
  }
  if (today.empty()) news.erase(day_);
  return news;
}

// What could not be written, under mutex_.
void QueryCounts::put_back(News news) {
  const auto add = [](const Unsaved& from, Unsaved& to) {
    for (const auto& [q, count] : from) to[q] += count;
  };
  for (auto& [day, tallies] : news) {
    if (day <= day_ - kDaysKept) continue;
    Tallies& into = day == day_ ? tallies_ : before_[day];
    for (auto& [index, tally] : tallies) {
      add(tally.asked, into[index].asked);
      add(tally.nothing, into[index].nothing);
    }
  }
}

void QueryCounts::flush(Time now) {
  const std::lock_guard one_at_a_time(file_mutex_);
  News news;
  {
    const std::lock_guard lock(mutex_);
    settle(now - kSettling);
    news = take_news();
  }
  if (news.empty() || save(news)) return;
  const std::lock_guard lock(mutex_);
  put_back(std::move(news));
}

QueryReport QueryCounts::report(const QueryRange& range, Time now) {
  flush(now);
  try {
    return read_at(path_, range, day_of(now));
  } catch (const Error& error) {  // what is damaged is set aside by who writes next
    log_.event(LogLevel::warning, "the counts of queries could not be read",
               {{"why", error.what()}});
    return {};
  }
}

// --- The file, under file_mutex_

bool QueryCounts::save(const News& news) {
  return with_file([&](Database& file) {
    Transaction transaction(file, Database::Mode::write);
    CountsOfADay counts(file);
    for (const auto& [day, tallies] : news) {
      for (const auto& [index, tally] : tallies) {
        counts.add({day, index, false}, tally.asked);
        counts.add({day, index, true}, tally.nothing);
      }
    }
    file.prepare("DELETE FROM counts WHERE day <= ?1")
        .bind(1, news.rbegin()->first - kDaysKept)
        .run();
    transaction.commit();
  });
}

bool QueryCounts::with_file(const std::function<void(Database&)>& act) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      if (!file_) open_file();
      act(*file_);
      return true;
    } catch (const Error& error) {
      file_.reset();
      if (error.code() == ErrorCode::damaged && attempt == 0) {
        set_aside();
        continue;
      }
      log_.event(LogLevel::warning, "queries could not be counted", {{"why", error.what()}});
      return false;
    }
  }
  return false;
}

void QueryCounts::open_file() {
  std::error_code ignored;
  if (!std::filesystem::exists(path_, ignored))   // closing it would end locks of a report
    std::ofstream(path_, std::ios::app).close();  // Database wants it to be there
  using std::filesystem::perms;
  std::filesystem::permissions(path_, perms::owner_read | perms::owner_write, ignored);
  auto file = std::make_unique<Database>(path_, Database::Mode::write);
  file->execute("PRAGMA synchronous=NORMAL");
  file->execute(
      "CREATE TABLE IF NOT EXISTS counts(day INTEGER NOT NULL, index_name TEXT NOT NULL, "
      "missed INTEGER NOT NULL, q TEXT NOT NULL, count INTEGER NOT NULL, "
      "PRIMARY KEY(day, index_name, missed, q)) STRICT, WITHOUT ROWID");
  file_ = std::move(file);
}

void QueryCounts::set_aside() {
  std::error_code ignored;  // then the next attempt says what is wrong
  const std::filesystem::path aside = path_.string() + ".damaged";
  std::filesystem::rename(path_, aside, ignored);
  for (const char* ending : {"-wal", "-shm"})
    std::filesystem::remove(path_.string() + ending, ignored);
  log_.event(LogLevel::warning, "the counts of queries were damaged and begin anew",
             {{"file", aside.string()}});
}

}  // namespace coldopen
