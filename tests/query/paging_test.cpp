// A walk through all hits, page behind page: each hit once, in the order of one ranking.
#include <array>
#include <gtest/gtest.h>
#include <string>

#include "query/search.hpp"
#include "tests/support/random_world.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

void walk(const Snapshot& snapshot, SearchRequest request) {
  request.timeout = std::chrono::milliseconds(60'000);
  const std::vector<RankedId> all = rank_all(snapshot, request, 100'000);
  std::vector<RankedId> walked;
  for (;;) {
    const SearchResponse page = search(snapshot, request);
    ASSERT_EQ(page.total, all.size());
    for (const Hit& hit : page.hits) walked.push_back({hit.id, hit.score});
    if (!page.last) break;
    ASSERT_EQ(page.hits.size(), request.limit);
    request.offset += request.limit;
    request.after = page.last;
  }
  ASSERT_EQ(walked.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_TRUE(walked[i] == all[i]) << "hit " << i + 1;
}

TEST(Paging, EveryWalkIsTheRankingWithItsLimitRaised) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (const std::size_t segments : {1U, 4U}) {
    const World world = random_world(seed, {3'500, segments, 40});
    for (const char* q : {"", "the office", "dwight OR the OR party", "-the", "season:1..3"}) {
      for (const char* sort : {"", "season", "-air_date,title", "-_score"}) {
        SCOPED_TRACE(std::string("q: ") + q + ", sort " + sort);
        SearchRequest request = asking(q);
        request.limit = 97;
        request.passages = 0;
        request.typo = Typo::off;
        request.sort = parse_sort(sort, world.snapshot.types);
        walk(world.snapshot, request);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(Paging, ACorrectedQueryHasFurtherPages) {
  TestIndex index;
  for (int i = 0; i < 25; ++i) index.add(article("a" + std::to_string(i)).text("office"));
  const Snapshot snapshot = index.snapshot(2);
  ASSERT_TRUE(search(snapshot, asking("offcie")).corrected);
  walk(snapshot, asking("offcie"));
}

TEST(Paging, TheLastPageSaysThatItIs) {
  TestIndex index;
  for (int i = 0; i < 25; ++i) index.add(article("a" + std::to_string(i)).text("office"));
  const Snapshot snapshot = index.snapshot();
  SearchRequest request = asking("office");
  EXPECT_TRUE(search(snapshot, request).last);
  request.offset = 15;
  EXPECT_FALSE(search(snapshot, request).last) << "ten of ten that were left";
  request.offset = 20;
  EXPECT_FALSE(search(snapshot, request).last);
  request.offset = 0;
  request.limit = 0;
  EXPECT_FALSE(search(snapshot, request).last) << "nobody pages through nothing";
}

}  // namespace
}  // namespace coldopen
