// What is left out on the way to the best matches is never one of them: the same documents, order
// and scores as when every match is scored.
#include "query/ranking.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "query/conditions.hpp"
#include "query/exact_scorer.hpp"
#include "query/syntax.hpp"
#include "tests/support/random_request.hpp"
#include "tests/support/random_world.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

std::vector<Ranked> scoring_every_match(const Snapshot& snapshot, const SearchRequest& request,
                                        const Matches& matches, const LengthNorms& norms,
                                        std::size_t count) {
  Workspace workspace;
  Ordering ordering(snapshot, request.sort, count);
  for (std::size_t i = 0; i < matches.segments.size(); ++i) {
    const std::vector<ChunkBits>& hits = matches.segments[i].hits;
    ExactScorer scorer(snapshot, i, matches.query, norms, workspace);
    for (std::uint32_t chunk = 0; chunk < hits.size(); ++chunk)
      for_each_bit(hits[chunk], [&](std::uint32_t bit) {
        const DocId doc = chunk * kChunkDocs + bit;
        float text = 0;
        scorer.score({&doc, 1}, {&text, 1});
        ordering.offer({i, doc, matches.points_of(i, doc) + static_cast<double>(text), false});
      });
  }
  return ordering.take();
}

std::string told(const Snapshot& snapshot, const std::vector<Ranked>& ranked) {
  std::string text;
  for (const Ranked& one : ranked) {
    char score[40];
    std::snprintf(score, sizeof score, " %.17g\n", one.score);
    const Documents& documents = snapshot.segments[one.segment].segment->documents();
    text += std::string(documents.id(one.doc)) + score;
  }
  return text;
}

std::string told(const SearchRequest& request) {
  std::string text =
      "q: " + request.q + "\nmatch " + std::to_string(static_cast<int>(request.match));
  for (const Condition& condition : request.filters) text += ", filter on " + condition.attribute;
  for (const SortKey& key : request.sort)
    text += ", sort by " + std::string(key.descending ? "-" : "") + key.attribute;
  return text;
}

// True where both are the same.
bool compare(const Snapshot& snapshot, const SearchRequest& request, std::size_t count,
             Workspace& workspace) {
  SCOPED_TRACE(told(request) + ", the best " + std::to_string(count));
  Deadline deadline(request.timeout);
  const ParsedQuery parsed = parse(request.q, snapshot.types);
  const Matches matches = find_matches(snapshot, parsed.tree, parsed.blank, request, deadline);
  const LengthNorms norms(snapshot.scoring, snapshot.stats.average_length());
  const std::string given = told(snapshot, best_matches(snapshot, request, matches, norms, count,
                                                        std::nullopt, deadline, workspace));
  const std::string expected =
      told(snapshot, scoring_every_match(snapshot, request, matches, norms, count));
  EXPECT_EQ(given, expected) << matches.total << " matches";
  return given == expected;
}

// A random hit of all: the best after it are those that follow it.
bool compare_after(const Snapshot& snapshot, const SearchRequest& request, std::size_t count,
                   Random& random, Workspace& workspace) {
  Deadline deadline(request.timeout);
  const ParsedQuery parsed = parse(request.q, snapshot.types);
  const Matches matches = find_matches(snapshot, parsed.tree, parsed.blank, request, deadline);
  if (matches.total == 0) return true;
  const LengthNorms norms(snapshot.scoring, snapshot.stats.average_length());
  const std::size_t last = below(random, matches.total);
  SCOPED_TRACE(told(request) + ", the best " + std::to_string(count) + " after hit " +
               std::to_string(last + 1) + " of " + std::to_string(matches.total));
  std::vector<Ranked> all =
      scoring_every_match(snapshot, request, matches, norms, last + 1 + count);
  const HitPlace after{static_cast<std::uint32_t>(all.at(last).segment), all[last].doc,
                       all[last].score};
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(last + 1));
  const std::string given = told(
      snapshot, best_matches(snapshot, request, matches, norms, count, after, deadline, workspace));
  EXPECT_EQ(given, told(snapshot, all));
  return given == told(snapshot, all);
}

// Random queries are long and rare; most of these match a good part of the world.
std::string frequent_query(Random& random) {
  static constexpr std::array kWhole = {"",          "-the",        "season:2", "the OR season:1",
                                        "-season:1", "-the -office"};
  if (chance(random, 20)) return kWhole[below(random, kWhole.size())];
  std::string q;
  for (std::size_t i = 1 + below(random, 4); i > 0; --i) q += random_word(random, 5) + " ";
  if (chance(random, 20)) q += "OR " + random_word(random, 3);
  if (chance(random, 20)) q += " -" + random_word(random, 5);
  return q;
}

void compare_world(const WorldSize& size, int queries) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed) + ", " + std::to_string(size.segments) + " segments");
  World world = random_world(seed, size);
  Random random(seed);
  Workspace workspace;
  for (int query = 0; query < queries; ++query) {
    world.snapshot.scoring = Scoring();
    if (chance(random, 10)) world.snapshot.scoring.exact = 40;  // a text may outweigh a class
    if (chance(random, 10)) world.snapshot.scoring.k1 = .3;     // codes of another K
    if (chance(random, 20)) world.snapshot.scoring.relax_below = 2'000;
    SearchRequest request = random_request(random, world);
    if (chance(random, 60)) request.q = frequent_query(random);
    static constexpr std::array kSorts = {"_score", "season", "-air_date,title", "-_score",
                                          "title"};
    if (chance(random, 15))
      request.sort = parse_sort(kSorts[below(random, kSorts.size())], world.snapshot.types);
    const std::size_t count = std::array<std::size_t, 5>{1, 10, 200, 700, 5'000}[below(random, 5)];
    if (!compare(world.snapshot, request, count, workspace)) return;
    if (!compare_after(world.snapshot, request, count, random, workspace)) return;
  }
}

TEST(Ranking, IsThatOfScoringEveryMatchInOneSegment) { compare_world({6'000, 1, 60}, 250); }
TEST(Ranking, IsThatOfScoringEveryMatchInThreeSegments) { compare_world({6'000, 3, 60}, 250); }
TEST(Ranking, IsThatOfScoringEveryMatchInTenSegments) { compare_world({6'000, 10, 30}, 250); }

}  // namespace
}  // namespace coldopen
