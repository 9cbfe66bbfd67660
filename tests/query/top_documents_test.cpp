// The k best documents of queries without a `must`, beside scoring every document.
#include "query/top_documents.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "tests/support/flat_world.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {

// NOLINTNEXTLINE: found by GoogleTest.
void PrintTo(const TopDocument& one, std::ostream* out) {
  *out << one.segment << ":" << one.doc << " " << one.score;
}

namespace {

class KernelsInUse {
 public:
  explicit KernelsInUse(std::string_view name) : before_(kernels().name) { use_kernels(name); }
  ~KernelsInUse() { use_kernels(before_); }

 private:
  std::string_view before_;
};

void expect_best(const FlatWorld& world, const FlatTerms& terms, std::uint32_t k) {
  const std::vector<TopDocument> wanted = world.best(terms.lists, terms.how, k);
  static Workspace workspace;
  for (const Kernels* with : runnable_kernels()) {
    SCOPED_TRACE(with->name);
    const KernelsInUse in_use(with->name);
    const FlatQuery query = world.query(terms.lists, terms.how, workspace);
    const auto found = top_documents(query, k, workspace);
    ASSERT_EQ(std::vector(found.begin(), found.end()), wanted);
  }
}

void expect_world(const FlatWorldShape& shape, int rounds) {
  std::mt19937 random(test_seed());
  FlatWorld world(random, shape);
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(round);
    constexpr std::uint32_t kMasks[] = {1000, 1000, 1000, 0, 10, 100, 500, 990, 1000};
    world.set_mask(random, kMasks[random() % 9]);
    world.set_average_length(random() % 2 == 0 ? 200 : 20.0 + static_cast<double>(random() % 5000));
    constexpr std::size_t kLists[] = {1, 1, 2, 2, 3, 4, 7, 20, 64};
    const FlatTerms terms =
        random_terms(random, world, kLists[random() % 9], 0, random() % 4 == 0 ? 20 : 0);
    constexpr std::uint32_t kBest[] = {1, 10, 10, 100, 128, 129, 1000, 1'000'000};
    expect_best(world, terms, kBest[random() % 8]);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(TopDocuments, OfOneLargeSegmentAreThoseOfScoringEveryDocument) {
  expect_world({{140'000}}, 20);
}

TEST(TopDocuments, OfThreeSegmentsAreThoseOfScoringEveryDocument) {
  expect_world({{300, 70'000, 5'000}}, 25);
}

TEST(TopDocuments, OfTenSegmentsWithDeletesAreThoseOfScoringEveryDocument) {
  expect_world({{1, 66'000, 20, 3'000, 7'000, 9, 10, 4'096, 1'000, 500}, false, 30}, 25);
}

TEST(TopDocuments, OfAWorldOfTiesAreAllThatTieInOrder) {
  expect_world({{70'000, 200}, true, 10}, 12);
}

TEST(TopDocuments, OfOneListAreThoseOfScoringEveryDocument) {
  std::mt19937 random(test_seed());
  for (const bool all_ties : {false, true}) {
    FlatWorld world(random, {{20'000, 6'000}, all_ties, all_ties ? 0U : 20U});
    for (std::size_t list = 0; list < world.list_count(); ++list) {
      SCOPED_TRACE(list);
      constexpr std::uint32_t kMasks[] = {1000, 1000, 500, 30};
      world.set_mask(random, kMasks[random() % 4]);
      world.set_average_length(random() % 2 == 0 ? 200 : 150 + static_cast<double>(random() % 100));
      constexpr std::uint32_t kBest[] = {1, 10, 60, 100, 128, 129};
      const QueryList how{0.01 + static_cast<double>(random() % 900) / 100,
                          world.list(list).length_counts, Occur::should};
      expect_best(world, {{list}, {how}}, kBest[random() % 6]);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(TopDocuments, OfNoListAndOfNoneAreNone) {
  std::mt19937 random(test_seed());
  const FlatWorld world(random, {{10}});
  Workspace workspace;
  const FlatQuery none = world.query({}, {}, workspace);
  EXPECT_TRUE(top_documents(none, 10, workspace).empty());
  const FlatQuery one = world.query({0}, {{1.0, true, Occur::should}}, workspace);
  EXPECT_TRUE(top_documents(one, 0, workspace).empty());
}

}  // namespace
}  // namespace coldopen
