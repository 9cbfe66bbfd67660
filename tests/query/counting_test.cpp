// How many documents match, against looking at every document.
#include "query/counting.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <string>

#include "query/top_documents.hpp"
#include "tests/support/flat_queries.hpp"

namespace coldopen {
namespace {

class Counting : public FlatQueries {
 protected:
  void expect_count(const FlatWorld& world, const FlatTerms& terms) {
    SCOPED_TRACE(told(terms));
    const std::uint64_t expected = world.count(terms.lists, terms.how);
    for (const Kernels* with : runnable_kernels()) {
      ASSERT_TRUE(use_kernels(with->name));
      const FlatQuery query = world.query(terms.lists, terms.how, workspace_);
      ASSERT_EQ(count_documents(query, workspace_), expected) << with->name;
    }
  }
};

TEST_F(Counting, EveryCombinationOfContainersWithAndWithOr) {
  const FlatWorld world(random_, {.sizes = {kChunkDocs}});
  for (const Occur occur : {Occur::must, Occur::should}) {
    for (const auto& types : combinations(1, 4)) expect_count(world, of_types(types, occur));
    for (std::size_t lists = 5; lists <= 6; ++lists)
      for (int round = 0; round < 10; ++round)
        expect_count(world, of_types(random_types(lists), occur));
  }
}

TEST_F(Counting, UnwantedListsMasksAndTheDeadInAnyNumberOfSegments) {
  const std::vector<std::vector<std::uint32_t>> sizes = {
      {kChunkDocs + 300}, {kChunkDocs, 9000, 70}, {7000, 4096, 300, 1, 64, 65, 500, 5000, 2, 1000}};
  for (const auto& each : sizes) {
    for (const std::uint32_t dead : {0U, 50U}) {
      FlatWorld world(random_, {.sizes = each, .dead_in_a_thousand = dead});
      for (const std::uint32_t mask : {1000U, 500U, 5U}) {
        SCOPED_TRACE(std::to_string(each.size()) + " segments, dead " + std::to_string(dead) +
                     ", mask " + std::to_string(mask));
        world.set_mask(random_, mask);
        for (int round = 0; round < 15; ++round) {
          const std::size_t lists = 1 + random_() % 6;
          expect_count(world, mixed(world, lists));
          expect_count(world, random_terms(random_, world, lists, 0, 30));
        }
      }
    }
  }
}

TEST_F(Counting, OneListIsCountedWithoutItsDead) {
  for (const std::uint32_t dead : {0U, 1U, 500U}) {
    const FlatWorld world(random_, {.sizes = {kChunkDocs + 300}, .dead_in_a_thousand = dead});
    for (std::size_t list = 0; list < world.list_count(); ++list) {
      for (const Occur occur : {Occur::must, Occur::should})
        expect_count(world, {{list}, {{1.0, world.list(list).length_counts, occur}}});
    }
  }
}

TEST_F(Counting, EndsAtTheDeadline) {
  const FlatWorld world(random_, {.sizes = {kChunkDocs}});
  for (const Occur occur : {Occur::must, Occur::should}) {
    const FlatTerms terms =
        of_types({ChunkType::bitmap, ChunkType::bitmap, ChunkType::buckets}, occur);
    FlatQuery query = world.query(terms.lists, terms.how, workspace_);
    Deadline over{std::chrono::milliseconds(0)};
    query.deadline = &over;
    EXPECT_EQ(count_documents(query, workspace_), 0U);
    EXPECT_TRUE(top_documents(query, 10, workspace_).empty());
  }
}

TEST_F(Counting, ListsThatAreEmptyHere) {
  const FlatWorld world(random_, {.sizes = {1, 300}});
  for (int round = 0; round < 200; ++round) {
    expect_count(world, mixed(world, 1 + random_() % 4));
    expect_count(world, random_terms(random_, world, 1 + random_() % 4, 0, 30));
  }
}

}  // namespace
}  // namespace coldopen
