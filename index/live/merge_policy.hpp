// Which segments to merge: a pure function of their sizes.
//
// Beyond `segments_max` segments, the smallest are merged: as many as make the largest among them
// have the most company (the sum of the smaller ones over it). So equal segments meet, a large one
// is not rewritten for a few small ones, and what a search meets is bounded. Bytes written for each
// byte that came, simulated: 2.4 after 30 segments with a bound of 4, 3.7 after 100, 9.8 after
// 1,000; 9.5 after 32,000 with a bound of 8. (Merging while each is no larger than all smaller ones
// together: 1.9, 3.4, 13.7, 9.9.) A segment more than half of whose documents are dead is rewritten
// alone.
//
// No merge makes more than kMergedBytesMax: what a segment can hold is limited (FORMAT.md), so in
// an index of hundreds of gigabytes there are more segments than the bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace coldopen {

struct SegmentSize {
  std::uint64_t bytes = 0;
  std::uint64_t documents = 0;  // dead ones included
  std::uint64_t living = 0;
};

// About half of what the numbers of 32 bits of a segment reach: measured on encyclopedia text, 6
// bytes a posting and as many a word.
inline constexpr std::uint64_t kMergedBytesMax = std::uint64_t{12} << 30;

// Places in `sizes`, rising; empty: merge nothing. segments_max >= 1. Doing what it says again and
// again comes to an end.
std::vector<std::size_t> choose_merge(std::span<const SegmentSize> sizes, std::size_t segments_max);

}  // namespace coldopen
