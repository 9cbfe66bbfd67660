// A snapshot of given articles without a data directory: for evaluation, benches and tests.
//
// Cost    that of writing the articles' segments; all of them stay in memory.
// Errors  none: the articles were checked before (check(article)).
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "corpus/article.hpp"
#include "index/live/snapshot.hpp"

namespace coldopen {

struct MemoryIndexOptions {
  Shared<Analyzer> analyzer;  // null: English
  FieldWeights weights;
  Scoring scoring;
  std::size_t segments = 1;             // about equal parts of the articles, in their order
  Strings removed;                      // ids of articles that are dead in their segments
  Shared<Settings> settings = nullptr;  // given: instead of analyzer, weights and scoring
};

// An article whose id comes again later is dead, as if it had been replaced.
Snapshot memory_index(std::span<const Article> articles, const MemoryIndexOptions& options = {});

struct ArticleVersion {
  const Article* article = nullptr;
  bool dead = false;  // it stands in its segment, but was replaced or removed
};

// Adds the segments of these, one for each language; of the snapshot all but its statistics is set.
void add_segments(Snapshot& snapshot, std::span<const ArticleVersion> versions,
                  const SegmentOptions& making = {});

}  // namespace coldopen
