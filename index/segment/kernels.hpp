// The hot loops of scoring and counting, each written up to three times with one result: plainly,
// with AVX2, with AVX-512. The plain twin is the meaning; tests hold the others to it.
//
// All work on one chunk, window or block of a list, never on one document alone. `docs` are rising
// documents of a chunk (the low 16 bits), `codes` their impact codes. A pointer that is read may be
// read up to 64 bytes beyond its n values: sections end with readable bytes (FORMAT.md). Output
// arrays need room for 64 values more than they get. What comes back never depends on those bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "index/segment/kernels_arrays.hpp"
#include "index/segment/kernels_positions.hpp"

namespace coldopen {

inline constexpr std::size_t kBitmapsMax = 64;  // lists of sum_common

// A piece of a list's bitmap: its first n set bits have codes[0, n), later ones are passed over.
struct BitmapCodes {
  const std::uint64_t* bits = nullptr;
  const std::uint8_t* codes = nullptr;
  std::uint32_t n = 0;
  std::uint16_t weight = 0;
};

struct Kernels {
  std::string_view name;  // "scalar", "avx2", "avx512"

  // kernels_arrays.hpp
  std::uint32_t (*find)(const std::uint16_t* docs, std::uint32_t n, std::uint16_t doc) noexcept;
  std::uint32_t (*intersect)(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                             std::uint32_t nb, std::uint16_t* at_a, std::uint16_t* at_b) noexcept;
  std::uint32_t (*count_common)(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                                std::uint32_t nb) noexcept;

  // The places of documents whose bit is set among the 65,536 of `bits`; returns how many.
  std::uint32_t (*test_bits)(const std::uint16_t* docs, std::uint32_t n, const std::uint64_t* bits,
                             std::uint16_t* at) noexcept;
  std::uint32_t (*count_bits)(const std::uint16_t* docs, std::uint32_t n,
                              const std::uint64_t* bits) noexcept;

  // How many codes are at least `least`; their places (n <= 65,536), returning how many.
  std::uint32_t (*count_codes)(const std::uint8_t* codes, std::uint32_t n,
                               std::uint8_t least) noexcept;
  std::uint32_t (*find_codes)(const std::uint8_t* codes, std::uint32_t n, std::uint8_t least,
                              std::uint16_t* at) noexcept;
  // The same of sums of 16 bits.
  std::uint32_t (*find_sums)(const std::uint16_t* sums, std::uint32_t n, std::uint16_t least,
                             std::uint16_t* at) noexcept;

  // window[doc % 4,096] += (code * weight) >> 8, for an array, and for 64 words of a bitmap. Codes
  // of a bitmap belong to its set bits in turn; bits after the n-th are passed over, so that bytes
  // that contradict each other do no harm. The caller knows that no sum passes 65,535.
  void (*add_array)(const std::uint16_t* docs, const std::uint8_t* codes, std::uint32_t n,
                    std::uint16_t weight, std::uint16_t* window) noexcept;
  void (*add_bitmap)(const std::uint64_t* bits, const std::uint8_t* codes, std::uint32_t n,
                     std::uint16_t weight, std::uint16_t* window) noexcept;
  // The places 0..4,095 of the window whose sum is at least `least` (1 or more) and whose bit is
  // set in `mask` (64 words; null: all), with their sums; returns how many. Clears the window.
  std::uint32_t (*take)(std::uint16_t* window, std::uint16_t least, const std::uint64_t* mask,
                        std::uint16_t* at, std::uint16_t* sums) noexcept;

  // The places of all set bits (words <= 1,024); returns how many.
  std::uint32_t (*set_bits)(const std::uint64_t* bits, std::size_t words,
                            std::uint16_t* at) noexcept;
  // Bitmaps with codes. The places of set bits (words <= 1,024) whose code is at least `least`, and
  // these codes; n as for add_bitmap; returns how many.
  std::uint32_t (*expand)(const std::uint64_t* bits, std::size_t words, const std::uint8_t* codes,
                          std::uint32_t n, std::uint8_t least, std::uint16_t* at,
                          std::uint8_t* codes_at) noexcept;
  // The rank of a document in a chunk's bitmap of n set bits, or n if its bit is not set; before[b]
  // = set bits before word 4 b (256 of them). And as test_bits, with the ranks. What is found is
  // below n whatever the bytes are.
  std::uint32_t (*find_bit)(const std::uint64_t* bits, const std::uint16_t* before, std::uint32_t n,
                            std::uint16_t doc) noexcept;
  std::uint32_t (*rank_bits)(const std::uint16_t* docs, std::uint32_t n_docs,
                             const std::uint64_t* bits, const std::uint16_t* before,
                             std::uint32_t n, std::uint16_t* at, std::uint16_t* ranks) noexcept;
  // The places of bits that all of 1 to 64 bitmaps and `mask` (null: all) have set (words <= 1,024)
  // and whose sum of (code * weight) >> 8 is at least `least`, with these sums; returns how many.
  // No sum passes 65,535.
  std::uint32_t (*sum_common)(std::span<const BitmapCodes> lists, std::size_t words,
                              const std::uint64_t* mask, std::uint16_t least, std::uint16_t* at,
                              std::uint16_t* sums) noexcept;

  // Words of bits. The counts are of set bits.
  std::uint32_t (*count)(const std::uint64_t* a, std::size_t words) noexcept;
  std::uint32_t (*count_and)(const std::uint64_t* a, const std::uint64_t* b,
                             std::size_t words) noexcept;
  void (*and_into)(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept;
  void (*or_into)(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept;
  void (*and_not_into)(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept;

  // kernels_positions.hpp
  void (*unpack)(const std::byte* block, std::uint32_t width, std::uint32_t base,
                 std::uint32_t first, std::uint32_t n, std::uint32_t* out) noexcept;
  std::uint32_t (*follow)(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                          std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept;
  void (*count_behind)(const PositionArrays& a, const std::uint32_t* a_ranks,
                       const PositionArrays& b, const std::uint32_t* b_ranks, std::uint32_t n,
                       std::uint32_t distance, std::uint8_t* counts) noexcept;
};

// The twins, one a file. Those that this machine cannot run are only named here.
namespace scalar {
extern const Kernels kKernels;
}
#if defined(__x86_64__)
namespace avx2 {  // with BMI1, BMI2, POPCNT
extern const Kernels kKernels;
}
namespace avx512 {  // F, BW, VL, VBMI2, VPOPCNTDQ; with BMI1, BMI2, POPCNT
extern const Kernels kKernels;
}
#endif

// Those that this machine can run, the plain ones first.
std::span<const Kernels* const> runnable_kernels() noexcept;

// The ones in use: the last of the runnable ones, unless others were chosen. One atomic load: take
// them once a query.
const Kernels& kernels() noexcept;
// For tests, measurements and COLDOPEN_SIMD; false if there are none of this name here.
bool use_kernels(std::string_view name) noexcept;

}  // namespace coldopen
