// The hot loop of phrases: how often one word stands behind another in documents that hold both.
// One of Kernels (kernels.hpp), whose twins have a file of their own each; AVX2 takes the plain
// one: half the lanes, and gathers that some machines do one by one.
#pragma once

#include <cstdint>

#include "index/segment/packing.hpp"

namespace coldopen {

// Where the positions of a list lie (postings.hpp). All its postings lie inside of `counts` and
// `starts`, and `all` is not 0.
struct PositionArrays {
  PackedBytes starts;     // by posting / 16: where the positions of these postings begin
  PackedBytes counts;     // by posting
  PackedBytes positions;  // steps, from 0 in each posting
  std::uint64_t all = 0;  // positions that there are
  std::uint32_t first_posting = 0;
};

inline constexpr std::uint32_t kFewPositions = 4;    // of a posting
inline constexpr std::uint8_t kManyPositions = 255;  // not looked at

// How often b stands `distance` behind a in each of n documents, which are the postings of these
// ranks of the two lists. kManyPositions where one of them has more than kFewPositions, or where
// these do not lie in one block and in eight bytes, or not inside: they are to be read by
// themselves. Sums wrap at 32 bits. O(n)
namespace scalar {
void count_behind(const PositionArrays& a, const std::uint32_t* a_ranks, const PositionArrays& b,
                  const std::uint32_t* b_ranks, std::uint32_t n, std::uint32_t distance,
                  std::uint8_t* counts) noexcept;
}
#if defined(__x86_64__)
namespace avx512 {
void count_behind(const PositionArrays& a, const std::uint32_t* a_ranks, const PositionArrays& b,
                  const std::uint32_t* b_ranks, std::uint32_t n, std::uint32_t distance,
                  std::uint8_t* counts) noexcept;
}
#endif

}  // namespace coldopen
