// 64 documents at once lie in two registers.

#if defined(__x86_64__)

#include <algorithm>
#include <immintrin.h>
#include <utility>

#include "index/segment/kernels_arrays.hpp"
#include "index/segment/lanes_avx512.hpp"

namespace coldopen::avx512 {
namespace {

// 64 values of 16 bits from `at` on, of which the first `n` may be read.
struct Block {
  __m512i low;
  __m512i high;
  std::uint64_t valid;
};

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
Block load_block(const std::uint16_t* at, std::uint32_t n) {
  const std::uint64_t valid = first_bits(std::min(n, 64U));
  return {_mm512_maskz_loadu_epi16(static_cast<__mmask32>(valid), at),
          _mm512_maskz_loadu_epi16(static_cast<__mmask32>(valid >> 32), at + 32), valid};
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint64_t equal(const Block& block, std::uint16_t value) {
  const __m512i wanted = repeated(value);
  const std::uint64_t low = _mm512_cmpeq_epi16_mask(block.low, wanted);
  const std::uint64_t high = _mm512_cmpeq_epi16_mask(block.high, wanted);
  return (low | (high << 32)) & block.valid;
}

// Where the values of docs[begin, n) pass `last`.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t end_of(const std::uint16_t* docs, std::uint32_t begin, std::uint32_t n,
                     std::uint16_t last) {
  for (std::uint32_t i = begin; i < n; i += 32) {
    const __mmask32 there = static_cast<__mmask32>(first_bits(std::min(n - i, 32U)));
    const __mmask32 low =
        _mm512_mask_cmple_epu16_mask(there, _mm512_loadu_si512(docs + i), repeated(last));
    if (low != ~__mmask32{0}) return i + popcount(low);
  }
  return n;
}

// Lanes of 16 bits become zero as they meet their like: minimum and xor run on more ports than
// comparisons into masks.
struct Meeting {
  __m512i low;
  __m512i high;
};

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void meet(Meeting& met, const Block& block, std::uint16_t value) {
  const __m512i wanted = repeated(value);
  met.low = _mm512_min_epu16(met.low, _mm512_xor_si512(block.low, wanted));
  met.high = _mm512_min_epu16(met.high, _mm512_xor_si512(block.high, wanted));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint64_t met_of(const Block& block, const Meeting& one, const Meeting& two) {
  const __m512i low = _mm512_min_epu16(one.low, two.low);
  const __m512i high = _mm512_min_epu16(one.high, two.high);
  const std::uint64_t upper = _mm512_testn_epi16_mask(high, high);
  return (_mm512_testn_epi16_mask(low, low) | (upper << 32)) & block.valid;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
Meeting none_met() {
  return {_mm512_set1_epi16(-1), _mm512_set1_epi16(-1)};
}

// Which of the block are among docs[begin, end). In two chains, so that none waits for the other.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint64_t common_of(const Block& block, const std::uint16_t* docs, std::uint32_t begin,
                        std::uint32_t end) {
  Meeting one = none_met();
  Meeting two = none_met();
  std::uint32_t i = begin;
  for (; i + 4 <= end; i += 4) {
    meet(one, block, docs[i]);
    meet(two, block, docs[i + 1]);
    meet(one, block, docs[i + 2]);
    meet(two, block, docs[i + 3]);
  }
  for (; i < end; ++i) meet(one, block, docs[i]);
  return met_of(block, one, two);
}

// Appends where in docs[begin, end) those are that `mask` names of `from`, which are all there;
// ends when there are more than `room`.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t append_common_places(std::uint64_t mask, const std::uint16_t* from,
                                   const std::uint16_t* docs, std::uint32_t begin,
                                   std::uint32_t end, std::uint16_t* out, std::uint32_t size,
                                   std::uint32_t room) {
  for (std::uint32_t i = begin; i < end && size <= room; i += 64) {
    const Block block = load_block(docs + i, end - i);
    Meeting met = none_met();
    for (std::uint64_t left = mask; left != 0; left &= left - 1) {
      meet(met, block, from[lowest_bit(left)]);
    }
    size = append_places(met_of(block, met, met), i, out, size);
  }
  return size;
}

}  // namespace

// Counts the documents before it, 64 at a time: no branch depends on where it is.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t find(const std::uint16_t* docs, std::uint32_t n, std::uint16_t doc) noexcept {
  std::uint32_t begin = 0;
  std::uint32_t left = n;
  while (left > 256) {  // if `doc` is there at all, it is in [begin, begin + left)
    const std::uint32_t half = left / 2;
    if (docs[begin + half] <= doc) begin += half;
    left -= half;
  }
  if (left <= 128) {  // so it is in most buckets
    const std::uint32_t behind = std::max(left, 64U) - 64;
    const std::uint64_t low = equal(load_block(docs + begin, left), doc);
    const std::uint64_t high = equal(load_block(docs + begin + 64, behind), doc);
    const std::uint32_t place = lowest_bit(low) + (low != 0 ? 0 : lowest_bit(high));
    return place < 128 ? begin + place : n;
  }
  const __m512i wanted = repeated(doc);
  std::uint32_t place = begin;
  for (std::uint32_t i = 0; i < left; i += 64) {
    const Block block = load_block(docs + begin + i, left - i);
    const std::uint64_t low = _mm512_cmplt_epu16_mask(block.low, wanted);
    const std::uint64_t high = _mm512_cmplt_epu16_mask(block.high, wanted);
    place += popcount((low | (high << 32)) & block.valid);
  }
  return place < n && docs[place] == doc ? place : n;
}

// 64 of the longer array lie in two registers and meet those of the shorter that could be there.
// What has met is then sought in the shorter: both sides have the same order.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t intersect(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                        std::uint32_t nb, std::uint16_t* at_a, std::uint16_t* at_b) noexcept {
  if (na > nb) {
    std::swap(a, b);
    std::swap(na, nb);
    std::swap(at_a, at_b);
  }
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < na && j < nb; j += 64) {
    const std::uint32_t held = std::min(nb - j, 64U);
    const std::uint16_t last = b[j + held - 1];
    if (a[i] > last) continue;
    const std::uint32_t end = end_of(a, i, na, last);
    const std::uint64_t mask = common_of(load_block(b + j, held), a, i, end);
    if (mask != 0) {
      const std::uint32_t size = append_common_places(mask, b + j, a, i, end, at_a, found, na);
      found = append_places(mask, j, at_b, found);
      // Arrays that do not rise must not do harm either.
      found = std::min({found, size, na});
    }
    i = end;
  }
  return found;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t count_common(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                           std::uint32_t nb) noexcept {
  if (na > nb) {
    std::swap(a, b);
    std::swap(na, nb);
  }
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < na && j < nb; j += 64) {
    const std::uint32_t held = std::min(nb - j, 64U);
    const std::uint16_t last = b[j + held - 1];
    if (a[i] > last) continue;
    const std::uint32_t end = end_of(a, i, na, last);
    found += popcount(common_of(load_block(b + j, held), a, i, end));
    i = end;
  }
  return found;
}

}  // namespace coldopen::avx512

#endif
