// Tables of columns with many values are made before anybody asks.
#include "index/live/value_tables.hpp"

#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "index/analysis/collation.hpp"
#include "index/segment/joined_values.hpp"
#include "index/segment/value_counts.hpp"
#include "index/segment/value_order.hpp"
#include "tests/support/engine_helpers.hpp"
#include "tests/support/temporary_directory.hpp"

namespace coldopen {
namespace {

using Order = std::vector<std::uint32_t>;

// Ten articles with so many values of `code`, and few of `kind`.
std::vector<Article> coded(const std::string& name, std::uint32_t values) {
  std::vector<Article> articles;
  for (std::uint32_t i = 0; i < 10; ++i) {
    Article& made = articles.emplace_back(article(name + std::to_string(i), "text"));
    made.attributes = {{"code", {}, true}, {"kind", {std::string("page")}, false}};
    for (std::uint32_t value = i; value < values; value += 10)
      made.attributes[0].values.emplace_back(name + std::to_string(value));
  }
  return articles;
}

void put_all(Engine& engine, const std::vector<Article>& articles) {
  for (const Article& article : articles) apply_one(engine, put(article));
}

// Nobody could make these tables anew: each is there, or is made by the empty function given.
bool has_tables(const Snapshot& snapshot, const char* name) {
  bool all = true;
  for (const SegmentView& view : snapshot.segments) {
    const auto column = view.segment->columns().find(name);
    if (!column || column->value_count() < kManyValues) continue;
    const auto& order = column->tables().of_order.get<Order>([] { return Order(); });
    const auto& counts = column->tables().of_counts.get<TextCounts>([] { return TextCounts(); });
    all = all && order.size() == column->value_count() &&
          counts.of_value.size() == column->value_count();
  }
  return all;
}

EngineOptions making(bool in_background) {
  EngineOptions options;
  options.value_tables = true;
  options.merge_in_background = in_background;
  return options;
}

TEST(ValueTables, OfManyValuesAreThereAfterAFlushAndAfterOpening) {
  const TemporaryDirectory directory;
  {
    const auto engine = Engine::open(directory / "data", OpenMode::write, making(false));
    put_all(*engine, coded("a", kManyValues));
    engine->flush();
    const Shared<Snapshot> snapshot = engine->snapshot("main");
    ASSERT_EQ(snapshot->segments.size(), 1U);
    EXPECT_TRUE(has_tables(*snapshot, "code"));
    const Column kind = snapshot->segments[0].segment->columns().find("kind").value();
    EXPECT_EQ(kind.tables().of_order.get<Order>([] { return Order(); }), Order()) << "not asked";
  }
  const auto engine = Engine::open(directory / "data", OpenMode::write, making(false));
  EXPECT_TRUE(has_tables(*engine->snapshot("main"), "code"));
  const auto reader = open_engine(directory / "data", OpenMode::read);
  EXPECT_FALSE(has_tables(*reader->snapshot("main"), "code")) << "only where it is asked for";
}

TEST(ValueTables, AreMadeWhileOthersWriteAndAsk) {
  const TemporaryDirectory directory;
  const auto engine = Engine::open(directory / "data", OpenMode::write, making(true));
  put_all(*engine, coded("a", kManyValues));
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const Shared<Snapshot> snapshot = engine->snapshot("main");
      for (const SegmentView& view : snapshot->segments) {
        const Column column = view.segment->columns().find("code").value();
        EXPECT_EQ(text_counts(column).of_value.size(), column.value_count());
        EXPECT_EQ(value_order(column, collation_of("en")).size(), column.value_count());
      }
    }
  });
  for (const char* name : {"b", "c"}) {
    put_all(*engine, coded(name, kManyValues));
    engine->flush();
  }
  done = true;
  reader.join();
  EXPECT_EQ(engine->check().damages, Strings{});
}

TEST(ValueTables, NoneIsBegunOnceTheyShouldStop) {
  const TemporaryDirectory directory;
  const auto engine = open_engine(directory / "data");
  put_all(*engine, coded("a", kManyValues));
  engine->flush();
  const Shared<Snapshot> snapshot = engine->snapshot("main");
  make_value_tables(*snapshot, true);
  EXPECT_FALSE(has_tables(*snapshot, "code"));
}

}  // namespace
}  // namespace coldopen
