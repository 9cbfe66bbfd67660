#include "index/segment/joined_values.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>

#include "tests/support/made_column.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

JoinedValues joined(const std::vector<const MadeColumn*>& made) {
  std::vector<Column> columns;
  for (const MadeColumn* one : made) columns.push_back(one->column);
  JoinedValues values(columns);
  values.join();
  return values;
}

TEST(JoinedValues, SpellingsOfOneKeyAreOneGroupInAllColumns) {
  const MadeColumn large = made_column({"Amy", "B.J. Novak", "BJ Novak", "Ken"});
  const MadeColumn small = made_column({"b j novak", "Zoe"});
  const JoinedValues values = joined({&small, &large});
  EXPECT_EQ(values.order_of(0), 1U) << "the larger one comes first";
  EXPECT_EQ(values.size(), 6U);
  const auto group = values.find("bj novak");
  ASSERT_TRUE(group.has_value());
  EXPECT_EQ(values.value(*group), "B.J. Novak");
  std::set<std::string_view> spellings;
  for (const auto place : values.members(*group)) spellings.insert(values.value(place));
  EXPECT_EQ(spellings, (std::set<std::string_view>{"B.J. Novak", "BJ Novak", "b j novak"}));
  EXPECT_FALSE(values.find("novak").has_value());
}

TEST(JoinedValues, AreThoseOfAMapOfAllTightKeys) {
  std::mt19937_64 random(test_seed());
  for (int round = 0; round < 20; ++round) {
    std::vector<MadeColumn> made;
    for (std::size_t left = 1 + random() % 5; left > 0; --left) {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < random() % 60; ++i) {
        const std::string number = std::to_string(random() % 40);
        texts.push_back((random() % 2 == 0 ? "n " : random() % 2 == 0 ? "N" : "n. ") + number);
      }
      if (!texts.empty()) made.push_back(made_column(texts));
    }
    std::vector<const MadeColumn*> columns;
    for (const MadeColumn& one : made) columns.push_back(&one);
    const JoinedValues values = joined(columns);
    std::map<std::string, std::vector<JoinedValues::Place>> expected;
    for (std::size_t i = 0; i < values.column_count(); ++i)
      for (std::uint32_t at = 0; at < values.column(i).value_count(); ++at)
        expected[tight_key(values.column(i).key(at))].push_back(values.begin(i) + at);
    for (const auto& [key, places] : expected) {
      EXPECT_EQ(values.find(key), places.front());
      EXPECT_EQ(values.members(places.front()), places);
      for (const auto place : places) {
        const std::size_t i = values.column_of(place);
        const std::uint32_t ordinal = place - values.begin(i);
        EXPECT_EQ(values.group_of(i, ordinal), places.front());
        const auto* groups = values.groups(i);
        EXPECT_EQ(groups == nullptr ? place : groups->at(ordinal), places.front());
      }
    }
  }
}

TEST(JoinedValues, OfUnchangedColumnsAreFoundAgainWhenSmallerOnesComeAndGo) {
  const MadeColumn first = made_column({"a", "b", "c", "d", "A"});
  const MadeColumn second = made_column({"b", "c", "x", "y"});
  const MadeColumn third = made_column({"x", "a"});
  const auto* before = joined({&first, &second}).groups(1);
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(joined({&third, &second, &first}).groups(1), before);
  EXPECT_EQ(joined({&second, &first}).groups(1), before);
  const MadeColumn merged = made_column({"a", "b", "c", "d", "A", "q"});
  EXPECT_NE(joined({&second, &merged}).groups(1), before) << "another stands before it";
  EXPECT_EQ(joined({&second, &first}).groups(1), before) << "the last two are kept";
}

TEST(JoinedValues, WithoutASharedKeyNeedNoTable) {
  const MadeColumn first = made_column({"a", "b", "c"});
  const MadeColumn second = made_column({"d", "e"});
  const JoinedValues values = joined({&first, &second});
  EXPECT_EQ(values.groups(0), nullptr);
  EXPECT_EQ(values.groups(1), nullptr);
}

}  // namespace
}  // namespace coldopen
