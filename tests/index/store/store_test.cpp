#include "index/store/store.hpp"

#include <csignal>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "corpus/error.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using Outcome = Written::Outcome;

class StoreTest : public testing::Test {
 protected:
  StoreTest() { Store::create(*system_disk(), path()); }
  std::filesystem::path path() const { return directory_ / "store.sqlite"; }
  Store open(Database::Mode mode = Database::Mode::write) const { return Store(path(), mode); }

  static Written put(Store& store, std::string_view id, std::string_view json,
                     const WriteCondition& condition = {}) {
    StoreBatch batch = store.begin();
    const Written written = batch.put(batch.make_index("main").number, id, json, condition);
    batch.commit();
    return written;
  }
  static std::int64_t main_index(Store& store) { return store.indexes().at(0).number; }

  // Another hand at the file, between two openings.
  void meddle(const char* sql) const { Database(path(), Database::Mode::write).execute(sql); }

  static ErrorCode refusal(const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::invalid_argument;
  }

  TemporaryDirectory directory_;
};

TEST_F(StoreTest, KeepsArticlesAcrossOpeningsAndVersionsRiseByOne) {
  {
    Store store = open();
    EXPECT_EQ(put(store, "a", "1").outcome, Outcome::created);
    const Written second = put(store, "a", "2");
    EXPECT_EQ(second.outcome, Outcome::replaced);
    EXPECT_EQ(second.version, 2U);
  }
  Store store = open();
  const std::optional<StoredRow> row = store.get(main_index(store), "a");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->json, "2");
  EXPECT_EQ(row->version, 2U);
  EXPECT_FALSE(store.get(main_index(store), "b"));
  EXPECT_EQ(store.find_damages(), Strings{});
}

TEST_F(StoreTest, EqualContentChangesNothing) {
  Store store = open();
  put(store, "a", "same");
  const LogPosition before = store.log().last();
  const Written written = put(store, "a", "same");
  EXPECT_EQ(written.outcome, Outcome::unchanged);
  EXPECT_EQ(written.version, 1U);
  EXPECT_EQ(store.log().last(), before);
}

TEST_F(StoreTest, ConditionsRefuseOneChangeAndNotTheOthers) {
  Store store = open();
  put(store, "a", "1");
  StoreBatch batch = store.begin();
  const std::int64_t index = batch.make_index("main").number;
  EXPECT_EQ(batch.put(index, "a", "2", {.if_version = 7, .only_if_absent = false}).outcome,
            Outcome::refused);
  EXPECT_EQ(batch.put(index, "a", "2", {.if_version = {}, .only_if_absent = true}).version, 1U);
  EXPECT_EQ(batch.put(index, "b", "2", {.if_version = 1, .only_if_absent = false}).outcome,
            Outcome::refused);
  EXPECT_EQ(batch.put(index, "a", "2", {.if_version = 1, .only_if_absent = false}).outcome,
            Outcome::replaced);
  EXPECT_EQ(batch.remove(index, "b", {}).outcome, Outcome::absent);
  EXPECT_EQ(batch.remove(index, "a", {.if_version = 1, .only_if_absent = false}).outcome,
            Outcome::refused);
  EXPECT_EQ(batch.remove(index, "a", {}).outcome, Outcome::removed);
  batch.commit();
  EXPECT_EQ(store.count(index), 0U);
}

TEST_F(StoreTest, ABatchThatIsNotCommittedLeavesNothing) {
  Store store = open();
  put(store, "a", "1");
  {
    StoreBatch batch = store.begin();
    batch.put(batch.make_index("main").number, "b", "2", {});
    batch.make_index("other");
  }
  EXPECT_EQ(store.indexes().size(), 1U);
  EXPECT_EQ(store.count(main_index(store)), 1U);
  EXPECT_EQ(put(store, "c", "3").outcome, Outcome::created);
  EXPECT_EQ(store.find_damages(), Strings{});
}

TEST_F(StoreTest, TheLogTellsWhatChangedAfterANumberAlsoWhenItsFrontIsCut) {
  Store store = open();
  put(store, "a", "1");
  put(store, "b", "1");
  const LogPosition middle = store.log().last();
  put(store, "c", "1");
  put(store, "a", "2");
  put(store, "a", "3");
  const std::int64_t index = main_index(store);
  EXPECT_EQ(store.log().changes_after(index, middle.number), (std::vector<std::string>{"a", "c"}));
  store.prune_log(middle.number);
  EXPECT_EQ(store.log().base(), middle);
  EXPECT_EQ(store.log().changes_after(index, middle.number), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(store.log().chain_at(middle.number), middle.chain);
  EXPECT_EQ(store.log().chain_at(middle.number - 1), std::nullopt);
  EXPECT_EQ(store.find_damages(), Strings{});
}

TEST_F(StoreTest, AReaderSeesOneStateBesideTheWriter) {
  Store writer = open();
  put(writer, "a", "1");
  Store reader = open(Database::Mode::read);
  const std::int64_t index = main_index(reader);
  {
    const Transaction pinned = reader.pin();
    put(writer, "a", "2");
    put(writer, "b", "1");
    EXPECT_EQ(reader.get(index, "a")->json, "1");
    EXPECT_EQ(reader.count(index), 1U);
  }
  EXPECT_EQ(reader.get(index, "a")->json, "2");
  EXPECT_EQ(reader.count(index), 2U);
  EXPECT_THROW(put(reader, "c", "1"), Error) << "a reader cannot write";
}

TEST_F(StoreTest, DroppingAnIndexTakesItsArticlesAndItsNumberIsNotGivenAgain) {
  Store store = open();
  put(store, "a", "1");
  const StoredIndex first = store.indexes().at(0);
  StoreBatch batch = store.begin();
  batch.set_type(first.number, "season", AttributeType::number);
  batch.drop_index(first);
  batch.commit();
  EXPECT_TRUE(store.indexes().empty());
  put(store, "a", "1");
  EXPECT_NE(main_index(store), first.number);
  EXPECT_TRUE(store.types(main_index(store)).empty());
  EXPECT_EQ(store.find_damages(), Strings{});
}

TEST_F(StoreTest, TypesOfAttributesAreKept) {
  Store store = open();
  StoreBatch batch = store.begin();
  const std::int64_t index = batch.make_index("main").number;
  batch.set_type(index, "season", AttributeType::number);
  batch.set_type(index, "air_date", AttributeType::date);
  batch.commit();
  const StoredTypes expected{{"air_date", AttributeType::date}, {"season", AttributeType::number}};
  EXPECT_EQ(store.types(index), expected);
}

TEST_F(StoreTest, AChangedByteOfARowIsNeverReadAsAnArticle) {
  {
    Store store = open();
    put(store, "a", "one");
    put(store, "b", "two");
  }
  meddle("UPDATE articles SET json = 'eno' WHERE id = 'a'");
  Store store = open();
  const std::int64_t index = main_index(store);
  EXPECT_EQ(refusal([&] { store.get(index, "a"); }), ErrorCode::damaged);
  EXPECT_EQ(store.get(index, "b")->json, "two");
  ASSERT_EQ(store.find_damages().size(), 1U);
  EXPECT_EQ(put(store, "a", "eno").outcome, Outcome::replaced) << "a put heals";
  EXPECT_EQ(store.find_damages(), Strings{});
}

TEST_F(StoreTest, ARenamedIndexOrAnotherTypeIsDamage) {
  {
    Store store = open();
    put(store, "a", "1");
    StoreBatch batch = store.begin();
    batch.put(main_index(store), "b", "1", {});
    batch.set_type(main_index(store), "season", AttributeType::number);
    batch.commit();
  }
  meddle("UPDATE attribute_types SET type = 0");
  EXPECT_EQ(refusal([&] {
              Store store = open();
              store.types(main_index(store));
            }),
            ErrorCode::damaged);
  meddle("UPDATE indexes SET name = 'mean'");
  EXPECT_EQ(refusal([&] { open().indexes(); }), ErrorCode::damaged);
}

TEST_F(StoreTest, AnotherPastIsAnotherChain) {
  {
    Store store = open();
    for (const char* id : {"a", "b", "c"}) put(store, id, "1");
  }
  meddle("UPDATE changes SET version = 9 WHERE number = 3");
  Store store = open();
  EXPECT_FALSE(store.find_damages().empty());
  LogPosition one{5, 77};
  const LogEntry entry{LogEntry::Kind::put, 1, 2, 3, "a"};
  const std::uint64_t chain = next_chain(one, entry);
  one.chain = 78;
  EXPECT_NE(next_chain(one, entry), chain);
}

TEST_F(StoreTest, AVersionThatTheLogDoesNotKnowIsFound) {
  {
    Store store = open();
    put(store, "a", "1");
    put(store, "b", "1");
  }
  meddle("DELETE FROM articles WHERE id = 'a'");
  EXPECT_EQ(open().find_damages().size(), 1U);
}

TEST_F(StoreTest, ForeignFilesAreRefused) {
  const auto open_it = [&] { open(); };
  meddle("PRAGMA user_version = 3");
  EXPECT_EQ(refusal(open_it), ErrorCode::newer_format);
  meddle("PRAGMA user_version = 2; CREATE TRIGGER t AFTER INSERT ON articles BEGIN SELECT 1; END");
  EXPECT_EQ(refusal(open_it), ErrorCode::damaged);
  meddle("DROP TRIGGER t");
  EXPECT_EQ(refusal(open_it), ErrorCode::invalid_argument) << "whole again";
  meddle("PRAGMA application_id = 1");
  EXPECT_EQ(refusal(open_it), ErrorCode::damaged);
}

TEST_F(StoreTest, AnEmptyOrScrambledFileIsDamageAndNeverAnEmptyStore) {
  std::ofstream(path(), std::ios::trunc).close();
  EXPECT_EQ(refusal([&] { open(); }), ErrorCode::damaged);
  std::ofstream(path(), std::ios::trunc) << std::string(8192, 'x');
  EXPECT_EQ(refusal([&] { open(); }), ErrorCode::damaged);
}

TEST_F(StoreTest, AFullDiskIsSaidSoAndTheStoreLivesOn) {
  const int pid = ::fork();
  if (pid == 0) {
    int result = 1;
    try {
      std::signal(SIGXFSZ, SIG_IGN);
      Store store = open();
      put(store, "a", "1");
      rlimit limit{};
      ::getrlimit(RLIMIT_FSIZE, &limit);
      const rlimit tight{200'000, limit.rlim_max};
      ::setrlimit(RLIMIT_FSIZE, &tight);
      const ErrorCode code = refusal([&] { put(store, "b", std::string(1'000'000, 'x')); });
      ::setrlimit(RLIMIT_FSIZE, &limit);
      const bool lives = put(store, "c", "1").outcome == Outcome::created &&
                         store.count(main_index(store)) == 2 && store.find_damages().empty();
      result = code == ErrorCode::disk_full && lives ? 0 : 10 + static_cast<int>(code);
    } catch (...) {
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(StoreTest, AReaderOfACleanStoreNeedsNoRightToWrite) {
  {
    Store store = open();
    put(store, "a", "1");
    store.checkpoint();
  }
  std::filesystem::permissions(path(), std::filesystem::perms(0444));
  std::filesystem::permissions(directory_.path(), std::filesystem::perms(0555));
  const int pid = ::fork();
  if (pid == 0) {
    int result = 1;
    try {
      if (::geteuid() == 0 && ::seteuid(65534) != 0) ::_exit(2);
      Store store = open(Database::Mode::read);
      result = store.count(main_index(store)) == 1 ? 0 : 3;
    } catch (...) {
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace coldopen
