#include "index/live/merge_policy.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <random>

#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

using Places = std::vector<std::size_t>;

SegmentSize whole(std::uint64_t bytes) { return {bytes, bytes, bytes}; }

std::vector<SegmentSize> sizes(std::initializer_list<std::uint64_t> all) {
  std::vector<SegmentSize> made;
  for (const std::uint64_t bytes : all) made.push_back(whole(bytes));
  return made;
}

TEST(MergePolicy, FewSegmentsAreLeftAlone) {
  EXPECT_EQ(choose_merge({}, 4), Places{});
  EXPECT_EQ(choose_merge(sizes({1, 1, 1, 1}), 4), Places{});
}

TEST(MergePolicy, EqualSegmentsAreMergedAtOnce) {
  EXPECT_EQ(choose_merge(sizes({5, 5, 5, 5, 5}), 4), (Places{0, 1, 2, 3, 4}));
}

TEST(MergePolicy, ALargeSegmentIsNotDraggedAlong) {
  EXPECT_EQ(choose_merge(sizes({1000, 5, 5, 5, 5}), 4), (Places{1, 2, 3, 4}));
}

TEST(MergePolicy, BeyondTheBoundTheBestMatchedAreMergedWhateverTheirSizes) {
  EXPECT_EQ(choose_merge(sizes({8, 1, 30, 500, 9000}), 4), (Places{0, 1, 2}));
  EXPECT_EQ(choose_merge(sizes({9000, 500, 1, 2, 30, 6000}), 4), (Places{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(choose_merge(sizes({1, 1, 1, 1000, 1000, 1000, 90'000}), 4).size(), 6U);
}

TEST(MergePolicy, NoMergeMakesMoreThanASegmentMayHold) {
  constexpr std::uint64_t kHalf = kMergedBytesMax / 2;
  EXPECT_EQ(choose_merge(sizes({kHalf, kHalf, kHalf + 1}), 1), (Places{0, 1}));
  EXPECT_EQ(choose_merge(sizes({kHalf, kHalf + 1, kHalf + 1}), 1), Places{});
  EXPECT_EQ(choose_merge(sizes({5, kHalf, kMergedBytesMax, 5}), 1), (Places{0, 1, 3}));
}

TEST(MergePolicy, ASegmentOfMostlyDeadIsRewrittenAlone) {
  std::vector<SegmentSize> all = sizes({100, 50});
  all[0].living = 50;
  EXPECT_EQ(choose_merge(all, 4), Places{}) << "half is not most";
  all[0].living = 49;
  EXPECT_EQ(choose_merge(all, 4), Places{0});
}

TEST(MergePolicy, AThousandFlushesWriteEachByteFewTimesAndKeepFewSegments) {
  const std::uint32_t seed = test_seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::vector<SegmentSize> all;
  std::uint64_t added = 0;
  std::uint64_t merged = 0;
  for (int flush = 0; flush < 1'000; ++flush) {
    all.push_back(whole(1 + random() % 100));
    added += all.back().bytes;
    for (Places chosen; !(chosen = choose_merge(all, 4)).empty();) {
      std::uint64_t bytes = 0;
      for (const std::size_t i : chosen) bytes += all[i].bytes;
      merged += bytes;
      all[chosen[0]] = whole(bytes);
      for (std::size_t i = chosen.size() - 1; i > 0; --i) {
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(chosen[i]));
      }
    }
    ASSERT_LE(all.size(), 4U);
  }
  EXPECT_LT(merged, added * 13);
}

}  // namespace
}  // namespace coldopen
