// Which documents of a rising array a chunk of a list holds.
//
// One place that chooses how: bits tested, arrays intersected, or, where the array is much the
// shorter one, each document looked up.
#pragma once

#include <cstdint>

#include "index/segment/kernels.hpp"
#include "query/scored_list.hpp"

namespace coldopen {

// The places of such documents in docs[0, n), rising, and for chunks that are arrays their ranks in
// the chunk, below its cardinality; `ranks` is left alone by bitmaps. Returns how many. Room in
// both outputs: n + 64.
std::uint32_t find_common(const Kernels& with, const std::uint16_t* docs, std::uint32_t n,
                          const ListChunk& chunk, std::uint16_t* at, std::uint16_t* ranks) noexcept;

std::uint32_t count_common(const Kernels& with, const std::uint16_t* docs, std::uint32_t n,
                           const ListChunk& chunk) noexcept;

// docs[i] = docs[at[i]] for i in [0, n); `at` rises. `from` may be `docs`.
void keep_places(const std::uint16_t* from, const std::uint16_t* at, std::uint32_t n,
                 std::uint16_t* docs) noexcept;

}  // namespace coldopen
