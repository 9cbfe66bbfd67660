// Eight documents at once, one a lane of 64 bits. A lane that is refused reads the list's first
// posting, or position 0, and is marked at the end.

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <immintrin.h>

#include "index/segment/kernels_positions.hpp"
#include "index/segment/lanes_avx512.hpp"

namespace coldopen::avx512 {

namespace {

constexpr std::uint32_t kLanes = 8;

// packing::kHalves of narrow widths, a step after the other.
using Halves = std::array<std::array<std::uint64_t, kLanes>, 4>;
constexpr Halves kNarrowHalves = [] {
  Halves halves{};
  for (std::size_t step = 0; step < halves.size(); ++step) {
    for (std::size_t width = 0; width <= packing::kNarrow; ++width)
      halves[step][width] = packing::kHalves[step][width];
  }
  return halves;
}();

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i numbers(std::uint64_t number) {
  return _mm512_set1_epi64(static_cast<long long>(number));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i low_bits(__m512i n) {  // n < 64
  const __m512i one = numbers(1);
  return _mm512_sub_epi64(_mm512_sllv_epi64(one, n), one);
}

// The eight bytes at each place.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i gather(__m512i places, const std::byte* bytes) {
  return _mm512_i64gather_epi64(places, bytes, 1);
}

// PackedBlock of number i.
struct Blocks {
  __m512i data;  // from the array's
  __m512i base;
  __m512i width;
};

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline Blocks blocks_of(const PackedBytes& array, __m512i i) {
  const __m512i line = _mm512_slli_epi64(_mm512_srli_epi64(i, 8), 4);
  const __m512i head = gather(line, array.table);
  const __m512i widths = gather(_mm512_add_epi64(line, numbers(8)), array.table);
  const __m512i shift = _mm512_slli_epi64(_mm512_and_si512(_mm512_srli_epi64(i, 5), numbers(7)), 3);
  const __m512i before =
      _mm512_sad_epu8(_mm512_and_si512(widths, low_bits(shift)), _mm512_setzero_si512());
  const __m512i start = _mm512_and_si512(head, numbers(0xFFFF'FFFF));
  return {_mm512_slli_epi64(_mm512_add_epi64(start, before), 2), _mm512_srli_epi64(head, 32),
          _mm512_and_si512(_mm512_srlv_epi64(widths, shift), numbers(0xFF))};
}

// Numbers i % 32 of their blocks, each as the lowest bits of what there is of eight bytes.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i bits_at(const PackedBytes& array, const Blocks& blocks, __m512i i) {
  const __m512i bit = _mm512_mul_epu32(_mm512_and_si512(i, numbers(31)), blocks.width);
  const __m512i bytes =
      gather(_mm512_add_epi64(blocks.data, _mm512_srli_epi64(bit, 3)), array.data);
  return _mm512_srlv_epi64(bytes, _mm512_and_si512(bit, numbers(7)));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i number_of(__m512i bits, const Blocks& blocks) {
  return _mm512_and_si512(
      _mm512_add_epi64(_mm512_and_si512(bits, low_bits(blocks.width)), blocks.base),
      numbers(0xFFFF'FFFF));
}

struct FewPositions {
  __m512i at[kFewPositions];
  __m512i count;
  __mmask8 known;
};

struct Runs {
  __m512i begin;
  __m512i count;
  __mmask8 known;
};

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline Runs runs_of(const PositionArrays& list, __m512i postings) {
  const __m512i groups = _mm512_srli_epi64(postings, 4);
  const Blocks starts = blocks_of(list.starts, groups);
  const __m512i start = number_of(bits_at(list.starts, starts, groups), starts);
  const Blocks counts = blocks_of(list.counts, postings);
  const __mmask8 narrow = _mm512_cmple_epu64_mask(counts.width, numbers(packing::kNarrow));
  const __m512i width = _mm512_maskz_mov_epi64(narrow, counts.width);
  const __m512i group_at =
      _mm512_srli_epi64(_mm512_mul_epu32(_mm512_and_si512(postings, numbers(16)), width), 3);
  const __m512i group = gather(_mm512_add_epi64(counts.data, group_at), list.counts.data);
  const __m512i n = _mm512_and_si512(postings, numbers(15));
  const __m512i bits = _mm512_mul_epu32(n, width);
  __m512i sum = _mm512_and_si512(group, low_bits(bits));
  for (std::uint32_t step = 0; step < kNarrowHalves.size(); ++step) {
    const __m512i half =
        _mm512_permutexvar_epi64(width, _mm512_loadu_si512(kNarrowHalves[step].data()));
    const __m512i other =
        _mm512_srlv_epi64(sum, _mm512_sll_epi64(width, _mm_cvtsi32_si128(static_cast<int>(step))));
    sum = _mm512_add_epi64(_mm512_and_si512(sum, half), _mm512_and_si512(other, half));
  }
  Runs runs;
  runs.begin = _mm512_add_epi64(_mm512_add_epi64(start, sum), _mm512_mul_epu32(n, counts.base));
  runs.count = number_of(_mm512_srlv_epi64(group, bits), counts);
  const __m512i end = _mm512_add_epi64(runs.begin, runs.count);
  runs.known = _mm512_mask_cmple_epu64_mask(narrow, runs.count, numbers(kFewPositions)) &
               _mm512_cmple_epu64_mask(end, numbers(list.all));
  return runs;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline FewPositions read(const PositionArrays& list, __m512i postings) {
  const Runs runs = runs_of(list, postings);
  const __mmask8 some = _mm512_mask_test_epi64_mask(runs.known, runs.count, runs.count);
  const __m512i begin = _mm512_maskz_mov_epi64(some, runs.begin);
  const Blocks blocks = blocks_of(list.positions, begin);
  const __m512i first = _mm512_and_si512(begin, numbers(31));
  const __m512i bit = _mm512_and_si512(_mm512_mul_epu32(first, blocks.width), numbers(7));
  const __m512i end = _mm512_add_epi64(bit, _mm512_mul_epu32(runs.count, blocks.width));
  const __mmask8 here =
      _mm512_cmple_epu64_mask(_mm512_add_epi64(first, runs.count), numbers(packing::kBlock)) &
      _mm512_cmple_epu64_mask(end, numbers(64));
  FewPositions found;
  found.count = _mm512_maskz_mov_epi64(some, runs.count);
  found.known = static_cast<__mmask8>(runs.known & (here | static_cast<__mmask8>(~some)));
  __m512i bits = bits_at(list.positions, blocks, begin);
  __m512i position = _mm512_setzero_si512();
  for (__m512i& at : found.at) {
    position = at =
        _mm512_and_si512(_mm512_add_epi64(position, number_of(bits, blocks)), numbers(0xFFFF'FFFF));
    bits = _mm512_srlv_epi64(bits, blocks.width);
  }
  return found;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i postings_of(const PositionArrays& list, const std::uint32_t* ranks, __mmask8 there) {
  return _mm512_add_epi64(_mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(there, ranks)),
                          numbers(list.first_posting));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i count_pairs(const FewPositions& a, const FewPositions& b, __m512i distance) {
  __mmask8 b_has[kFewPositions];
  for (std::uint32_t j = 0; j < kFewPositions; ++j)
    b_has[j] = _mm512_cmpgt_epu64_mask(b.count, numbers(j));
  __m512i count = _mm512_setzero_si512();
  for (std::uint32_t i = 0; i < kFewPositions; ++i) {
    const __mmask8 has = _mm512_cmpgt_epu64_mask(a.count, numbers(i));
    const __m512i wanted =
        _mm512_and_si512(_mm512_add_epi64(a.at[i], distance), numbers(0xFFFF'FFFF));
    for (std::uint32_t j = 0; j < kFewPositions; ++j) {
      const auto both = static_cast<__mmask8>(has & b_has[j]);
      const __mmask8 equal = _mm512_mask_cmpeq_epi64_mask(both, wanted, b.at[j]);
      count = _mm512_mask_add_epi64(count, equal, count, numbers(1));
    }
  }
  return count;
}

// As intersect: 32 of the longer list against each of the shorter, a's values raised by `distance`.
// Of a template, not of a flag, so that the innermost loop has no other branch.
enum class Shorter { a, b };

template <Shorter kShorter>
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t follow_in(const std::uint32_t* few, std::uint32_t n, const std::uint32_t* many,
                        std::uint32_t n_many, std::uint32_t distance, std::uint32_t* at) {
  const std::uint32_t add_few = kShorter == Shorter::a ? distance : 0;
  const std::uint32_t add_many = kShorter == Shorter::a ? 0 : distance;
  const __m512i raise = _mm512_set1_epi32(static_cast<int>(add_many));
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < n && j < n_many; j += 32) {
    const std::uint32_t held = std::min(n_many - j, 32U);
    const std::uint32_t last = many[j + held - 1] + add_many;
    if (few[i] + add_few > last) continue;
    const auto there = static_cast<std::uint32_t>(first_bits(held));
    const __m512i low =
        _mm512_add_epi32(raise, _mm512_maskz_loadu_epi32(static_cast<__mmask16>(there), many + j));
    const __m512i high = _mm512_add_epi32(
        raise, _mm512_maskz_loadu_epi32(static_cast<__mmask16>(there >> 16), many + j + 16));
    do {
      const __m512i wanted = _mm512_set1_epi32(static_cast<int>(few[i] + add_few));
      const std::uint32_t in_low = _mm512_cmpeq_epi32_mask(low, wanted);
      const std::uint32_t in_high = _mm512_cmpeq_epi32_mask(high, wanted);
      const std::uint32_t mask = (in_low | (in_high << 16)) & there;
      if (at != nullptr) at[found] = kShorter == Shorter::a ? i : j + lowest_bit(mask);
      found += mask != 0 ? 1 : 0;
      ++i;
    } while (i < n && few[i] + add_few <= last);
  }
  return found;
}

}  // namespace

// 16 values of any width begin within 16 words of 32 bits and end within the word after: each lane
// picks its word and the next one and shifts them as one.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void unpack(const std::byte* block, std::uint32_t width, std::uint32_t base, std::uint32_t first,
            std::uint32_t n, std::uint32_t* out) noexcept {
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i starts = _mm512_mullo_epi32(lanes, _mm512_set1_epi32(static_cast<int>(width)));
  const __m512i mask = _mm512_set1_epi32(static_cast<int>((std::uint64_t{1} << width) - 1));
  const __m512i bases = _mm512_set1_epi32(static_cast<int>(base));
  for (std::uint32_t i = 0; i < n; i += 16) {
    const std::uint32_t bit = (first + i) * width;
    const std::byte* from = block + bit / 32 * 4;
    const std::uint32_t words = (bit % 32 + std::min(n - i, 16U) * width + 31) / 32;  // to be read
    const __m512i all =
        _mm512_maskz_loadu_epi32(static_cast<__mmask16>(first_bits(std::min(words, 16U))), from);
    const __m512i next = _mm512_maskz_loadu_epi32(
        static_cast<__mmask16>(first_bits(std::max(words, 1U) - 1)), from + 4);
    const __m512i bits = _mm512_add_epi32(starts, _mm512_set1_epi32(static_cast<int>(bit % 32)));
    const __m512i words_of = _mm512_srli_epi32(bits, 5);
    const __m512i values = _mm512_shrdv_epi32(_mm512_permutexvar_epi32(words_of, all),
                                              _mm512_permutexvar_epi32(words_of, next), bits);
    _mm512_storeu_si512(out + i, _mm512_add_epi32(_mm512_and_si512(values, mask), bases));
  }
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t follow(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                     std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept {
  if (na <= nb) return follow_in<Shorter::a>(a, na, b, nb, distance, at);
  return follow_in<Shorter::b>(b, nb, a, na, distance, at);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void count_behind(const PositionArrays& a, const std::uint32_t* a_ranks, const PositionArrays& b,
                  const std::uint32_t* b_ranks, std::uint32_t n, std::uint32_t distance,
                  std::uint8_t* counts) noexcept {
  for (std::uint32_t i = 0; i < n; i += kLanes) {
    const auto there = static_cast<__mmask8>(n - i < kLanes ? (1U << (n - i)) - 1 : 0xFF);
    const FewPositions first = read(a, postings_of(a, a_ranks + i, there));
    const FewPositions second = read(b, postings_of(b, b_ranks + i, there));
    const __m512i count = count_pairs(first, second, numbers(distance));
    const auto known = static_cast<__mmask8>(first.known & second.known);
    _mm512_mask_cvtepi64_storeu_epi8(counts + i, there,
                                     _mm512_mask_mov_epi64(numbers(kManyPositions), known, count));
  }
}

}  // namespace coldopen::avx512

#endif
