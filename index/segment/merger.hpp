// Segments without their dead documents -> the bytes of one.
#pragma once

#include <cstddef>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/scoring.hpp"
#include "index/segment/segment.hpp"
#include "index/segment/tombstones.hpp"

namespace coldopen {

struct MergeInput {
  Shared<Segment> segment;
  Shared<Tombstones> dead;  // may be null
};

// Living documents keep their order: input after input. The result is a function of the living
// documents alone (lists, counts, columns), so any order of merges gives equal answers.
std::vector<std::byte> merge_segments(const std::vector<MergeInput>& inputs,
                                      const Analyzer& analyzer, const Scoring& scoring,
                                      const SegmentIdentity& identity);

}  // namespace coldopen
