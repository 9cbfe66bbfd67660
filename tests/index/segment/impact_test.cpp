// A code says the count it was made of, or nothing.
#include "index/segment/impact.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

TEST(CountOfCode, IsTheCountWhereNoOtherHasTheCode) {
  std::mt19937_64 random(test_seed());
  for (int round = 0; round < 2000; ++round) {
    const double saturation = std::exp(std::uniform_real_distribution(-7.0, 7.0)(random));
    for (std::uint32_t count = 1; count < 300; ++count) {
      const std::uint8_t code = impact_code(count, saturation);
      const bool is_alone = (count == 1 || impact_code(count - 1, saturation) != code) &&
                            impact_code(count + 1, saturation) != code;
      const std::uint32_t told = count_of_code(code, saturation);
      if (told != 0) {
        ASSERT_EQ(told, count) << "K " << saturation;
        ASSERT_TRUE(is_alone) << "K " << saturation << " count " << count;
      }
    }
  }
}

TEST(CountOfCode, IsKnownOfSmallCountsInDocumentsOfOrdinaryLength) {
  for (const double saturation : {0.54, 0.9, 1.5, 3.0}) {
    for (std::uint32_t count = 1; count <= 6; ++count)
      EXPECT_EQ(count_of_code(impact_code(count, saturation), saturation), count) << saturation;
  }
}

TEST(CountOfCode, IsUnknownOfCodesThatNoCountHasAndOfK0) {
  EXPECT_EQ(count_of_code(0, 1.0), 0U);
  EXPECT_EQ(count_of_code(255, 1.0), 0U);
  EXPECT_EQ(count_of_code(1, 1.0), 0U);  // count 1 has 128
  for (std::uint32_t code = 0; code < 256; ++code)
    EXPECT_EQ(count_of_code(static_cast<std::uint8_t>(code), 0), 0U);
}

}  // namespace
}  // namespace coldopen
