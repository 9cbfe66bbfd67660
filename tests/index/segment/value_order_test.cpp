#include "index/segment/value_order.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>

#include "tests/support/made_column.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

std::vector<std::string> in_order(const MadeColumn& made, const Collation& collation) {
  std::vector<std::string> values;
  for (const std::uint32_t ordinal : value_order(made.column, collation))
    values.emplace_back(made.column.value(ordinal));
  return values;
}

std::vector<std::string> sorted(std::vector<std::string> values, const Collation& collation) {
  std::ranges::sort(values, [&](const auto& a, const auto& b) { return collation.before(a, b); });
  return values;
}

TEST(ValueOrder, IsThatOfALanguageNotOfBytes) {
  const MadeColumn made = made_column({"Zoe", "Émile", "eve", "Ångström", "anna", ""});
  EXPECT_EQ(in_order(made, Collation("en")),
            (std::vector<std::string>{"", "Ångström", "anna", "Émile", "eve", "Zoe"}));
  EXPECT_EQ(&value_order(made.column, Collation("en")), &value_order(made.column, Collation("en")))
      << "made once";
}

TEST(ValueOrder, IsTheOneOfCollationHoweverLongValuesAreAlike) {
  std::mt19937_64 random(test_seed());
  const std::vector<std::string> parts = {
      "a",  "A",  "á", "b",  "-", " ",        "1",  "10",
      "進", "撃", "ß", "ss", "Я", "\xCC\x81", "🥧", "https://wiki.example/"};
  for (const std::size_t alike : {0U, 3U, 40U, 400U, 3'000U}) {
    std::string beginning;
    while (beginning.size() < alike) beginning += parts[random() % parts.size()];
    std::set<std::string> values;
    for (int i = 0; i < 400; ++i) {
      std::string value = i % 4 == 0 ? "" : beginning;
      for (std::size_t left = random() % 8; left > 0; --left)
        value += parts[random() % parts.size()];
      values.insert(value);
    }
    const std::vector<std::string> given(values.begin(), values.end());
    for (const char* language : {"en", "de", "sv", "ja"})
      EXPECT_EQ(in_order(made_column(given), Collation(language)),
                sorted(given, Collation(language)))
          << alike << " bytes alike, " << language;
  }
}

}  // namespace
}  // namespace coldopen
