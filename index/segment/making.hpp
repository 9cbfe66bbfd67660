// What a segment is made by, and what it may have beyond the lists of its words.
#pragma once

#include "index/analysis/analyzer.hpp"
#include "index/fields.hpp"
#include "index/scoring.hpp"

namespace coldopen {

struct SegmentOptions {
  // Both make searches faster and segments larger (README.md has figures); answers are the same.
  bool champions = true;                    // the best documents of long lists
  bool pairs = true;                        // lists of frequent words side by side
  AttributeWeights attribute_weights = {};  // a merge takes those of its segments
};

struct SegmentMaking {
  const Analyzer* analyzer = nullptr;  // of stems and keys; none: every word is its own stem
  Scoring scoring;                     // k1 and b of the impact codes
  SegmentOptions options;
};

}  // namespace coldopen
