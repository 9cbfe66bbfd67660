// The promises about data, one test or more for each, named by their ids.

#include <array>
#include <chrono>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <signal.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "index/io/checksum.hpp"
#include "index/store/database.hpp"
#include "tests/support/engine_helpers.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using std::filesystem::path;

std::vector<path> files_of(const path& data, std::string_view ending) {
  std::vector<path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    if (entry.path().string().ends_with(ending)) found.push_back(entry.path());
  }
  return found;
}

void flip_bit(const path& file, std::uint64_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(static_cast<char>(byte ^ 1));
}

Shown fill(Engine& engine, int articles) {
  Shown expected;
  for (int i = 0; i < articles; ++i) {
    Article made = article("id" + std::to_string(i), "text number " + std::to_string(i * 7));
    made.attributes.push_back({"season", {Value(static_cast<double>(i % 9))}, false});
    expected.emplace(made.id, shown(made));
    apply_one(engine, put(std::move(made)));
  }
  return expected;
}

TEST(Promises, D1_WhatIsAppliedIsInTheStoreFileBeforeApplyReturns) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  for (int i = 0; i < 20; ++i) {
    apply_one(*engine, put("a", "text " + std::to_string(i)));
    Database other(directory / "data/store.sqlite", Database::Mode::read);
    EXPECT_EQ(other.integer("SELECT version FROM articles WHERE id = 'a'"), i + 1);
    EXPECT_EQ(all_shown(*engine).at("a"), shown(article("a", "text " + std::to_string(i))));
  }
  // The strictest setting is what makes a commit outlive a power cut.
  Database writer(directory / "data/store.sqlite", Database::Mode::write);
  EXPECT_EQ(writer.integer("PRAGMA synchronous"), 2);
}

// One run of a child that writes until it is killed; what it acknowledged comes through the pipe.
int spawn_writer(const path& data, std::uint32_t seed, int acknowledged) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    std::mt19937 random(seed);
    EngineOptions options;
    options.memory_bytes = 30'000;  // flushes and merges all the time
    const auto engine = Engine::open(data, OpenMode::write, options);
    for (std::uint32_t round = 0;; ++round) {
      std::vector<Change> changes;
      std::string answer;
      const auto count = static_cast<std::uint32_t>(1 + random() % 5);
      for (std::uint32_t i = 0; i < count; ++i) {
        const std::string id = "id" + std::to_string(random() % 40);
        if (random() % 5 == 0) {
          changes.push_back(removal(id));
          answer += id + " -\n";
        } else {
          const std::string body = "seed " + std::to_string(seed) + " round " +
                                   std::to_string(round) + " line " + std::to_string(i);
          changes.push_back(put(id, body));
          answer += id + " " + body + "\n";
        }
      }
      // `maybe` before, `sure` after: a value is wrong only if it is neither.
      const std::string before = "maybe\n" + answer;
      if (::write(acknowledged, before.data(), before.size()) < 0) break;
      engine->apply("main", std::move(changes));
      if (::write(acknowledged, "sure\n", 5) < 0) break;
      if (random() % 20 == 0) engine->flush();
    }
  } catch (...) {
  }
  ::_exit(1);
}

struct Acknowledged {
  std::map<std::string, std::string> sure;   // id -> body; "-": removed
  std::map<std::string, std::string> maybe;  // of the group in flight
};

void read_acknowledgements(int from, Acknowledged& state) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(from, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == "maybe") {
      state.maybe.clear();
    } else if (line == "sure") {
      for (const auto& [id, body] : state.maybe) state.sure[id] = body;
      state.maybe.clear();
    } else {
      const std::size_t space = line.find(' ');
      state.maybe[line.substr(0, space)] = line.substr(space + 1);
    }
  }
}

// All of the group in flight, or none of it.
void settle(Acknowledged& state, const Shown& found) {
  const auto body_of = [](const std::string& id, const std::string& body) {
    return shown(article(id, body));
  };
  std::size_t in = 0;
  std::size_t out = 0;
  for (const auto& [id, body] : state.maybe) {
    const auto known = state.sure.find(id);
    const std::string before = known == state.sure.end() ? "-" : known->second;
    if (before == body) continue;
    const auto now = found.find(id);
    const bool is_in =
        body == "-" ? now == found.end() : now != found.end() && now->second == body_of(id, body);
    (is_in ? in : out) += 1;
  }
  EXPECT_TRUE(in == 0 || out == 0) << "a group is in by half";
  if (in > 0) {
    for (const auto& [id, body] : state.maybe) state.sure[id] = body;
  }
  state.maybe.clear();
}

TEST(Promises, D3_AfterKillAtAnyMomentEveryAcknowledgedChangeIsThere) {
  const std::uint32_t seed = test_seed();
  std::cout << "seed " << seed << "\n";
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const TemporaryDirectory directory;
  Acknowledged state;
  for (int cycle = 0; cycle < 50; ++cycle) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child =
        spawn_writer(directory / "data", static_cast<std::uint32_t>(random()), pipe[1]);
    ::close(pipe[1]);
    std::thread killer([&, delay = random() % 250] {
      std::this_thread::sleep_for(std::chrono::milliseconds(delay));
      ::kill(child, SIGKILL);
    });
    read_acknowledgements(pipe[0], state);
    killer.join();
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer must not end by itself, cycle " << cycle;

    const auto engine = open_engine(directory / "data");
    const Shown found = all_shown(*engine);
    settle(state, found);
    Shown expected;
    for (const auto& [id, body] : state.sure) {
      if (body != "-") expected.emplace(id, shown(article(id, body)));
    }
    ASSERT_EQ(found, expected) << "cycle " << cycle;
    ASSERT_EQ(engine->check().damages, Strings{}) << "cycle " << cycle;
    for (const char* ending : {".tmp", ".bad"}) {
      ASSERT_TRUE(files_of(directory / "data", ending).empty()) << "cycle " << cycle;
    }
  }
  EXPECT_FALSE(state.sure.empty());
}

TEST(Promises, D5_AGroupIsAllOrNothing) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  Article bad = article("b", "two");
  bad.id = std::string(ArticleLimits::id_bytes_max + 1, 'x');
  EXPECT_THROW(engine->apply("main", {put("a", "one"), put(bad)}), Error);
  EXPECT_FALSE(engine->get("main", "a"));
}

TEST(Promises, D7_TheLastAppliedWriteWinsAndVersionsRiseByOne) {
  const TemporaryDirectory directory;
  EngineOptions options;
  options.memory_bytes = 5'000;
  const auto engine = Engine::open(directory / "data", OpenMode::write, options);
  constexpr int kWrites = 50;
  std::array<std::map<std::uint64_t, std::string>, 4> seen;
  std::vector<std::thread> threads;
  for (std::size_t writer = 0; writer < seen.size(); ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < kWrites; ++i) {
        const std::string body = std::to_string(writer) + " wrote " + std::to_string(i);
        const Applied applied = apply_one(*engine, put("a", body));
        seen[writer].emplace(applied.version, body);
        const auto stored = engine->get("main", "a");
        EXPECT_TRUE(stored && stored->version >= applied.version) << "a client reads its writes";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::map<std::uint64_t, std::string> all;
  for (auto& versions : seen) all.merge(versions);
  ASSERT_EQ(all.size(), 4U * kWrites) << "no version was given twice";
  EXPECT_EQ(all.begin()->first, 1U);
  EXPECT_EQ(all.rbegin()->first, 4U * kWrites);
  EXPECT_EQ(all_shown(*engine), (Shown{{"a", shown(article("a", all.rbegin()->second))}}));
}

TEST(Promises, D8_AFullDiskRefusesWritesAndTheEngineLivesOn) {
  const TemporaryDirectory directory;
  const pid_t child = ::fork();
  if (child == 0) {
    int result = 1;
    try {
      ::signal(SIGXFSZ, SIG_IGN);
      const auto engine = open_engine(directory / "data");
      apply_one(*engine, put("a", "one"));
      rlimit limit{};
      ::getrlimit(RLIMIT_FSIZE, &limit);
      const rlimit tight{400'000, limit.rlim_max};
      ::setrlimit(RLIMIT_FSIZE, &tight);
      const ErrorCode code =
          refusal_of([&] { apply_one(*engine, put("b", std::string(1'000'000, 'x'))); });
      const bool searchable = all_shown(*engine).size() == 1;
      ::setrlimit(RLIMIT_FSIZE, &limit);
      const bool writes = apply_one(*engine, put("c", "three")).status == Applied::Status::created;
      const bool whole = engine->check().damages.empty() && all_shown(*engine).size() == 2;
      result = code == ErrorCode::disk_full && searchable && writes && whole ? 0 : 2;
    } catch (...) {
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Promises, D11_ALostTailOfTheStoreIsNoticedAndNothingIsTouched) {
  const TemporaryDirectory directory;
  fill(*open_engine(directory / "data"), 5);
  std::filesystem::copy_file(directory / "data/store.sqlite", directory / "older");
  open_engine(directory / "data")->apply("main", {put("late", "text"), put("later", "text")});
  std::filesystem::copy_file(directory / "older", directory / "data/store.sqlite",
                             std::filesystem::copy_options::overwrite_existing);
  try {
    open_engine(directory / "data");
    FAIL() << "an older store was taken for the last one";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::damaged);
    EXPECT_NE(std::string(error.what()).find("last 2 changes"), std::string::npos) << error.what();
  }
}

TEST(Promises, D11_AStoreThatIsGoneIsNeverAnEmptyStart) {
  const TemporaryDirectory directory;
  fill(*open_engine(directory / "data"), 3);
  std::filesystem::remove(directory / "data/store.sqlite");
  EXPECT_EQ(refusal_of([&] { open_engine(directory / "data"); }), ErrorCode::damaged);
  EXPECT_EQ(refusal_of([&] { open_engine(directory / "data", OpenMode::read); }),
            ErrorCode::damaged);
}

class DerivedFiles : public testing::Test {
 protected:
  DerivedFiles() {
    const auto engine = open_engine(data());
    expected_ = fill(*engine, 60);
    engine->flush();
    apply_one(*engine, removal("id3"));
    apply_one(*engine, put("id4", "another text"));
    expected_.erase("id3");
    expected_["id4"] = shown(article("id4", "another text"));
    fill_more(*engine);
    engine->flush();
  }
  path data() const { return directory_ / "data"; }
  path one(std::string_view ending) const { return files_of(data(), ending).at(0); }

  void fill_more(Engine& engine) {
    for (int i = 0; i < 5; ++i) {
      const Article made = article("more" + std::to_string(i), "more text");
      expected_.emplace(made.id, shown(made));
      apply_one(engine, put(made));
    }
  }

  // Deaths that a manifest tells, so that there is a dead file.
  void fill_dead() {
    const auto engine = open_engine(data());
    const std::string id = expected_.begin()->first;
    expected_.erase(id);
    apply_one(*engine, removal(id));
    engine->flush();
  }

  void expect_whole(const char* what) {
    const auto engine = open_engine(data());
    EXPECT_EQ(all_shown(*engine), expected_) << what;
    EXPECT_EQ(engine->check().damages, Strings{}) << what;
  }

  TemporaryDirectory directory_;
  Shown expected_;
};

TEST_F(DerivedFiles, D12_AllMayBeDeletedAndComeBackFromTheStore) {
  std::filesystem::remove_all(data() / "indexes");
  expect_whole("all deleted");
  std::filesystem::remove(one("MANIFEST"));
  expect_whole("S06 manifest missing");
  std::filesystem::remove(one(".cold"));
  expect_whole("S05 segment missing");
  std::filesystem::remove(data() / "WITNESS");
  expect_whole("witness missing");
}

TEST_F(DerivedFiles, D12_AFlippedBitOrACutIsNeverReadAsAnAnswer) {
  const std::uint32_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (const char* ending : {".cold", ".dead", "MANIFEST"}) {
    for (int i = 0; i < 4; ++i) {
      fill_dead();
      const path file = one(ending);
      flip_bit(file, random() % std::filesystem::file_size(file));
      expect_whole(ending);
      fill_dead();
      const path cut = one(ending);
      std::filesystem::resize_file(cut, random() % std::filesystem::file_size(cut));
      expect_whole(ending);
    }
  }
}

TEST_F(DerivedFiles, D12_SwappedAndForeignSegmentsAreNotTaken) {
  {
    const auto engine = open_engine(data());
    engine->apply("other", {put("x", "y")});
    engine->flush();
  }
  std::vector<path> segments = files_of(data(), ".cold");
  ASSERT_GE(segments.size(), 2U);
  std::filesystem::rename(segments[0], directory_ / "aside");
  std::filesystem::rename(segments[1], segments[0]);
  std::filesystem::rename(directory_ / "aside", segments[1]);
  expect_whole("S04 swapped");
  std::filesystem::rename(one(".cold"), directory_ / "segment");
  std::filesystem::create_symlink(directory_ / "segment", segments[0]);
  expect_whole("S20 a link");
}

TEST_F(DerivedFiles, D3_WhatACrashLeftBehindIsRemovedAndForeignFilesStay) {
  const path folder = one("MANIFEST").parent_path();
  for (int i = 0; i < 100; ++i) {
    std::ofstream(folder / ("seg-" + std::to_string(1000 + i) + ".cold.tmp")) << "half";
    std::ofstream(folder / ("seg-" + std::to_string(1000 + i) + ".cold")) << "whole";
  }
  std::ofstream(folder / "MANIFEST.tmp") << "half";
  std::ofstream(folder / "notes.txt~") << "mine";
  std::filesystem::create_directory(data() / "lost+found");
  expect_whole("S23");
  EXPECT_TRUE(files_of(data(), ".tmp").empty());
  EXPECT_LE(files_of(data(), ".cold").size(), 4U);
  EXPECT_EQ(files_of(data(), "notes.txt~").size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(data() / "lost+found"));
}

TEST_F(DerivedFiles, D3_AnIndexThatWasHalfDroppedIsGoneAndForeignFilesStay) {
  const path gone = data() / "indexes" / "main.77";
  std::filesystem::copy(one("MANIFEST").parent_path(), gone);
  std::filesystem::remove(gone / "MANIFEST");  // the first thing that a drop removes
  std::filesystem::create_directory(data() / "indexes" / "mine");
  std::ofstream(data() / "indexes" / "mine" / "seg-1.cold") << "mine";
  std::ofstream(data() / "indexes" / "notes.1") << "mine";
  expect_whole("half dropped");
  EXPECT_FALSE(std::filesystem::exists(gone));
  EXPECT_TRUE(std::filesystem::exists(data() / "indexes" / "mine" / "seg-1.cold"));
  EXPECT_TRUE(std::filesystem::exists(data() / "indexes" / "notes.1"));
}

TEST_F(DerivedFiles, D13_AManifestOfALaterFormatStopsAndNothingIsTouched) {
  const std::string text = "coldopen manifest 2\n";
  std::array<char, 17> checksum{};
  std::snprintf(checksum.data(), checksum.size(), "%016llx",
                static_cast<unsigned long long>(hash64(text)));
  const path manifest = one("MANIFEST");
  std::ofstream(manifest, std::ios::trunc) << text << "checksum " << checksum.data() << "\n";
  EXPECT_EQ(refusal_of([&] { open_engine(data()); }), ErrorCode::newer_format);
  EXPECT_TRUE(std::filesystem::exists(manifest));
}

TEST_F(DerivedFiles, D12_AReaderAnswersInFullWhereFilesAreMissingAndWritesNothing) {
  std::filesystem::remove(one(".cold"));
  const std::size_t segments = files_of(data(), ".cold").size();
  const std::size_t before = files_of(data(), "").size();
  const auto reader = open_engine(data(), OpenMode::read);
  EXPECT_EQ(all_shown(*reader), expected_);
  EXPECT_EQ(files_of(data(), ".cold").size(), segments);
  EXPECT_LE(files_of(data(), "").size(), before + 2) << "SQLite's own -wal and -shm at most";
}

TEST(Promises, D14_OneProcessWritesAndTheSecondLearnsWho) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  const std::string pid = std::to_string(::getpid());
  try {
    open_engine(directory / "data");
    FAIL() << "two wrote at once";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::in_use);
    EXPECT_NE(std::string(error.what()).find(pid), std::string::npos) << error.what();
  }
}

TEST(Promises, D16_CheckFindsAnArticleThatSegmentAndStoreTellDifferently) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  fill(*engine, 3);
  engine->flush();
  EXPECT_EQ(engine->check().damages, Strings{});
  EXPECT_EQ(engine->check().articles, 3U);
  {  // another hand at the store, checksum and log untouched
    Database other(directory / "data/store.sqlite", Database::Mode::write);
    other.execute("UPDATE articles SET json = replace(json, 'text', 'next') WHERE id = 'id1'");
  }
  EXPECT_FALSE(engine->check().damages.empty());
}

}  // namespace
}  // namespace coldopen
