#include "index/segment/value_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>

#include "tests/support/made_column.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ValueKeys, FindAllSpellingsOfAName) {
  const MadeColumn opened =
      made_column({"Amy", "B.J. Novak", "BJ Novak", "b.j. novak", "B-J Novak"});
  const ValueKeys& keys = value_keys(opened.column);
  EXPECT_TRUE(keys.some_share());
  const auto found = keys.find(opened.column, "bj novak");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found, keys.find(opened.column, "b j novak"));
  for (const std::uint32_t ordinal : found) EXPECT_EQ(keys.first(ordinal), found.front());
  EXPECT_EQ(opened.column.value(keys.find(opened.column, "amy").at(0)), "Amy");
  EXPECT_THAT(keys.find(opened.column, "novak"), IsEmpty());
  EXPECT_EQ(&keys, &value_keys(opened.columns->at(0))) << "made once";
}

TEST(ValueKeys, SpacesBetweenDigitsTellNumbersApart) {
  EXPECT_EQ(tight_key("b j novak"), "bjnovak");
  EXPECT_EQ(tight_key("s 1 12"), "s1 12");
  EXPECT_TRUE(KeyEqual{}("b j novak", "bj novak"));
  EXPECT_FALSE(KeyEqual{}("1 12", "11 2"));
  EXPECT_FALSE(KeyEqual{}("bj nova", "bj novak"));
  EXPECT_TRUE(KeyEqual{}("", ""));
}

TEST(ValueKeys, AreThoseOfAMapOfAllTightKeys) {
  std::mt19937_64 random(test_seed());
  std::vector<std::string> values;
  for (int i = 0; i < 3'000; ++i) {
    std::string value;
    for (std::size_t length = 1 + random() % 5; length > 0; --length)
      value += "abAB .-12"[random() % 9];
    values.push_back(value);
  }
  const MadeColumn opened = made_column(values);
  std::map<std::string, std::vector<std::uint32_t>> expected;
  for (std::uint32_t ordinal = 0; ordinal < opened.column.value_count(); ++ordinal)
    expected[tight_key(opened.column.key(ordinal))].push_back(ordinal);
  const ValueKeys& keys = value_keys(opened.column);
  for (const auto& [key, ordinals] : expected) {
    EXPECT_EQ(keys.find(opened.column, key), ordinals) << key;
    for (const std::uint32_t ordinal : ordinals) {
      EXPECT_EQ(keys.first(ordinal), ordinals.front());
      EXPECT_EQ(keys.shares(ordinal), ordinals.size() > 1);
    }
  }
}

// A column of `values` empty texts that no document has.
ByteBuffer column_of_nothing(std::uint32_t values) {
  const auto append_zeros = [](ByteBuffer& out, std::uint32_t count) {
    PackedWriter packed;
    for (std::uint32_t i = 0; i < count; ++i) packed.add(0);
    packed.finish(out);
  };
  ByteBuffer out;
  for (const std::uint32_t number : {1U, 0U, 0U, 0U}) append(out, number);      // columns
  for (const std::uint32_t number : {0U, 4U, values, 0U}) append(out, number);  // text, its name
  append_bytes(out, as_bytes(std::string_view("name")));
  pad_to(out, 16);
  for (const std::uint32_t count : {2U, 0U, values + 1, values + 1}) append_zeros(out, count);
  return out;
}

TEST(ValueKeys, MoreValuesThanTheirTextsHaveBytesAreRefused) {
  EXPECT_TRUE(Columns::open(column_of_nothing(1), 1)) << "one may be empty";
  EXPECT_FALSE(Columns::open(column_of_nothing(2), 1));
  EXPECT_FALSE(Columns::open(column_of_nothing(100'000), 1));
}

TEST(ValueKeys, OfAColumnWithoutValuesFindNothing) {
  const MadeColumn opened = made_column({"only"});
  EXPECT_FALSE(value_keys(opened.column).some_share());
  EXPECT_THAT(value_keys(opened.column).find(opened.column, ""), IsEmpty());
  EXPECT_THAT(value_keys(opened.column).find(opened.column, "only"), ElementsAre(0U));
}

}  // namespace
}  // namespace coldopen
