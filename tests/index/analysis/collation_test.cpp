#include "index/analysis/collation.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Collation, APrefixNeverSaysOtherwiseThanTheOrder) {
  std::mt19937_64 random(test_seed());
  const std::vector<std::string> pieces = {"a",      "B", "z",      "\u00e9", "\u0301", "\u200d",
                                           "\u4e2d", " ", "\u0e40", "\u0e01", "7",      "-"};
  std::vector<std::string> texts = {"a" + times(70, "\u0301") + "z", "ab", "a",
                                    times(40, "\u200d") + "c"};
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (std::size_t runs = 1 + random() % 4; runs > 0; --runs) {
      const std::string& piece = pieces[random() % pieces.size()];
      text += times(random() % 4 == 0 ? random() % 80 : 1, piece);
    }
    texts.push_back(text);
  }
  for (const char* language : {"en", "th", "fr", "ja"}) {
    const Collation& order = collation_of(language);
    for (const std::string& a : texts)
      for (const std::string& b : texts)
        if (order.prefix(a) < order.prefix(b)) EXPECT_TRUE(order.before(a, b)) << a << " " << b;
  }
}

TEST(Collation, LettersThatDifferNeedNothingButThePrefix) {
  const Collation& order = collation_of("en");
  EXPECT_LT(order.prefix("angela"), order.prefix("Oscar"));
  EXPECT_LT(order.prefix("ab"), order.prefix("a" + times(70, "\u0301") + "z"));
}

}  // namespace
}  // namespace coldopen
