// What a segment is made by, and what it may have beyond the lists of its words.
#pragma once

#include "index/analysis/analyzer.hpp"
#include "index/scoring.hpp"

namespace coldopen {

// Both make searches faster and segments larger (README.md has figures); answers are the same.
struct SegmentOptions {
  bool champions = true;  // the best documents of long lists
  bool pairs = true;      // lists of frequent words side by side
};

struct SegmentMaking {
  const Analyzer* analyzer = nullptr;  // of stems and keys; none: every word is its own stem
  Scoring scoring;                     // k1 and b of the impact codes
  SegmentOptions options;
};

}  // namespace coldopen
