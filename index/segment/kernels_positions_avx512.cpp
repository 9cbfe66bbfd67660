// Eight documents at once, one a lane of 64 bits. A lane that is refused reads the list's first
// posting, or position 0, and is marked at the end. Mostly both words stand a few times in a
// document: then four positions of each lie in eight bytes. The others are read one by one.

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <immintrin.h>

#include "index/segment/kernels_positions.hpp"
#include "index/segment/lanes_avx512.hpp"

namespace coldopen::avx512 {

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

namespace {

constexpr std::uint32_t kLanes = 8;
constexpr std::uint32_t kTogether = 64;
constexpr std::uint32_t kFewPositions = 4;  // of a posting, read beside those of seven others

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

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m256i four_at(const std::byte* bytes, const std::uint64_t* places) {
  const auto at = [&](std::size_t i) {
    return static_cast<long long>(packing::eight_bytes(bytes + places[i]));
  };
  return _mm256_set_epi64x(at(3), at(2), at(1), at(0));
}

// The eight bytes at each place. A gather takes as long, and longer where they come from far.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i gather(__m512i places, const std::byte* bytes) {
  alignas(64) std::array<std::uint64_t, kLanes> at;
  _mm512_store_si512(at.data(), places);
  const __m512i low = _mm512_castsi256_si512(four_at(bytes, at.data()));
  return _mm512_inserti64x4(low, four_at(bytes, at.data() + 4), 1);
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

// Where the positions of some postings of a list lie, found for all before any is read: so all wait
// for memory at the same time.
struct Postings {
  explicit Postings(const PositionArrays& positions) : list(positions) {}

  using Numbers = std::array<std::uint64_t, kTogether>;
  const PositionArrays& list;
  alignas(64) Numbers begin;  // of the position arrays
  alignas(64) Numbers count;
  alignas(64) Numbers bit;   // where the first is in the data of its block,
  alignas(64) Numbers byte;  // and in all data
  alignas(64) Numbers base;
  alignas(64) Numbers width;
  std::array<__mmask8, kTogether / kLanes> known;
};

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i eight_of(const Postings::Numbers& values, std::uint32_t i) {
  return _mm512_load_si512(values.data() + i);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline void keep(Postings::Numbers& values, std::uint32_t i, __m512i eight) {
  _mm512_store_si512(values.data() + i, eight);
}

// The sums of the first narrow numbers of groups, which have so many bits.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i sums_of(__m512i groups, __m512i bits, __m512i width) {
  __m512i sum = _mm512_and_si512(groups, low_bits(bits));
  for (std::uint32_t step = 0; step < kNarrowHalves.size(); ++step) {
    const __m512i half =
        _mm512_permutexvar_epi64(width, _mm512_loadu_si512(kNarrowHalves[step].data()));
    const __m512i other =
        _mm512_srlv_epi64(sum, _mm512_sll_epi64(width, _mm_cvtsi32_si128(static_cast<int>(step))));
    sum = _mm512_add_epi64(_mm512_and_si512(sum, half), _mm512_and_si512(other, half));
  }
  return sum;
}

// The run of a posting whose count is no narrow number.
void find_wide_run(Postings& of, std::uint32_t i, std::uint64_t posting) {
  const std::size_t group = posting / packing::kGroup;
  const PackedBlock counts(of.list.counts, posting);
  of.begin[i] = PackedBlock(of.list.starts, group)[group] + counts.sum_before(posting);
  of.count[i] = counts[posting];
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void find_runs(Postings& of, std::uint32_t i, __m512i postings) {
  const PositionArrays& list = of.list;
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
  keep(of.begin, i,
       _mm512_add_epi64(_mm512_add_epi64(start, sums_of(group, bits, width)),
                        _mm512_mul_epu32(n, counts.base)));
  keep(of.count, i, number_of(_mm512_srlv_epi64(group, bits), counts));
  if (narrow != 0xFF) {
    alignas(64) std::array<std::uint64_t, kLanes> all;
    _mm512_store_si512(all.data(), postings);
    for (std::uint32_t left = static_cast<__mmask8>(~narrow); left != 0; left &= left - 1)
      find_wide_run(of, i + lowest_bit(left), all[lowest_bit(left)]);
  }
  const __m512i count = eight_of(of.count, i);
  const __m512i begin = eight_of(of.begin, i);
  const __mmask8 known = _mm512_cmple_epu64_mask(count, numbers(kSomePositions)) &
                         _mm512_cmple_epu64_mask(_mm512_add_epi64(begin, count), numbers(list.all));
  const __mmask8 some = _mm512_mask_test_epi64_mask(known, count, count);
  of.known[i / kLanes] = known;
  keep(of.begin, i, _mm512_maskz_mov_epi64(some, begin));
  for (std::uint32_t lane = i; lane < i + kLanes; ++lane)
    __builtin_prefetch(list.positions.table + of.begin[lane] / packing::kStretch * packing::kLine);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void find_bytes(Postings& of, std::uint32_t i) {
  const __m512i begin = eight_of(of.begin, i);
  const Blocks blocks = blocks_of(of.list.positions, begin);
  const __m512i bit = _mm512_mul_epu32(_mm512_and_si512(begin, numbers(31)), blocks.width);
  keep(of.bit, i, bit);
  keep(of.byte, i, _mm512_add_epi64(blocks.data, _mm512_srli_epi64(bit, 3)));
  keep(of.base, i, blocks.base);
  keep(of.width, i, blocks.width);
  for (std::uint32_t lane = i; lane < i + kLanes; ++lane)
    __builtin_prefetch(of.list.positions.data + of.byte[lane]);
}

struct FewPositions {
  __m512i at[kFewPositions];
  __m512i count;
  __mmask8 known;
};

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline FewPositions read_few(const Postings& of, std::uint32_t i) {
  const __m512i width = eight_of(of.width, i);
  const __m512i first = _mm512_and_si512(eight_of(of.begin, i), numbers(31));
  const __m512i bit = _mm512_and_si512(eight_of(of.bit, i), numbers(7));
  FewPositions found;
  found.count = eight_of(of.count, i);
  const __m512i end = _mm512_add_epi64(bit, _mm512_mul_epu32(found.count, width));
  found.known =
      _mm512_mask_cmple_epu64_mask(of.known[i / kLanes], found.count, numbers(kFewPositions)) &
      _mm512_cmple_epu64_mask(_mm512_add_epi64(first, found.count), numbers(packing::kBlock)) &
      _mm512_cmple_epu64_mask(end, numbers(64));
  __m512i bits = _mm512_srlv_epi64(gather(eight_of(of.byte, i), of.list.positions.data), bit);
  const Blocks blocks{{}, eight_of(of.base, i), width};
  __m512i position = _mm512_setzero_si512();
  for (__m512i& at : found.at) {
    position = at =
        _mm512_and_si512(_mm512_add_epi64(position, number_of(bits, blocks)), numbers(0xFFFF'FFFF));
    bits = _mm512_srlv_epi64(bits, width);
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

// Sixteen numbers, each with all before it.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i added_up(__m512i steps) {
  const __m512i none = _mm512_setzero_si512();
  steps = _mm512_add_epi32(steps, _mm512_alignr_epi32(steps, none, 15));
  steps = _mm512_add_epi32(steps, _mm512_alignr_epi32(steps, none, 14));
  steps = _mm512_add_epi32(steps, _mm512_alignr_epi32(steps, none, 12));
  return _mm512_add_epi32(steps, _mm512_alignr_epi32(steps, none, 8));
}

using Positions = std::array<std::uint32_t, kSomePositions + 16>;

// Those of one posting; what stands behind them may be anything.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void read_some(const Postings& of, std::uint32_t i, Positions& out) {
  const auto count = static_cast<std::uint32_t>(of.count[i]);
  for (std::uint32_t done = 0; done < count;) {
    const std::uint64_t at = of.begin[i] + done;
    const PackedBlock block(of.list.positions, at);
    const auto first = static_cast<std::uint32_t>(at % packing::kBlock);
    const std::uint32_t n =
        std::min(static_cast<std::uint32_t>(packing::kBlock) - first, count - done);
    unpack(block.data(), block.width(), block.base(), first, n, out.data() + done);
    done += n;
  }
  std::uint32_t before = 0;
  for (std::uint32_t done = 0; done < count; done += 16) {
    const __m512i sums = _mm512_add_epi32(added_up(_mm512_loadu_si512(out.data() + done)),
                                          _mm512_set1_epi32(static_cast<int>(before)));
    _mm512_storeu_si512(out.data() + done, sums);
    before = out[done + 15];
  }
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint8_t count_some(const Postings& a, const Postings& b, std::uint32_t i,
                        std::uint32_t distance) {
  const auto na = static_cast<std::uint32_t>(a.count[i]);
  const auto nb = static_cast<std::uint32_t>(b.count[i]);
  if (na * nb > kSomePairs) return kManyPositions;
  Positions first;
  Positions second;
  read_some(a, i, first);
  read_some(b, i, second);
  std::uint32_t pairs = 0;
  for (std::uint32_t k = 0; k < nb; k += 16) {
    const auto there = static_cast<__mmask16>(first_bits(std::min(nb - k, 16U)));
    const __m512i these = _mm512_loadu_si512(second.data() + k);
    for (std::uint32_t j = 0; j < na; ++j) {
      const __m512i wanted = _mm512_set1_epi32(static_cast<int>(first[j] + distance));
      pairs += popcount(_mm512_mask_cmpeq_epi32_mask(there, these, wanted));
    }
  }
  return static_cast<std::uint8_t>(pairs);
}

// Of eight documents from the i-th on.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void count_eight(const Postings& a, const Postings& b, std::uint32_t i, __mmask8 there,
                 std::uint32_t distance, std::uint8_t* counts) {
  const FewPositions first = read_few(a, i);
  const FewPositions second = read_few(b, i);
  const __m512i count = count_pairs(first, second, numbers(distance));
  const auto few = static_cast<__mmask8>(first.known & second.known);
  _mm512_mask_cvtepi64_storeu_epi8(counts + i, there,
                                   _mm512_mask_mov_epi64(numbers(kManyPositions), few, count));
  const auto known = static_cast<__mmask8>(a.known[i / kLanes] & b.known[i / kLanes] & there);
  for (std::uint32_t left = known & static_cast<__mmask8>(~few); left != 0; left &= left - 1)
    counts[i + lowest_bit(left)] = count_some(a, b, i + lowest_bit(left), distance);
}

// n <= kTogether
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void count_together(Postings& a, const std::uint32_t* a_ranks, Postings& b,
                    const std::uint32_t* b_ranks, std::uint32_t n, std::uint32_t distance,
                    std::uint8_t* counts) {
  const auto there = [n](std::uint32_t i) {
    return static_cast<__mmask8>(n - i < kLanes ? (1U << (n - i)) - 1 : 0xFF);
  };
  for (std::uint32_t i = 0; i < n; i += kLanes) {
    find_runs(a, i, postings_of(a.list, a_ranks + i, there(i)));
    find_runs(b, i, postings_of(b.list, b_ranks + i, there(i)));
  }
  for (std::uint32_t i = 0; i < n; i += kLanes) {
    find_bytes(a, i);
    find_bytes(b, i);
  }
  for (std::uint32_t i = 0; i < n; i += kLanes) count_eight(a, b, i, there(i), distance, counts);
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
  Postings first(a);
  Postings second(b);
  for (std::uint32_t i = 0; i < n; i += kTogether) {
    count_together(first, a_ranks + i, second, b_ranks + i, std::min(n - i, kTogether), distance,
                   counts + i);
  }
}

}  // namespace coldopen::avx512

#endif
