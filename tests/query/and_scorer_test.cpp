// The best of documents that hold all lists of a query, against scoring every document.
#include "query/and_scorer.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "query/top_documents.hpp"
#include "tests/support/flat_queries.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

void expect_best(const FlatWorld& world, const FlatTerms& terms, Workspace& workspace) {
  for (const std::uint32_t k : {1U, 10U, 100U, 1000U}) {
    SCOPED_TRACE(told(terms) + " k " + std::to_string(k));
    const std::vector<TopDocument> expected = world.best(terms.lists, terms.how, k);
    for (const Kernels* with : runnable_kernels()) {
      ASSERT_TRUE(use_kernels(with->name));
      const FlatQuery query = world.query(terms.lists, terms.how, workspace);
      const auto found = top_documents(query, k, workspace);
      ASSERT_EQ(std::vector(found.begin(), found.end()), expected) << with->name;
    }
  }
}

// Bounds of all documents of the first segment that match.
std::vector<std::pair<DocId, std::uint32_t>> bounds_of_matches(const FlatQuery& query,
                                                               const Bounds& bounds) {
  const SegmentLists& segment = query.segments[0];
  std::vector<std::pair<DocId, std::uint32_t>> expected;
  for (DocId doc = 0; doc < segment.view->segment->size(); ++doc) {
    std::uint32_t sum = 0;
    bool matches = segment.view->alive(doc);
    for (std::size_t i = 0; i < query.lists.size(); ++i) {
      const auto rank = segment.lists[i].find(kernels(), doc);
      const Occur occur = query.lists[i].occur;
      if (occur != Occur::should) matches = matches && rank.has_value() == (occur == Occur::must);
      if (rank && occur != Occur::must_not) sum += bounds.of(i, segment.lists[i].codes()[*rank]);
    }
    if (matches) expected.emplace_back(doc, sum);
  }
  return expected;
}

class AndScorer : public FlatQueries {};

// Under a threshold that stands still, so that being one off shows.
TEST_F(AndScorer, WhatReachesTheThresholdIsOfferedToTheLastBound) {
  const FlatWorld world(random_, {.sizes = {kChunkDocs + 300}, .dead_in_a_thousand = 5});
  for (int round = 0; round < 60; ++round) {
    FlatTerms terms = round % 2 == 0 ? mixed(world, 1 + random_() % 5)
                                     : of_types(random_types(1 + random_() % 4), Occur::must);
    SCOPED_TRACE(told(terms));
    for (const Kernels* with : runnable_kernels()) {
      ASSERT_TRUE(use_kernels(with->name));
      const FlatQuery query = world.query(terms.lists, terms.how, workspace_);
      std::vector<double> weights;
      for (const QueryList& list : query.lists) weights.push_back(list.weight);
      const Bounds bounds(weights, {});
      const auto all = bounds_of_matches(query, bounds);
      std::vector<std::uint32_t> thresholds = {0, 1, 65'535};
      for (int i = 0; i < 5 && !all.empty(); ++i)
        thresholds.push_back(all[random_() % all.size()].second);
      for (const std::uint32_t threshold : thresholds) {
        const std::uint32_t more_than_all = 2 * kChunkDocs;
        workspace_.candidates.begin(more_than_all, threshold, bounds);
        workspace_.candidates.begin_segment(0);
        offer_all_of(query, 0, bounds, workspace_);
        std::vector<std::pair<DocId, std::uint32_t>> offered;
        for (const Candidate& found : workspace_.candidates.take())
          offered.emplace_back(found.doc, found.bound);
        auto expected = all;
        std::erase_if(expected, [&](const auto& each) { return each.second < threshold; });
        ASSERT_EQ(offered, expected) << with->name << " threshold " << threshold;
      }
    }
  }
}

TEST_F(AndScorer, EveryCombinationOfContainersGivesTheBestOfAllDocuments) {
  const FlatWorld world(random_, {.sizes = {kChunkDocs}});
  for (const auto& types : combinations(2, 4))
    expect_best(world, of_types(types, Occur::must), workspace_);
  for (std::size_t lists = 5; lists <= 6; ++lists)
    for (int round = 0; round < 8; ++round)
      expect_best(world, of_types(random_types(lists), Occur::must), workspace_);
}

TEST_F(AndScorer, OptionalAndUnwantedListsMasksAndTheDeadInAnyNumberOfSegments) {
  const std::vector<std::vector<std::uint32_t>> sizes = {
      {kChunkDocs + 300}, {kChunkDocs, 9000, 70}, {7000, 4096, 300, 1, 64, 65, 500, 5000, 2, 1000}};
  for (const auto& each : sizes) {
    for (const std::uint32_t dead : {0U, 50U}) {
      FlatWorld world(random_, {.sizes = each, .dead_in_a_thousand = dead});
      for (const std::uint32_t mask : {1000U, 500U, 5U}) {
        SCOPED_TRACE(std::to_string(each.size()) + " segments, dead " + std::to_string(dead) +
                     ", mask " + std::to_string(mask));
        world.set_mask(random_, mask);
        for (int round = 0; round < 8; ++round)
          expect_best(world, mixed(world, 2 + random_() % 5), workspace_);
      }
    }
  }
}

TEST_F(AndScorer, EqualScoresAtTheCutAreAllFound) {
  const FlatWorld world(random_, {.sizes = {kChunkDocs, 3000}, .all_ties = true});
  for (const auto& types : combinations(2, 3))
    expect_best(world, of_types(types, Occur::must), workspace_);
}

TEST_F(AndScorer, AListAskedTwiceAndAListOfWeightZeroMatchOnce) {
  const FlatWorld world(random_, {.sizes = {kChunkDocs + 300}});
  for (const auto& types : combinations(1, 2)) {
    FlatTerms terms = of_types(types, Occur::must);
    terms.lists.push_back(terms.lists.front());
    terms.how.push_back(terms.how.front());
    expect_best(world, terms, workspace_);
    terms.how.front().weight = 0;
    expect_best(world, terms, workspace_);
    for (QueryList& how : terms.how) how.weight = 0;
    expect_best(world, terms, workspace_);
  }
}

TEST_F(AndScorer, CodesOfOtherStatisticsStillBound) {
  FlatWorld world(random_, {.sizes = {kChunkDocs, 9000}});
  for (const double length : {20.0, 2000.0}) {
    world.set_average_length(length);
    for (int round = 0; round < 20; ++round)
      expect_best(world, mixed(world, 2 + random_() % 4), workspace_);
  }
}

}  // namespace
}  // namespace coldopen
