#include "index/live/engine.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <thread>

#include "corpus/article_json.hpp"
#include "index/store/store.hpp"
#include "tests/index/segment/model.hpp"
#include "tests/support/engine_helpers.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using Status = Applied::Status;

TEST(Engine, AnArticleIsThereWhenApplyReturnsAndAfterReopening) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    const Applied applied = apply_one(*engine, put("a", "first text"));
    EXPECT_EQ(applied.status, Status::created);
    EXPECT_EQ(applied.version, 1U);
    EXPECT_EQ(all_shown(*engine), (Shown{{"a", shown(article("a", "first text"))}}));
  }
  const auto engine = open_engine(directory / "data");
  EXPECT_EQ(all_shown(*engine), (Shown{{"a", shown(article("a", "first text"))}}));
  const auto stored = engine->get("main", "a");
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->json, article_to_json(article("a", "first text")));
  EXPECT_EQ(stored->version, 1U);
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(Engine, ReplacingAndRemovingShowTheLastStateOnly) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  apply_one(*engine, put("a", "one"));
  engine->flush();
  EXPECT_EQ(apply_one(*engine, put("a", "two")).status, Status::replaced);
  EXPECT_EQ(all_shown(*engine), (Shown{{"a", shown(article("a", "two"))}}));
  EXPECT_EQ(apply_one(*engine, removal("a")).status, Status::removed);
  EXPECT_EQ(apply_one(*engine, removal("a")).status, Status::absent);
  EXPECT_TRUE(all_shown(*engine).empty());
  EXPECT_EQ(engine->snapshot("main")->stats.documents, 0U);
  EXPECT_EQ(engine->snapshot("main")->stats.length, 0U);
  EXPECT_EQ(apply_one(*engine, put("a", "three")).version, 1U) << "a new life";
}

Change put_in(std::string lang, std::string id, std::string body) {
  Article made = article(std::move(id), std::move(body));
  made.lang = std::move(lang);
  return put(std::move(made));
}

Strings languages_of(const Engine& engine) {  // of the segments, sorted
  Strings all;
  for (const SegmentView& view : engine.snapshot("main")->segments)
    all.push_back(view.segment->language());
  std::ranges::sort(all);
  return all;
}

TEST(Engine, EachLanguageOfPagesHasSegmentsOfItsOwn) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    for (int i = 0; i < 40; ++i) {
      const std::string number = std::to_string(i);
      engine->apply("main",
                    {put_in("", "a" + number, "the boats"), put_in("de", "b" + number, "Häuser"),
                     put_in("ja", "c" + number, "boats")});
      ASSERT_LE(engine->snapshot("main")->segments.size(), 3 * LiveIndex::kMemorySegmentsMax);
    }
    engine->flush();
    EXPECT_EQ(languages_of(*engine), (Strings{"", "de", "en"})) << "Japanese has no stems";
    apply_one(*engine, put_in("de", "a0", "die Boote"));
    apply_one(*engine, put_in("fr", "b0", "les chansons"));
    EXPECT_EQ(languages_of(*engine), (Strings{"", "de", "de", "en", "fr"}));
    engine->flush();
  }
  const auto engine = open_engine(directory / "data");
  EXPECT_EQ(languages_of(*engine), (Strings{"", "de", "de", "en", "fr"}));
  EXPECT_EQ(all_shown(*engine).size(), 120U) << "a page that changes its language stands once";
  for (const SegmentView& view : engine->snapshot("main")->segments) {
    const std::string& language = view.segment->language();
    EXPECT_EQ(view.segment->class_members("boat").empty(), language != "en") << language;
    EXPECT_EQ(view.segment->find_class("haus").has_value(),
              language == "de" && view.segment->size() > 1);
  }
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(Engine, AnEqualPutChangesNothing) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  apply_one(*engine, put("a", "one"));
  const Shared<Snapshot> before = engine->snapshot("main");
  const Applied applied = apply_one(*engine, put("a", "one"));
  EXPECT_EQ(applied.status, Status::unchanged);
  EXPECT_EQ(applied.version, 1U);
  EXPECT_EQ(engine->snapshot("main"), before);
}

TEST(Engine, OneGroupMayNameAnArticleTwice) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  const std::vector<Applied> applied = engine->apply(
      "main", {put("a", "one"), put("b", "one"), put("a", "two"), removal("b"), removal("c")});
  ASSERT_EQ(applied.size(), 5U);
  EXPECT_EQ(applied[0].status, Status::created);
  EXPECT_EQ(applied[2].status, Status::replaced);
  EXPECT_EQ(applied[2].version, 2U);
  EXPECT_EQ(applied[3].status, Status::removed);
  EXPECT_EQ(applied[4].status, Status::absent);
  EXPECT_EQ(all_shown(*engine), (Shown{{"a", shown(article("a", "two"))}}));
  engine->apply("main", {removal("a"), put("a", "three")});
  EXPECT_EQ(all_shown(*engine), (Shown{{"a", shown(article("a", "three"))}}));
}

TEST(Engine, AConditionThatDoesNotHoldRefusesItsChangeAlone) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  apply_one(*engine, put("a", "one"));
  Change wrong = put("a", "two");
  wrong.if_version = 2;
  Change absent = put("a", "three");
  absent.only_if_absent = true;
  const std::vector<Applied> applied = engine->apply("main", {wrong, put("b", "one"), absent});
  EXPECT_EQ(applied[0].status, Status::refused);
  EXPECT_EQ(applied[0].version, 1U);
  EXPECT_EQ(applied[1].status, Status::created);
  EXPECT_EQ(applied[2].status, Status::refused);
  EXPECT_EQ(all_shown(*engine),
            (Shown{{"a", shown(article("a", "one"))}, {"b", shown(article("b", "one"))}}));
}

TEST(Engine, TheFirstValueFixesTheTypeOfAnAttributeForGood) {
  const TemporaryDirectory directory;
  Article number = article("a", "one");
  number.attributes.push_back({"season", {Value(4.0)}, false});
  Article text = article("b", "one");
  text.attributes.push_back({"season", {Value(std::string("four"))}, false});
  {
    const auto engine = open_engine(directory / "data");
    EXPECT_TRUE(apply_one(*engine, put(number)).warnings.empty());
    EXPECT_EQ(apply_one(*engine, put(text)).warnings.size(), 1U);
    EXPECT_EQ(engine->stats("main").attributes.at(0).values, 1U);
  }
  const auto engine = open_engine(directory / "data");
  EXPECT_EQ(engine->snapshot("main")->types, with_language({{"season", AttributeType::number}}));
  EXPECT_EQ(all_shown(*engine).at("b"), shown(text)) << "kept and shown";
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(Engine, AnIndexIsThereOnceCreatedAlsoWithoutArticlesAndGoneOnceDropped) {
  const TemporaryDirectory directory;
  {
    const auto engine = open_engine(directory / "data");
    EXPECT_EQ(engine->snapshot("main"), nullptr);
    engine->apply("main", {});
    engine->apply("other", {put("a", "one")});
    engine->flush();
  }
  auto engine = open_engine(directory / "data");
  EXPECT_EQ(engine->index_names(), (Strings{"main", "other"}));
  EXPECT_EQ(engine->snapshot("main")->stats.documents, 0U);
  engine->drop("other");
  EXPECT_EQ(engine->snapshot("other"), nullptr);
  EXPECT_EQ(refusal_of([&] { engine->drop("other"); }), ErrorCode::not_found);
  engine->apply("other", {put("b", "two")});
  EXPECT_EQ(all_shown(*engine, "other"), (Shown{{"b", shown(article("b", "two"))}}));
  EXPECT_EQ(engine->check().damages, Strings{});
  engine.reset();
  EXPECT_EQ(all_shown(*open_engine(directory / "data"), "other").size(), 1U);
}

TEST(Engine, BadNamesAndArticlesAreRefusedBeforeAnythingIsWritten) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  for (const char* name : {"", "Main", "-a", "a/b", "a.b", ".."}) {
    EXPECT_EQ(refusal_of([&] { engine->apply(name, {put("a", "one")}); }),
              ErrorCode::invalid_argument)
        << name;
  }
  EXPECT_FALSE(is_index_name(std::string(64, 'a')));
  EXPECT_TRUE(is_index_name("0-a_b"));
  EXPECT_EQ(refusal_of([&] { engine->apply("main", {put("a", "one"), put("", "two")}); }),
            ErrorCode::invalid_argument);
  EXPECT_TRUE(engine->index_names().empty());
}

TEST(Engine, ManySmallWritesKeepFewSegments) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  for (int i = 0; i < 200; ++i) {
    apply_one(*engine, put("a" + std::to_string(i), "text"));
    ASSERT_LE(engine->snapshot("main")->segments.size(), 8U);
  }
  engine->flush();
  EXPECT_EQ(engine->snapshot("main")->segments.size(), 1U);
  EXPECT_EQ(all_shown(*engine).size(), 200U);
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(Engine, AnIndexAtRestDoesNotKeepTheChangeLogLong) {
  const TemporaryDirectory directory;
  EngineOptions options;
  options.merge_in_background = false;
  options.memory_bytes = std::size_t{64} << 10;  // so 128 changes may wait for a manifest
  const auto engine = Engine::open(directory / "data", OpenMode::write, options);
  apply_one(*engine, put("a", "one"), "still");
  for (int i = 0; i < 30; ++i) {
    std::vector<Change> changes;
    for (int k = 0; k < 10; ++k) changes.push_back(put("b" + std::to_string(k), std::to_string(i)));
    engine->apply("busy", std::move(changes));
  }
  Store store(directory / "data" / "store.sqlite", Database::Mode::read);
  EXPECT_GE(store.log().base().number, 150U);
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(Engine, MayBeClosedWhileItBeginsToMerge) {
  const TemporaryDirectory directory;
  EngineOptions options;
  options.memory_bytes = 1;
  for (int i = 0; i < 8; ++i) {
    const auto engine = Engine::open(directory / "data", OpenMode::write, options);
    apply_one(*engine, put("a" + std::to_string(i), "one"));
  }
  EXPECT_EQ(all_shown(*open_engine(directory / "data")).size(), 8U);
}

TEST(Engine, AReaderSeesWhatIsCommittedBesideTheWriter) {
  const TemporaryDirectory directory;
  EXPECT_EQ(refusal_of([&] { open_engine(directory / "data", OpenMode::read); }),
            ErrorCode::not_found);
  const auto writer = open_engine(directory / "data");
  apply_one(*writer, put("a", "one"));
  writer->flush();
  apply_one(*writer, put("b", "two"));
  const auto reader = open_engine(directory / "data", OpenMode::read);
  EXPECT_EQ(all_shown(*reader), all_shown(*writer));
  EXPECT_EQ(reader->get("main", "b")->version, 1U);
  EXPECT_EQ(refusal_of([&] { apply_one(*reader, put("c", "x")); }), ErrorCode::unavailable);
  EXPECT_EQ(reader->check().damages, Strings{});
  writer->apply("main", {removal("a"), put("b", "three")});
  writer->flush();
  EXPECT_EQ(all_shown(*reader).size(), 2U) << "what was opened stays as it was";
}

void keep_one_of_a_name(Article& article) {
  std::set<std::string> names;
  std::erase_if(article.attributes,
                [&](const Attribute& attribute) { return !names.insert(attribute.name).second; });
}

// Random writes, flushes and reopenings against a map; old snapshots stay what they were.
TEST(Engine, AnswersAsAMapWouldWhateverHappensInBetween) {
  for (const bool in_background : {false, true}) {
    const std::uint32_t seed = test_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const TemporaryDirectory directory;
    EngineOptions options;
    options.memory_bytes = 20'000;
    options.merge_in_background = in_background;
    auto engine = Engine::open(directory / "data", OpenMode::write, options);
    engine->apply("main", {});
    Shown expected;
    std::vector<std::pair<Shared<Snapshot>, Shown>> held;
    for (int step = 0; step < 120; ++step) {
      std::vector<Change> changes;
      for (std::size_t i = random() % 12; i > 0; --i) {
        const std::string id = "id" + std::to_string(random() % 60);
        if (random() % 4 == 0) {
          changes.push_back(removal(id));
          expected.erase(id);
        } else {
          Article made = random_articles(random, 1).at(0);
          made.id = id;
          keep_one_of_a_name(made);
          expected.insert_or_assign(id, shown(made));
          changes.push_back(put(std::move(made)));
        }
      }
      engine->apply("main", std::move(changes));
      ASSERT_EQ(all_shown(*engine), expected) << "step " << step;
      if (random() % 10 == 0) held.emplace_back(engine->snapshot("main"), expected);
      if (random() % 10 == 0) engine->flush();
      if (random() % 25 == 0) engine->rebuild();
      if (random() % 15 == 0) {
        engine.reset();
        engine = Engine::open(directory / "data", OpenMode::write, options);
      }
      ASSERT_EQ(all_shown(*engine), expected) << "after step " << step;
    }
    for (const auto& [snapshot, then] : held) EXPECT_EQ(all_shown(*snapshot), then);
    EXPECT_EQ(engine->check().damages, Strings{});
    EXPECT_LE(engine->snapshot("main")->segments.size(), 12U);
  }
}

TEST(Engine, ManyThreadsWriteAndReadAtOnce) {
  const TemporaryDirectory directory;
  EngineOptions options;
  options.memory_bytes = 10'000;
  const auto engine = Engine::open(directory / "data", OpenMode::write, options);
  engine->apply("main", {});
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 3; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < 40; ++i) {
        const std::string id = std::to_string(writer) + "-" + std::to_string(i % 15);
        apply_one(*engine, put(id, "text number " + std::to_string(i)));
        EXPECT_TRUE(engine->get("main", id));
      }
    });
  }
  std::thread reader([&] {
    while (!stop) {
      const Shared<Snapshot> snapshot = engine->snapshot("main");
      EXPECT_EQ(all_shown(*snapshot).size(), snapshot->stats.documents);
      EXPECT_EQ(engine->check().damages, Strings{});
    }
  });
  for (std::thread& thread : threads) thread.join();
  stop = true;
  reader.join();
  EXPECT_EQ(all_shown(*engine).size(), 45U);
}

}  // namespace
}  // namespace coldopen
