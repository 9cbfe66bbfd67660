// Settings that act at once, in random worlds: pins leave all others as they are, and constants of
// the score do what they would have done when the segments were written.
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "index/settings_json.hpp"
#include "tests/support/random_request.hpp"
#include "tests/support/random_world.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

// Whatever is pinned for whatever query: first come the pins that hold, in their order, then all
// others as they would stand without.
TEST(Pins, LeaveTheOthersAsTheyAre) {
  const std::uint64_t first_seed = test_seed();
  std::size_t seen = 0;
  for (std::uint64_t seed = first_seed; seed < first_seed + 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const World world = random_world(seed, {.articles = 120, .segments = 3, .vocabulary = 40});
    Random random(seed);
    for (int query = 0; query < 60; ++query) {
      SearchRequest request = random_request(random, world);
      request.offset = 0;
      request.limit = SearchLimits::limit_max;
      request.sort = {};
      request.typo = Typo::off;
      request.fold = false;  // what is hidden gives way to its double
      request.passages = 0;
      SCOPED_TRACE("q: " + request.q);
      if (world.snapshot.analyzer->key(request.q).empty()) continue;
      const Ids plain = ids_of(search(world.snapshot, request));
      if (plain.size() < 4 || plain.size() == request.limit) continue;
      Settings made;
      made.pins = {{request.q, {plain[plain.size() - 1], plain[1]}, {plain[2]}}};
      Snapshot pinned(world.snapshot);
      pinned.settings = std::make_shared<const Settings>(made);
      Ids expected = {plain[plain.size() - 1], plain[1]};
      for (std::size_t i = 0; i + 1 < plain.size(); ++i)
        if (i != 1 && i != 2) expected.push_back(plain[i]);
      EXPECT_EQ(ids_of(search(pinned, request)), expected);
      ++seen;
    }
  }
  EXPECT_GT(seen, 20U);
}

// Constants that change after segments were written change no answer but by the formula.
TEST(OwnerScoring, ActsAtOnceAsIfSegmentsWereMadeWithIt) {
  for (const char* json : {R"({"scoring":{"k1":0.01}})", R"({"scoring":{"k1":9,"b":1}})",
                           R"({"scoring":{"k1":0.4,"b":0,"exact":2,"synonym":0}})"}) {
    const World world =
        random_world(test_seed(), {.articles = 150, .segments = 3, .vocabulary = 50});
    const auto settings = std::make_shared<Settings>(settings_from_json(json));
    settings->attribute_weights = world.snapshot.settings->attribute_weights;
    Snapshot at_once(world.snapshot);
    at_once.scoring = settings->scoring;
    MemoryIndexOptions options;
    options.settings = settings;
    const Snapshot anew = memory_index(world.living, options);
    Random random(test_seed());
    for (int query = 0; query < 60; ++query) {
      const SearchRequest request = random_request(random, world);
      SCOPED_TRACE(std::string(json) + " q: " + request.q);
      const SearchResponse left = search(at_once, request), right = search(anew, request);
      ASSERT_EQ(ids_of(left), ids_of(right));
      for (std::size_t i = 0; i < left.hits.size(); ++i)
        ASSERT_EQ(left.hits[i].score, right.hits[i].score);
    }
  }
}

}  // namespace
}  // namespace coldopen
