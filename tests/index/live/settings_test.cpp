// The settings of an index as it lives: durable, in use at once, or made anew and switched.
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "index/io/durable_file.hpp"
#include "index/live/index_files.hpp"
#include "index/settings_json.hpp"
#include "index/store/store.hpp"
#include "tests/support/engine_helpers.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

std::string shown_settings(const Engine& engine) {
  return settings_to_json(*engine.snapshot("main")->settings);
}

std::string effective(const std::string& json) {
  return settings_to_json(settings_from_json(json));
}

constexpr const char* kAtOnce = R"({"scoring":{"k1":0.5},"pins":[{"q":"a","ids":["b"]}]})";
constexpr const char* kAnew =
    R"({"boilerplate":["menu"],"weights":{"title":9,"category":3},"attributes":{"season":{"type":"number"}},
        "kinds":[{"attribute":"category","value":"people","kind":"character"}]})";

void fill(Engine& engine) {
  for (int i = 0; i < 20; ++i) {
    Article made =
        article("id" + std::to_string(i), "the menu of\nmenu\nnumber" + std::to_string(i));
    made.attributes.push_back(
        {"category", {Value(std::string(i % 2 ? "people" : "place"))}, false});
    apply_one(engine, put(std::move(made)));
  }
}

TEST(LiveSettings, AreInUseWhenSetReturnsAndAfterReopening) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    fill(*engine);
    const std::uint64_t before = engine->snapshot("main")->change;
    const auto segment = engine->snapshot("main")->segments.at(0).segment;
    engine->set_settings("main", kAtOnce);
    EXPECT_EQ(shown_settings(*engine), effective(kAtOnce));
    EXPECT_EQ(engine->snapshot("main")->scoring.k1, 0.5);
    EXPECT_GT(engine->snapshot("main")->change, before) << "another ETag";
    EXPECT_EQ(engine->snapshot("main")->segments.at(0).segment, segment) << "nothing made anew";
    EXPECT_EQ(engine->check().damages, Strings{});
    const auto reader = open_engine(directory / "data", OpenMode::read);
    EXPECT_EQ(shown_settings(*reader), effective(kAtOnce));
  }
  const auto engine = open_engine(directory / "data");
  EXPECT_EQ(shown_settings(*engine), effective(kAtOnce));
  engine->set_settings("main", "{}");
  EXPECT_EQ(shown_settings(*engine), effective("{}"));
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(LiveSettings, OfAnotherMakingSwitchAllArticlesAndThoseThatCome) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    fill(*engine);
    engine->flush();
    const Shared<Snapshot> old = engine->snapshot("main");
    engine->set_settings("main", kAnew);
    EXPECT_EQ(old->segments.at(0).segment->size(), 20U) << "who searches keeps what he has";
    EXPECT_EQ(engine->check().damages, Strings{});
    const Shown all = all_shown(*engine);
    ASSERT_EQ(all.size(), 20U);
    EXPECT_EQ(all.at("id1").attributes.back().name, "kind");
    EXPECT_EQ(all.at("id1").passages.at(0).text.find("menu\n"), std::string::npos);
    EXPECT_EQ(old->segments.at(0).segment->documents().places(1).at(1).own_weight, 0U);
    EXPECT_EQ(
        engine->snapshot("main")->segments.at(0).segment->documents().places(1).at(1).own_weight,
        3U);
    EXPECT_EQ(engine->get("main", "id1")->json.find("\"kind\""), std::string::npos)
        << "stored as given";
    Article late = article("late", "menu\ntext");
    late.attributes.push_back({"category", {Value(std::string("People"))}, false});
    late.attributes.push_back({"season", {Value(std::string("four"))}, false});
    EXPECT_EQ(apply_one(*engine, put(late)).warnings.size(), 1U) << "season is a number";
    EXPECT_EQ(all_shown(*engine).at("late").attributes.back().name, "kind");
    EXPECT_EQ(engine->snapshot("main")->types.at("season"), AttributeType::number);
    EXPECT_EQ(engine->check().damages, Strings{});
  }
  EngineOptions options;
  Strings events;
  options.log = [&](std::string_view event) { events.emplace_back(event); };
  {
    const auto engine = Engine::open(directory / "data", OpenMode::write, options);
    EXPECT_EQ(events, Strings{}) << "nothing is made anew";
    EXPECT_EQ(all_shown(*engine).size(), 21U);
    EXPECT_EQ(shown_settings(*engine), effective(kAnew));
    engine->set_settings("main", "{}");
    EXPECT_EQ(all_shown(*engine).at("id1").attributes.size(), 1U);
    EXPECT_EQ(engine->check().damages, Strings{});
  }
  std::filesystem::remove_all(directory / "data/indexes");
  const auto engine = open_engine(directory / "data");
  EXPECT_EQ(all_shown(*engine).size(), 21U);
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(LiveSettings, LangIsAnAttributeWhetherAPageSaysOneOrNot) {
  const TemporaryDirectory directory;
  Article german = article("haus", "Das Haus");
  german.lang = "de-AT";
  {
    const auto engine = open_engine(directory / "data");
    apply_one(*engine, put(article("house", "The House")));
    EXPECT_EQ(engine->snapshot("main")->types, (AttributeTypes{{"lang", AttributeType::text}}));
    EXPECT_TRUE(engine->stats("main").attributes.empty());
    apply_one(*engine, put(german));
    EXPECT_EQ(engine->stats("main").attributes.at(0).values, 1U);
    EXPECT_EQ(engine->snapshot("main")->types, (AttributeTypes{{"lang", AttributeType::text}}));
    EXPECT_EQ(engine->check().damages, Strings{});
  }
  std::filesystem::remove_all(directory / "data/indexes");  // all is made anew from the store
  const auto engine = open_engine(directory / "data");
  const Shared<Snapshot> snapshot = engine->snapshot("main");
  EXPECT_EQ(snapshot->types, (AttributeTypes{{"lang", AttributeType::text}}));
  engine->set_settings("main", R"({"language":"fr"})");
  EXPECT_TRUE(engine->snapshot("main")->types.contains("lang"));
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(LiveSettings, ComeBeforeArticlesWhereTheyAreSetFirst) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  engine->set_settings("main", kAnew);
  fill(*engine);
  EXPECT_EQ(all_shown(*engine).at("id1").attributes.back().name, "kind");
  EXPECT_EQ(engine->check().damages, Strings{});
  engine->drop("main");
  apply_one(*engine, put("a", "text"));
  EXPECT_EQ(shown_settings(*engine), effective("{}")) << "they went with their index";
}

TEST(LiveSettings, ThatAreWrongChangeNothing) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  engine->set_settings("main", kAtOnce);
  const Shared<Snapshot> before = engine->snapshot("main");
  EXPECT_THROW(engine->set_settings("main", R"({"scoring":{"b":2}})"), Error);
  EXPECT_THROW(engine->set_settings("no name", "{}"), Error);
  EXPECT_EQ(engine->snapshot("main"), before);
}

// A crash between the commit of settings and the manifest of their segments.
TEST(LiveSettings, WithoutTheirSegmentsMakeThemAtTheNextOpening) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    fill(*engine);
    engine->flush();
  }
  {
    Store store(directory / "data/store.sqlite", Database::Mode::write);
    StoreBatch batch = store.begin();
    const std::int64_t index = batch.make_index("main").number;
    batch.set_type(index, "kind", AttributeType::text);
    batch.set_type(index, "season", AttributeType::number);
    batch.set_settings(index, kAnew);
    batch.commit();
  }
  for (const OpenMode mode : {OpenMode::read, OpenMode::write}) {
    const auto engine = open_engine(directory / "data", mode);
    EXPECT_EQ(all_shown(*engine).at("id1").attributes.back().name, "kind");
    EXPECT_EQ(engine->check().damages, Strings{});
  }
}

TEST(LiveSettings, AManifestOfOlderOnesIsGoneWhereTheNewOneFails) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    fill(*engine);
    engine->flush();
    std::filesystem::path manifest;
    for (const auto& file : std::filesystem::recursive_directory_iterator(directory / "data"))
      if (file.path().filename() == kManifestName) manifest = file.path();
    ASSERT_FALSE(manifest.empty());
    const std::filesystem::path in_the_way = manifest.string() + std::string(kUnfinishedEnding);
    std::filesystem::create_directory(in_the_way);
    engine->set_settings("main", kAnew);
    EXPECT_EQ(shown_settings(*engine), effective(kAnew));
    EXPECT_FALSE(std::filesystem::exists(manifest)) << "it would fit if they were taken back";
    std::filesystem::remove(in_the_way);
    engine->set_settings("main", "{}");
    EXPECT_TRUE(std::filesystem::exists(manifest));
    EXPECT_EQ(engine->check().damages, Strings{});
  }
  EXPECT_EQ(open_engine(directory / "data")->check().damages, Strings{});
}

TEST(LiveSettings, AFlippedByteOfThemIsNoticed) {
  const TemporaryDirectory directory;
  {
    open_engine(directory / "data")->set_settings("main", kAtOnce);
  }
  Database(directory / "data/store.sqlite", Database::Mode::write)
      .execute("UPDATE settings SET json = replace(json, '0.5', '0.6')");
  EXPECT_EQ(refusal_of([&] { open_engine(directory / "data"); }), ErrorCode::damaged);
}

TEST(LiveSettings, OlderOnesPutBackAreNotThoseOfTheChangeLog) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    engine->set_settings("main", kAtOnce);
  }
  Database database(directory / "data/store.sqlite", Database::Mode::write);
  database.execute("CREATE TEMP TABLE old AS SELECT * FROM settings");
  {
    Store store(directory / "data/store.sqlite", Database::Mode::write);
    EXPECT_EQ(store.find_damages(), Strings{});
    StoreBatch batch = store.begin();
    batch.set_settings(store.indexes().at(0).number, "{}");
    batch.commit();
    EXPECT_EQ(store.find_damages(), Strings{});
  }
  database.execute("INSERT OR REPLACE INTO settings SELECT * FROM old");
  Store store(directory / "data/store.sqlite", Database::Mode::read);
  EXPECT_EQ(store.find_damages().size(), 1U);
}

TEST(LiveSettings, AStoreOfTheFormatBeforeGetsTheirTable) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    fill(*engine);
  }
  Database(directory / "data/store.sqlite", Database::Mode::write)
      .execute("DROP TABLE settings; PRAGMA user_version = 1");
  {
    const auto reader = open_engine(directory / "data", OpenMode::read);
    EXPECT_EQ(all_shown(*reader).size(), 20U) << "read as it is";
    EXPECT_EQ(reader->check().damages, Strings{});
  }
  {
    const auto engine = open_engine(directory / "data");
    EXPECT_EQ(all_shown(*engine).size(), 20U);
    engine->set_settings("main", kAtOnce);
  }
  EXPECT_EQ(shown_settings(*open_engine(directory / "data")), effective(kAtOnce));
}

TEST(LiveSettings, SearchesGoOnWhileSegmentsAreMadeAnew) {
  const TemporaryDirectory directory;
  const auto engine = Engine::open(directory / "data", OpenMode::write);
  fill(*engine);
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::thread searcher([&] {
    while (!done) {
      const Shared<Snapshot> now = engine->snapshot("main");
      // One moment: settings and segments belong together.
      const bool has_kinds = !now->settings->kinds.empty();
      for (const auto& [id, article] : all_shown(*now)) {
        const bool kind = article.attributes.back().name == "kind";
        if (kind != (has_kinds && article.attributes[0].values[0] == Value(std::string("people"))))
          ++torn;
      }
    }
  });
  for (int round = 0; round < 10; ++round) {
    engine->set_settings("main", round % 2 ? "{}" : kAnew);
    engine->flush();
  }
  done = true;
  searcher.join();
  EXPECT_EQ(torn, 0);
  EXPECT_FALSE(engine->stats("main").making_anew);
  EXPECT_EQ(engine->check().damages, Strings{});
}

// A child sets settings until it is killed; through the pipe comes the last it was promised.
TEST(LiveSettings, SurviveKillAtAnyMoment) {
  const TemporaryDirectory directory;
  {
    fill(*open_engine(directory / "data"));
  }
  int acknowledged = 0;
  for (int run = 0; run < 6; ++run) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        const auto engine = Engine::open(directory / "data", OpenMode::write);
        for (int value = acknowledged + 1;; ++value) {
          const std::string k1 = "{\"scoring\":{\"near_words\":" + std::to_string(value) + "}";
          engine->set_settings("main", k1 + (value % 3 ? "}" : ",\"boilerplate\":[\"menu\"]}"));
          if (::write(ends[1], &value, sizeof value) < 0) break;
        }
      } catch (...) {
      }
      ::_exit(1);
    }
    ::close(ends[1]);
    int value = 0;
    const int stop_at = acknowledged + 3 + run * 2;
    while (::read(ends[0], &value, sizeof value) == sizeof value) {
      acknowledged = value;
      if (value >= stop_at) ::kill(child, SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    ::close(ends[0]);
    const auto engine = open_engine(directory / "data");
    const auto found = static_cast<int>(engine->snapshot("main")->scoring.near_words);
    EXPECT_GE(found, acknowledged) << "promised";
    EXPECT_LE(found, acknowledged + 1) << "at most the one in flight";
    EXPECT_EQ(engine->snapshot("main")->settings->boilerplate.size(), found % 3 ? 0U : 1U);
    EXPECT_EQ(engine->check().damages, Strings{});
    acknowledged = found;
  }
  EXPECT_GT(acknowledged, 20);
}

}  // namespace
}  // namespace coldopen
