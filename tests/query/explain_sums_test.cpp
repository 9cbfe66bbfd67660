// What an explanation says adds up to the score, for ten thousand pairs of a query and an article.
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>

#include "query/search.hpp"
#include "tests/support/random_request.hpp"
#include "tests/support/random_world.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

// Class, parts of elements, neighbours and links, in doubles; the words' share of a score is a
// float, which is where they may differ.
TEST(Explain, ThePartsOfTenThousandHitsSumToTheirScores) {
  const std::uint64_t first_seed = test_seed();
  std::size_t pairs = 0;
  std::set<std::string> sources;
  for (std::uint64_t seed = first_seed; pairs < 10'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const World world = random_world(seed, {.articles = 200, .segments = 3, .vocabulary = 50});
    Random random(seed);
    for (int query = 0; query < 100; ++query) {
      SearchRequest request = random_request(random, world);
      request.explain = true;
      request.facets = {};
      request.offset = 0;
      request.limit = SearchLimits::limit_max;
      request.passages = 0;
      SCOPED_TRACE("q: " + request.q);
      for (const Hit& hit : search(world.snapshot, request).hits) {
        ASSERT_TRUE(hit.why) << hit.id;
        double sum = 0;
        for (const ScorePart& part : hit.why->parts) {
          sum += part.points;
          sources.insert(part.source);
          EXPECT_TRUE(std::isfinite(part.points)) << hit.id << ": " << part.source;
        }
        ASSERT_NEAR(sum, hit.score, 1e-4) << hit.id;
        EXPECT_FALSE(hit.why->text.empty()) << hit.id;
        ++pairs;
      }
    }
  }
  for (const char* source : {"title", "alias", "name", "coverage", "text", "proximity", "links"})
    EXPECT_TRUE(sources.contains(source)) << source;
}

}  // namespace
}  // namespace coldopen
