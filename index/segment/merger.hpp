// Segments without their dead documents -> the bytes of one.
#pragma once

#include <cstddef>
#include <vector>

#include "index/io/disk.hpp"
#include "index/segment/making.hpp"
#include "index/segment/segment.hpp"
#include "index/segment/tombstones.hpp"

namespace coldopen {

struct MergeInput {
  Shared<Segment> segment;
  Shared<Tombstones> dead;  // may be null
};

// Living documents keep their order: input after input. The result is a function of the living
// documents alone (lists, counts, columns), so any order of merges gives equal answers.
// Errors: Error(damaged) where an input's bytes are wrong behind right checksums so that lists
// could not be made of them, Error(too_large), and Error(invalid_argument) where their weights
// differ.
std::vector<std::byte> merge_segments(const std::vector<MergeInput>& inputs,
                                      const SegmentMaking& making, const SegmentIdentity& identity);
// The same into a file, whole or not at all, list by list: memory holds the longest list, some
// bytes a document and a term, and pairs in the making (pair_lists.hpp).
void merge_segments(const std::vector<MergeInput>& inputs, const SegmentMaking& making,
                    const SegmentIdentity& identity, Disk& disk, const Disk::Path& path);

}  // namespace coldopen
