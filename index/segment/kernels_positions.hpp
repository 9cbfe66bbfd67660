// The hot loops of phrases: positions unpacked, and which of one word stand behind another's. Three
// of Kernels (kernels.hpp has what holds for all), whose twins have a file of their own each. AVX2
// takes the plain count_behind: half the lanes, and gathers that some machines do one by one.
#pragma once

#include <cstddef>
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

inline constexpr std::uint32_t kSomePositions = 64;  // of a posting
inline constexpr std::uint32_t kSomePairs = 250;     // of positions of two postings
inline constexpr std::uint8_t kManyPositions = 255;  // not looked at

// unpack: out[i] = base + value i of a block of 128 packed with `width` bits each (bitpack.hpp),
// for i in [0, n): values first, first + 1, ...; first + n <= 128, width <= 32.
//
// follow: how many values v of a have v + distance in b; both rise and no sum wraps. Their places
// in a, if at is not null.
//
// count_behind: how often b stands `distance` behind a in each of n documents, which are the
// postings of these ranks of the two lists: the pairs of their positions for which it holds.
// kManyPositions where one of them has more than kSomePositions, both have more than kSomePairs
// pairs, or where they do not lie inside: they are to be read by themselves. Sums wrap at 32 bits.
// O(n)
namespace scalar {
void unpack(const std::byte* block, std::uint32_t width, std::uint32_t base, std::uint32_t first,
            std::uint32_t n, std::uint32_t* out) noexcept;
std::uint32_t follow(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                     std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept;
void count_behind(const PositionArrays& a, const std::uint32_t* a_ranks, const PositionArrays& b,
                  const std::uint32_t* b_ranks, std::uint32_t n, std::uint32_t distance,
                  std::uint8_t* counts) noexcept;
}  // namespace scalar
#if defined(__x86_64__)
namespace avx2 {
void unpack(const std::byte* block, std::uint32_t width, std::uint32_t base, std::uint32_t first,
            std::uint32_t n, std::uint32_t* out) noexcept;
std::uint32_t follow(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                     std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept;
}  // namespace avx2
namespace avx512 {
void unpack(const std::byte* block, std::uint32_t width, std::uint32_t base, std::uint32_t first,
            std::uint32_t n, std::uint32_t* out) noexcept;
std::uint32_t follow(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                     std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept;
void count_behind(const PositionArrays& a, const std::uint32_t* a_ranks, const PositionArrays& b,
                  const std::uint32_t* b_ranks, std::uint32_t n, std::uint32_t distance,
                  std::uint8_t* counts) noexcept;
}  // namespace avx512
#endif

}  // namespace coldopen
