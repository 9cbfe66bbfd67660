// How often one word stands behind another, in postings as a segment has them.
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <vector>

#include "index/segment/bitpack.hpp"
#include "index/segment/kernels.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

using Numbers = std::vector<std::uint32_t>;

class PositionsTest : public ::testing::Test {
 protected:
  // Positions by posting, and the arrays that hold them behind some other list's.
  struct List {
    std::vector<Numbers> positions;
    ByteBuffer starts, counts, steps;
    PositionArrays arrays;
  };

  std::uint32_t below(std::uint32_t end) {
    return std::uniform_int_distribution<std::uint32_t>(0, end - 1)(random_);
  }

  Numbers rising(std::uint32_t n, std::uint32_t end) {
    Numbers all(n);
    for (std::uint32_t& number : all) number = below(end);
    std::ranges::sort(all);
    const auto twice = std::ranges::unique(all);
    all.erase(twice.begin(), twice.end());
    return all;
  }

  void fill(List& list, std::uint32_t postings, std::uint32_t most, std::uint32_t end) {
    for (std::uint32_t i = 0; i < postings; ++i) {
      // Mostly few, so that the arrays are narrow, and sometimes a great many.
      const std::uint32_t n = below(40) == 0 ? most : 1 + below(std::min(most, 5U));
      list.positions.push_back(rising(n, end));
    }
    write(list, 256 * below(3) + 128 * below(2));
  }

  void write(List& list, std::uint32_t first_posting) {
    PackedWriter starts, counts, steps;
    std::uint32_t begin = 0;
    for (std::uint32_t posting = 0; posting < first_posting + list.positions.size(); ++posting) {
      if (posting % 16 == 0) starts.add(begin);
      const Numbers other = {below(50)};
      const Numbers& here =
          posting < first_posting ? other : list.positions[posting - first_posting];
      std::uint32_t before = 0;
      for (const std::uint32_t position : here) {
        steps.add(position - before);
        before = position;
      }
      counts.add(static_cast<std::uint32_t>(here.size()));
      begin += static_cast<std::uint32_t>(here.size());
    }
    list.arrays.first_posting = first_posting;
    list.arrays.all = begin;
    list.arrays.starts = packed(starts, list.starts);
    list.arrays.counts = packed(counts, list.counts);
    list.arrays.positions = packed(steps, list.steps);
  }

  static PackedBytes packed(PackedWriter& writer, ByteBuffer& bytes) {
    writer.finish(bytes);
    ByteReader reader(bytes);
    return PackedArray::open(reader).value().bytes();
  }

  std::vector<std::uint8_t> counts_behind(const Kernels& with, const List& a,
                                          const Numbers& a_ranks, const List& b,
                                          const Numbers& b_ranks, std::uint32_t distance) {
    std::vector<std::uint8_t> counts(a_ranks.size(), 77);
    with.count_behind(a.arrays, a_ranks.data(), b.arrays, b_ranks.data(),
                      static_cast<std::uint32_t>(a_ranks.size()), distance, counts.data());
    return counts;
  }

  std::mt19937 random_{test_seed()};
};

TEST_F(PositionsTest, PairsAreCountedAndOnlyManyAreLeft) {
  std::size_t left = 0;
  std::size_t found = 0;
  for (int round = 0; round < 300; ++round) {
    List a, b;
    const std::uint32_t end = std::array{20U, 300U, 1U << 20, 1U << 31}[below(4)];
    fill(a, 1 + below(600), 1 + below(100), end);
    fill(b, 1 + below(600), 1 + below(4), end);
    const std::uint32_t distance = below(4) == 0 ? below(70) : 1;
    Numbers a_ranks, b_ranks;
    for (std::uint32_t i = below(200); i > 0; --i) {
      a_ranks.push_back(below(static_cast<std::uint32_t>(a.positions.size())));
      b_ranks.push_back(below(static_cast<std::uint32_t>(b.positions.size())));
    }
    const auto meaning = counts_behind(*runnable_kernels()[0], a, a_ranks, b, b_ranks, distance);
    for (std::size_t i = 0; i < a_ranks.size(); ++i) {
      const Numbers& first = a.positions[a_ranks[i]];
      const Numbers& second = b.positions[b_ranks[i]];
      const bool many = std::max(first.size(), second.size()) > kSomePositions ||
                        first.size() * second.size() > kSomePairs;
      left += many ? 1 : 0;
      const auto behind = std::ranges::count_if(first, [&](std::uint32_t position) {
        return std::ranges::binary_search(second, position + distance);
      });
      found += many ? 0 : static_cast<std::size_t>(behind);
      ASSERT_EQ(meaning[i], many ? kManyPositions : behind);
    }
    for (const Kernels* twin : runnable_kernels())
      ASSERT_EQ(counts_behind(*twin, a, a_ranks, b, b_ranks, distance), meaning) << twin->name;
  }
  EXPECT_GT(left, 0U);
  EXPECT_GT(found, 0U);
}

TEST_F(PositionsTest, WrongBytesAreTheSameToAllAndNothingIsReadOutside) {
  for (int round = 0; round < 300; ++round) {
    List a, b;
    fill(a, 300, 6, 1000);
    fill(b, 300, 3, 1000);
    for (ByteBuffer* bytes : {&a.starts, &a.counts, &b.starts, &b.steps}) {
      constexpr std::size_t kHead = 16;
      const std::size_t lines = (load<std::uint32_t>(*bytes, 0) + 255) / 256;
      const std::size_t table_end = kHead + lines * 16;  // a wrong table is refused when opened
      const auto left = static_cast<std::uint32_t>(bytes->size() - table_end);
      for (int i = 0; i < 20; ++i) (*bytes)[table_end + below(left)] = std::byte(below(256));
      if (below(2) == 0) (*bytes)[kHead + 4 + below(4)] = std::byte(below(256));  // its first base
    }
    Numbers a_ranks, b_ranks;
    for (std::uint32_t i = 0; i < 16; ++i) {
      a_ranks.push_back(below(300));
      b_ranks.push_back(below(300));
    }
    const auto meaning = counts_behind(*runnable_kernels()[0], a, a_ranks, b, b_ranks, 1);
    for (const Kernels* twin : runnable_kernels())
      ASSERT_EQ(counts_behind(*twin, a, a_ranks, b, b_ranks, 1), meaning) << twin->name;
  }
}

}  // namespace
}  // namespace coldopen
