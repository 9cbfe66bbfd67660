// Bounds are never too low and thresholds never too high; what may be among the best is kept.
#include "query/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <vector>

#include "query/candidates.hpp"
#include "query/radix_sort.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

double random_part(std::mt19937& random) {
  return static_cast<double>(random() % 1'000'001) / 1'000'000;
}

// Documents as codes tell them and as they are.
struct World {
  std::vector<double> weights;
  Drift drift;
  std::vector<std::uint8_t> least;               // by list
  std::vector<std::vector<std::uint8_t>> codes;  // by document, by list; 0: not in it
  std::vector<double> scores;                    // by document
};

World random_world(std::mt19937& random, std::size_t lists, std::size_t documents) {
  World world;
  world.drift.high = random() % 2 == 0 ? 1 : 1 + random_part(random);
  world.drift.low = random() % 2 == 0 ? 1 : 1 - random_part(random) * 0.9;
  for (std::size_t i = 0; i < lists; ++i) {
    world.weights.push_back(random() % 3 == 0 ? random_part(random) * 1e-3
                                              : random_part(random) * 100);
  }
  world.least.assign(lists, 255);
  for (std::size_t doc = 0; doc < documents; ++doc) {
    std::vector<std::uint8_t>& codes = world.codes.emplace_back(lists);
    double& score = world.scores.emplace_back(0);
    for (std::size_t i = 0; i < lists; ++i) {
      if (random() % 3 == 0) continue;
      const double then = i % 2 == 0 ? random_part(random) : 0.9 + 0.1 * random_part(random);
      const double share = random_part(random);
      const double moved = world.drift.low + share * (world.drift.high - world.drift.low);
      score += world.weights[i] * then * moved;
      codes[i] = static_cast<std::uint8_t>(std::clamp(std::ceil(255 * then + 1e-4), 1.0, 255.0));
      world.least[i] = std::min(world.least[i], codes[i]);
    }
  }
  return world;
}

std::uint32_t bound_of(const Bounds& bounds, const std::vector<std::uint8_t>& codes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) sum += bounds.of(i, codes[i]);
  return sum;
}

TEST(Bounds, OfADocumentReachTheThresholdOfItsOwnScore) {
  std::mt19937 random(test_seed());
  for (const std::size_t lists : {1U, 2U, 3U, 10U, 64U, 500U}) {
    const World world = random_world(random, lists, 200);
    const Bounds bounds(world.weights, world.drift);
    for (std::size_t doc = 0; doc < world.scores.size(); ++doc) {
      const std::uint32_t bound = bound_of(bounds, world.codes[doc]);
      ASSERT_LE(bound, 65'535U);
      ASSERT_GE(bound, bounds.threshold(world.scores[doc])) << lists;
      ASSERT_GE(bound, bounds.threshold(static_cast<float>(world.scores[doc])));
      for (std::size_t i = 0; i < lists; ++i) {
        if (world.codes[doc][i] == 0) continue;
        ASSERT_LE(bounds.surely(i, world.codes[doc][i]), world.scores[doc]);
      }
    }
  }
}

TEST(Bounds, AfterACutKeepWhoeverScoresAsWellAsOneOfThoseAboveIt) {
  std::mt19937 random(test_seed());
  for (int round = 0; round < 300; ++round) {
    const World world = random_world(random, 1 + random() % 8, 300);
    Bounds bounds(world.weights, world.drift);
    for (std::size_t i = 0; i < world.least.size(); ++i) {
      if (random() % 2 == 0) bounds.set_least(i, world.least[i]);
    }
    const std::size_t one = random() % world.scores.size();
    const std::uint32_t cut = bound_of(bounds, world.codes[one]);
    double worst = world.scores[one];
    for (std::size_t doc = 0; doc < world.scores.size(); ++doc) {
      if (bound_of(bounds, world.codes[doc]) >= cut) worst = std::min(worst, world.scores[doc]);
    }
    const std::uint32_t threshold = bounds.threshold_after(cut);
    for (std::size_t doc = 0; doc < world.scores.size(); ++doc) {
      if (world.scores[doc] < worst) continue;
      ASSERT_GE(bound_of(bounds, world.codes[doc]), threshold) << round;
    }
  }
}

TEST(Bounds, OfSegmentsThatHaveTheirKAreThoseOfTheQuery) {
  const Scoring scoring;
  const LengthNorms norms(scoring, 100);
  const Drift same = drift(norms, {scoring.k1, scoring.b, 100});
  EXPECT_NEAR(same.high, 1, 1e-8);
  EXPECT_NEAR(same.low, 1, 1e-8);
  const Drift longer = drift(norms, {scoring.k1, scoring.b, 200});
  EXPECT_LT(longer.low, 0.75);  // K is larger now
  EXPECT_EQ(longer.high, 1);
}

TEST(Candidates, KeepAllFromTheThresholdOnInOrder) {
  std::mt19937 random(test_seed());
  const Bounds bounds(std::vector<double>{1.0}, {});
  Candidates candidates;
  for (const std::uint32_t k : {1U, 2U, 10U, 1000U}) {
    for (const std::uint32_t most : {3U, 300U, 3'000U, 60'000U}) {
      candidates.begin(k, 0, bounds);
      std::vector<std::uint32_t> offered;
      for (const std::uint16_t segment : {std::uint16_t{1}, std::uint16_t{0}}) {
        candidates.begin_segment(segment);
        for (DocId doc = 5'000; doc-- > 0;) {
          offered.push_back(static_cast<std::uint32_t>(random()) % most);
          candidates.offer(doc, offered.back());
        }
      }
      const std::uint32_t threshold = candidates.threshold();
      const auto kept = candidates.take();
      const auto due = std::ranges::count_if(
          offered, [threshold](std::uint32_t bound) { return bound >= threshold; });
      EXPECT_EQ(kept.size(), static_cast<std::size_t>(due));
      EXPECT_GE(kept.size(), k);
      const auto place = [](const Candidate& one) { return std::pair(one.segment, one.doc); };
      EXPECT_TRUE(std::ranges::is_sorted(kept, {}, place));
      std::ranges::nth_element(offered, offered.begin() + (k - 1), std::greater());
      const std::uint32_t best = offered[k - 1];
      EXPECT_LE(threshold, bounds.threshold_after(best));
      EXPECT_GE(threshold, bounds.threshold_after(best - std::min(best, best / 1024 + 1)));
    }
  }
}

TEST(RadixSort, IsStableAndSorts) {
  std::mt19937 random(test_seed());
  for (const std::size_t count : {0U, 1U, 2U, 24U, 25U, 1000U}) {
    for (const std::uint32_t most : {1U, 200U, 0xFFFF'FFFFU}) {
      std::vector<std::pair<std::uint32_t, std::size_t>> values;
      for (std::size_t i = 0; i < count; ++i) {
        values.emplace_back(static_cast<std::uint32_t>(random()) % most, i);
      }
      auto wanted = values;
      std::ranges::sort(wanted);
      std::vector<std::pair<std::uint32_t, std::size_t>> scratch(count);
      radix_sort(std::span(values), std::span(scratch), [](const auto& one) { return one.first; });
      EXPECT_EQ(values, wanted);
    }
  }
}

}  // namespace
}  // namespace coldopen
