#include "server/query_counts.hpp"

#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "corpus/error.hpp"
#include "server/analytics_routes.hpp"
#include "server/page_routes.hpp"
#include "server/search_routes.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/test_wiki.hpp"

namespace coldopen {
namespace {

using namespace std::chrono_literals;
using Told = std::vector<std::pair<std::string, std::uint64_t>>;

class QueryCounting : public ::testing::Test {
 protected:
  QueryCounting() : counts_(std::make_unique<QueryCounts>(file_, log_)) {}

  void ask(std::string_view q, bool nothing = false) { counts_->add("main", q, nothing, now_); }
  void wait(std::chrono::seconds time) { now_ += time; }
  void ask_many(int from, int to) {
    for (int i = from; i < to; ++i) {
      ask("q" + std::to_string(i) + "x");
      if (i % 500 == 0) wait(6s);
    }
    wait(6s);
  }
  void restart() {
    counts_.reset();
    counts_ = std::make_unique<QueryCounts>(file_, log_);
  }
  QueryReport report(std::uint32_t days = 30, std::uint32_t limit = 20) {
    return counts_->report({"main", days, limit}, now_ + QueryCounts::kSettling);
  }
  static Told told(const std::vector<CountedQuery>& queries) {
    Told told;
    for (const CountedQuery& one : queries) told.emplace_back(one.q, one.count);
    return told;
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = query_counts_file(directory_.path());
  Log log_{-1};
  QueryCounts::Time now_ = std::chrono::system_clock::now();
  std::unique_ptr<QueryCounts> counts_;
};

TEST_F(QueryCounting, WhatWasAskedMostComesFirstAndWhatFoundNothingStandsApart) {
  for (const char* q : {"dinner party", "niagara", "dinner party", "beets farm"}) {
    ask(q, std::string_view(q) == "beets farm");
    wait(6s);
  }
  EXPECT_EQ(told(report().queries), (Told{{"dinner party", 2}, {"beets farm", 1}, {"niagara", 1}}));
  EXPECT_EQ(told(report().zero_hits), (Told{{"beets farm", 1}}));
  EXPECT_EQ(told(report(30, 1).queries), (Told{{"dinner party", 2}}));
}

TEST_F(QueryCounting, WhoIsStillTypingHasAskedOnce) {
  for (const char* q : {"d", "dw", "dwi", "dwig", "dwigh", "dwight", "dwight", "dwight s"}) {
    ask(q, std::string_view(q) == "dwig");
    wait(1s);
  }
  EXPECT_EQ(told(report().queries), (Told{{"dwight s", 1}}));
  EXPECT_EQ(told(report().zero_hits), Told{});
}

TEST_F(QueryCounting, WhoStoppedTypingHasAsked) {
  ask("dwight");
  wait(6s);
  ask("dwight schrute");
  EXPECT_EQ(told(report().queries), (Told{{"dwight", 1}, {"dwight schrute", 1}}));
}

TEST_F(QueryCounting, SignsAloneDoNotCount) {
  ask("");
  EXPECT_EQ(told(report().queries), Told{});
}

TEST_F(QueryCounting, CountsOutliveTheProcess) {
  ask("dinner party");
  restart();
  wait(6s);
  ask("dinner party");
  EXPECT_EQ(told(report().queries), (Told{{"dinner party", 2}}));
  counts_.reset();
  EXPECT_EQ(told(read_query_counts(file_, {"main"}).queries), (Told{{"dinner party", 2}}));
  EXPECT_EQ(told(read_query_counts(file_, {"other"}).queries), Told{});
  EXPECT_EQ(told(read_query_counts(file_.string() + "x", {"main"}).queries), Told{});
}

TEST_F(QueryCounting, TheFileIsItsOwnersAlone) {
  using std::filesystem::perms;
  ask("dinner party");
  report();
  EXPECT_EQ(std::filesystem::status(file_).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(QueryCounting, DaysPassAndTheOldestGo) {
  ask("first");
  for (int day = 0; day < 95; ++day) {
    wait(24h);
    ask("daily");
  }
  EXPECT_EQ(told(report(90).queries), (Told{{"daily", 90}}));
  EXPECT_EQ(told(report(1).queries), (Told{{"daily", 1}}));
  EXPECT_EQ(told(report(1000).queries), (Told{{"daily", 90}}));  // nothing older is kept
}

TEST_F(QueryCounting, ADayHasTenThousandQueriesAlsoAfterARestart) {
  ask_many(0, 9'000);
  ask("q5x");
  restart();
  ask_many(9'000, 12'000);
  ask("q5x");
  const QueryReport all = report(30, 100'000);
  EXPECT_EQ(all.queries.size(), QueryCounts::kDistinctMax);
  EXPECT_EQ(all.queries.front().q, "q5x");
  EXPECT_GE(all.queries.front().count, 2U);
}

TEST_F(QueryCounting, AFileThatCannotBeReadAtFirstHasNoSecondTenThousand) {
  ask_many(0, 9'000);
  counts_.reset();
  const std::filesystem::path away = file_.string() + ".away";
  std::filesystem::rename(file_, away);
  std::filesystem::create_directory(file_);
  counts_ = std::make_unique<QueryCounts>(file_, log_);
  ask_many(9'000, 12'000);
  EXPECT_EQ(told(report().queries), Told{});
  std::filesystem::remove(file_);
  std::filesystem::rename(away, file_);
  EXPECT_EQ(report(30, 100'000).queries.size(), QueryCounts::kDistinctMax);
}

TEST_F(QueryCounting, ADamagedFileIsSetAside) {
  ask("before");
  counts_.reset();
  std::ofstream(file_, std::ios::trunc) << std::string(8192, 'x');
  counts_ = std::make_unique<QueryCounts>(file_, log_);
  EXPECT_EQ(told(report().queries), Told{}) << "nothing can be read";
  ask("after");
  EXPECT_EQ(told(report().queries), (Told{{"after", 1}}));
  EXPECT_TRUE(std::filesystem::exists(file_.string() + ".damaged"));
}

TEST_F(QueryCounting, PagesThatAreDamagedAreSetAsideWhenMet) {
  for (int i = 0; i < 3'000; ++i) {
    ask("a rather long query number " + std::to_string(i) + "x");
    if (i % 500 == 0) wait(6s);
  }
  counts_.reset();
  std::fstream damage(file_, std::ios::in | std::ios::out | std::ios::binary);
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file_));
  for (std::streamoff at = 4096; at < size; at += 4096) {
    damage.seekp(at);
    damage << std::string(64, '\xFF');
  }
  damage.close();
  counts_ = std::make_unique<QueryCounts>(file_, log_);
  wait(6s);
  ask("after");
  EXPECT_EQ(told(report().queries), (Told{{"after", 1}}));
}

TEST_F(QueryCounting, AFileThatCannotBeWrittenStopsNobody) {
  counts_ = std::make_unique<QueryCounts>(directory_ / "no" / "such" / "folder", log_);
  ask("x");
  EXPECT_EQ(told(report().queries), Told{});
}

// Were the counts locked meanwhile, an add() would come back once the write had given up. That the
// news were taken out shows in the rights of the file, which are set before it is opened.
TEST_F(QueryCounting, WhileTheFileIsWrittenOthersAreCounted) {
  using std::filesystem::perms;
  ask("first");
  report();
  restart();
  ask("second");
  wait(6s);
  Database other(file_, Database::Mode::write);
  other.execute("BEGIN IMMEDIATE");
  const perms mine = perms::owner_read | perms::owner_write;
  std::filesystem::permissions(file_, mine | perms::group_read);
  auto written = std::async(std::launch::async, [&] { counts_->flush(now_); });
  while (std::filesystem::status(file_).permissions() != mine) std::this_thread::yield();
  ask("third");
  EXPECT_EQ(written.wait_for(0s), std::future_status::timeout) << "it still waits for the file";
  other.execute("COMMIT");
  written.get();
  wait(6s);
  EXPECT_EQ(told(report().queries), (Told{{"first", 1}, {"second", 1}, {"third", 1}}));
}

// --- What the routes count

TEST(Analytics, CountsFirstPagesOfSearchesAndNoSuggestions) {
  TestWiki wiki;
  wiki.add("main", R"({"id":"Dinner_Party","title":"Dinner Party","season":4,"episode":13})");
  const TemporaryDirectory directory;
  Log log{-1};
  QueryCounts counts(query_counts_file(directory.path()), log);
  wiki.count_in(&counts);
  const std::vector<NameValue> main = {{"index", "main"}};
  wiki.ask(search_get, {{"q", "Dinner-Party"}}, main);
  wiki.ask(search_get, {{"q", "beets"}, {"offset", "10"}}, main);
  wiki.ask(search_get, {{"q", "niagara"}, {"seen", "S01"}}, main);
  wiki.ask(search_get, {{"q", "zzqq"}}, main);
  wiki.ask(search_get, {{"q", "kevin season:99"}}, main);  // may be there in another season
  wiki.ask(search_get, {{"q", "holly OR (pam -season:4)"}}, main);
  wiki.ask(suggest_get, {{"q", "din"}}, main);
  wiki.ask(results, {{"q", "party"}});
  const QueryReport told =
      counts.report({"main"}, std::chrono::system_clock::now() + QueryCounts::kSettling);
  Strings queries, zero;
  for (const CountedQuery& one : told.queries) queries.push_back(one.q);
  for (const CountedQuery& one : told.zero_hits) zero.push_back(one.q);
  EXPECT_EQ(queries, (Strings{"dinner party", "holly or pam season 4", "kevin season 99", "niagara",
                              "party", "zzqq"}));
  EXPECT_EQ(zero, (Strings{"zzqq"}));
}

TEST(Analytics, AreToldByTheirRoute) {
  TestWiki wiki;
  wiki.add("main", R"({"id":"x","title":"x"})");
  const std::vector<NameValue> main = {{"index", "main"}};
  EXPECT_THROW(wiki.ask(analytics_get, {}, main), Refusal);  // nothing is counted
  const TemporaryDirectory directory;
  Log log{-1};
  QueryCounts counts(query_counts_file(directory.path()), log);
  wiki.count_in(&counts);
  EXPECT_EQ(wiki.ask(analytics_get, {{"days", "7"}}, main).body,
            R"({"index":"main","days":7,"queries":[],"zero_hits":[]})");
  EXPECT_THROW(wiki.ask(analytics_get, {{"days", "91"}}, main), Refusal);
  EXPECT_THROW(wiki.ask(analytics_get, {{"limit", "0"}}, main), Refusal);
  EXPECT_THROW(wiki.ask(analytics_get, {}, {{"index", "none"}}), Refusal);
}

}  // namespace
}  // namespace coldopen
