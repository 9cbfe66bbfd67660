// The engine against the oracle: the same ids, order, scores, totals and facets, whatever the
// number of segments and whoever is dead.
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "corpus/article_json.hpp"
#include "index/segment/segment.hpp"
#include "query/search.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive_search.hpp"
#include "tests/support/random_request.hpp"
#include "tests/support/random_world.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

std::string told(const std::vector<NaiveHit>& hits) {
  std::string text;
  for (const NaiveHit& hit : hits) {
    char score[40];
    std::snprintf(score, sizeof score, "%.9g", hit.score);
    text += hit.id + " " + score + "\n";
  }
  return text;
}

// The page of the oracle's hits that the request asks for.
std::vector<NaiveHit> page_of(const NaiveAnswer& answer, const SearchRequest& request) {
  const std::size_t begin = std::min<std::size_t>(request.offset, answer.hits.size());
  const std::size_t end = std::min<std::size_t>(begin + request.limit, answer.hits.size());
  return {answer.hits.begin() + static_cast<std::ptrdiff_t>(begin),
          answer.hits.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::string told(const SearchRequest& request) {
  std::string text = "q: " + request.q + "\nmatch: " +
                     (request.match == Match::any   ? "any"
                      : request.match == Match::all ? "all"
                                                    : "auto") +
                     (request.fold ? "" : ", not folded") + ", offset " +
                     std::to_string(request.offset) + ", limit " + std::to_string(request.limit);
  for (const Condition& condition : request.filters) {
    text += ", filter on " + std::string(condition.negated ? "-" : "") + condition.attribute;
  }
  return text;
}

// True when both agree; else says what differs.
bool agree(const NaiveAnswer& expected, const Snapshot& snapshot, const SearchRequest& request) {
  SCOPED_TRACE(told(request));
  const SearchResponse given = search(snapshot, request);
  std::vector<NaiveHit> hits;
  for (const Hit& hit : given.hits) hits.push_back({hit.id, hit.score});
  const std::vector<NaiveHit> page = page_of(expected, request);
  EXPECT_EQ(given.total, expected.hits.size());
  EXPECT_EQ(told(hits), told(page));
  EXPECT_FALSE(given.partial);
  bool same = given.total == expected.hits.size() && hits == page;
  EXPECT_EQ(given.facets.size(), expected.facets.size());
  for (const Facet& facet : given.facets) {
    std::map<std::string, std::uint64_t> counts;
    for (const FacetValue& value : facet.values) {
      if (value.count > 0) counts[value.value] = value.count;
    }
    const auto wanted = expected.facets.find(facet.attribute);
    const bool equal = wanted != expected.facets.end() && wanted->second == counts;
    EXPECT_TRUE(equal) << "facet " << facet.attribute << ": given "
                       << ::testing::PrintToString(counts) << ", expected "
                       << ::testing::PrintToString(expected.facets.at(facet.attribute));
    same = same && equal;
  }
  return same;
}

// Mostly all parts; now and then some are off, and candidates are few.
Scoring random_scoring(std::mt19937_64& random) {
  Scoring scoring;
  if (chance(random, 30)) scoring.candidates = below(random, 20);
  if (chance(random, 20)) scoring.relax_below = below(random, 30);
  if (chance(random, 50)) return scoring;
  SearchParts& parts = scoring.parts;
  for (bool* part : {&parts.stems, &parts.joins, &parts.codes, &parts.synonyms, &parts.classes,
                     &parts.stop_words}) {
    *part = chance(random, 70);
  }
  return scoring;
}

std::string told(const Scoring& scoring) {
  const SearchParts& parts = scoring.parts;
  return std::to_string(scoring.candidates) + " candidates, relax below " +
         std::to_string(scoring.relax_below) + ", off:" + (parts.stems ? "" : " stems") +
         (parts.joins ? "" : " joins") + (parts.codes ? "" : " codes") +
         (parts.synonyms ? "" : " synonyms") + (parts.classes ? "" : " classes") +
         (parts.stop_words ? "" : " stop words");
}

void compare_worlds(const WorldSize& size, int worlds, int queries) {
  const std::uint64_t first_seed = test_seed();
  for (int i = 0; i < worlds; ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    SCOPED_TRACE("seed " + std::to_string(seed) + ", " + std::to_string(size.articles) +
                 " articles, " + std::to_string(size.segments) + " segments, vocabulary " +
                 std::to_string(size.vocabulary));
    World world = random_world(seed, size);
    std::mt19937_64 random(seed);
    world.snapshot.scoring = random_scoring(random);
    const Snapshot& snapshot = world.snapshot;
    SCOPED_TRACE(told(snapshot.scoring));
    ASSERT_EQ(snapshot.stats.documents, world.living.size());
    const NaiveSearch oracle(world.living, *snapshot.analyzer, snapshot.scoring, snapshot.weights,
                             snapshot.types, snapshot.settings->attribute_weights);
    for (int query = 0; query < queries; ++query) {
      SCOPED_TRACE("query " + std::to_string(query));
      const SearchRequest request = random_request(random, world);
      if (!agree(oracle.search(request), snapshot, request)) return;
    }
  }
}

TEST(OracleSearch, AFewArticlesInOneSegment) { compare_worlds({12, 1, 5}, 10, 60); }
TEST(OracleSearch, AFewArticlesInThreeSegments) { compare_worlds({40, 3, 10}, 5, 60); }
TEST(OracleSearch, HundredsOfArticlesInTenSegments) { compare_worlds({400, 10, 300}, 1, 80); }
TEST(OracleSearch, HundredsOfArticlesOfManyWordsInOneSegment) {
  compare_worlds({500, 1, 1'000}, 1, 80);
}

TEST(OracleSearch, TheLengthOfTheOracleIsTheLengthOfASegment) {
  for (std::uint32_t length = 0; length < 100'000; ++length) {
    ASSERT_EQ(naive::stored_length(length), decode_length(encode_length(length)));
  }
  EXPECT_EQ(naive::stored_length(0x7FFFFFFF), decode_length(encode_length(0x7FFFFFFF)));
}

// --- A real collection
// ----------------------------------------------------------------------------

const std::string kCranfield = COLDOPEN_SOURCE_DIR "/../shared/data/judged/cranfield";

Strings lines_of(const std::string& command) {
  Strings lines;
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return lines;
  std::string line;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    if (c != '\n') {
      line.push_back(static_cast<char>(c));
    } else {
      lines.push_back(std::exchange(line, {}));
    }
  }
  ::pclose(pipe);
  return lines;
}

TEST(OracleSearch, EveryCranfieldQueryInOneThreeAndTenSegments) {
  const Strings records = lines_of("gzip -dc '" + kCranfield + "/corpus.jsonl.gz' 2>/dev/null");
  if (records.empty()) GTEST_SKIP() << "SKIPPED: no Cranfield collection at " << kCranfield;
  std::vector<Article> articles;
  for (const std::string& record : records) {
    if (record.find("\"body\": \"\"") != std::string::npos) continue;  // two have no text at all
    articles.push_back(article_from_json(record));
    articles.back().attributes.clear();
  }
  std::vector<Snapshot> snapshots;
  for (const std::size_t segments : {1U, 3U, 10U})
    snapshots.push_back(snapshot_of(articles, segments, {}));
  const NaiveSearch oracle(articles, *snapshots[0].analyzer, snapshots[0].scoring,
                           snapshots[0].weights, {});
  const Strings queries = lines_of("cat '" + kCranfield + "/queries.tsv'");
  EXPECT_EQ(queries.size(), 225U);
  for (const std::string& line : queries) {
    for (const Match match : {Match::any, Match::automatic}) {
      SearchRequest request;
      request.q = line.substr(line.find('\t') + 1);
      request.match = match;
      request.timeout = std::chrono::milliseconds(60'000);
      SCOPED_TRACE("query " + line.substr(0, line.find('\t')));
      const NaiveAnswer expected = oracle.search(request);
      for (const Snapshot& snapshot : snapshots) {
        SCOPED_TRACE(std::to_string(snapshot.segments.size()) + " segments");
        if (!agree(expected, snapshot, request)) return;
      }
    }
  }
}

}  // namespace
}  // namespace coldopen
