// AVX-512: F, BW, VL, VBMI2 (expand, compress, double shifts of bytes and words), VPOPCNTDQ.
//
// Loads beyond the n values of an array stay within the 64 bytes that are readable there, or are
// masked; lanes beyond n never count: every comparison has a mask. Results of compress are stored
// whole (64 bytes) and the next ones over their rest: stores by mask are much slower.

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <immintrin.h>
#include <utility>

#include "index/segment/kernels.hpp"
#include "index/segment/kernels_positions.hpp"

namespace coldopen::avx512 {
namespace {

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint64_t first_bits(std::uint64_t n) {  // n <= 64
  return _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(n));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t popcount(std::uint64_t bits) {
  return static_cast<std::uint32_t>(_mm_popcnt_u64(bits));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t lowest_bit(std::uint64_t bits) {
  return static_cast<std::uint32_t>(_tzcnt_u64(bits));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
__m512i repeated(std::uint16_t value) {
  return _mm512_set1_epi16(static_cast<short>(value));
}

// first, first + 1, ... first + 31.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
__m512i rising(std::uint32_t first) {
  const __m512i lanes = _mm512_set_epi16(31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17,
                                         16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return _mm512_add_epi16(lanes, repeated(static_cast<std::uint16_t>(first)));
}

// Appends the numbers first + i of the bits i of `mask`; returns how many `out` then has.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t append_places(std::uint64_t mask, std::uint32_t first, std::uint16_t* out,
                            std::uint32_t size) {
  const auto low = static_cast<__mmask32>(mask);
  const auto high = static_cast<__mmask32>(mask >> 32);
  _mm512_storeu_si512(out + size, _mm512_maskz_compress_epi16(low, rising(first)));
  size += popcount(low);
  _mm512_storeu_si512(out + size, _mm512_maskz_compress_epi16(high, rising(first + 32)));
  return size + popcount(high);
}

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
  if (left <= 64) {
    const std::uint64_t mask = equal(load_block(docs + begin, left), doc);
    return mask != 0 ? begin + lowest_bit(mask) : n;
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

// Plain loops without branches: gathers are no faster anywhere and much slower on some machines.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t test_bits(const std::uint16_t* docs, std::uint32_t n, const std::uint64_t* bits,
                        std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    at[found] = static_cast<std::uint16_t>(i);
    found += static_cast<std::uint32_t>((bits[docs[i] / 64] >> (docs[i] % 64)) & 1);
  }
  return found;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t count_bits(const std::uint16_t* docs, std::uint32_t n,
                         const std::uint64_t* bits) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    found += static_cast<std::uint32_t>((bits[docs[i] / 64] >> (docs[i] % 64)) & 1);
  }
  return found;
}

// Which of the first `n` of 64 codes are at least `least`.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint64_t at_least(const std::uint8_t* codes, std::uint32_t n, __m512i least) {
  const std::uint64_t mask = _mm512_cmpge_epu8_mask(_mm512_loadu_si512(codes), least);
  return mask & first_bits(std::min(n, 64U));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t count_codes(const std::uint8_t* codes, std::uint32_t n, std::uint8_t least) noexcept {
  const __m512i low = _mm512_set1_epi8(static_cast<char>(least));
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; i += 64) found += popcount(at_least(codes + i, n - i, low));
  return found;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t find_codes(const std::uint8_t* codes, std::uint32_t n, std::uint8_t least,
                         std::uint16_t* at) noexcept {
  const __m512i low = _mm512_set1_epi8(static_cast<char>(least));
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; i += 64) {
    const std::uint64_t mask = at_least(codes + i, n - i, low);
    if (mask != 0) found = append_places(mask, i, at, found);
  }
  return found;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t find_sums(const std::uint16_t* sums, std::uint32_t n, std::uint16_t least,
                        std::uint16_t* at) noexcept {
  const __m512i low = repeated(least);
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; i += 32) {
    const __mmask32 mask =
        static_cast<__mmask32>(_mm512_cmpge_epu16_mask(_mm512_loadu_si512(sums + i), low) &
                               first_bits(std::min(n - i, 32U)));
    if (mask == 0) continue;
    _mm512_storeu_si512(at + found, _mm512_maskz_compress_epi16(mask, rising(i)));
    found += popcount(mask);
  }
  return found;
}

// (code * weight) >> 8 for 32 codes: the upper halves of (code << 8) * weight.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
__m512i bounds_of(__m256i codes, __m512i weight) {
  return _mm512_mulhi_epu16(_mm512_slli_epi16(_mm512_cvtepu8_epi16(codes), 8), weight);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void add_at(const std::uint16_t* docs, const std::uint16_t* bounds, std::uint32_t n,
            std::uint16_t* window) {
  for (std::uint32_t i = 0; i < n; ++i) {
    std::uint16_t& sum = window[docs[i] % 4096];
    sum = static_cast<std::uint16_t>(sum + bounds[i]);
  }
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void add_array(const std::uint16_t* docs, const std::uint8_t* codes, std::uint32_t n,
               std::uint16_t weight, std::uint16_t* window) noexcept {
  const __m512i weights = repeated(weight);
  alignas(64) std::array<std::uint16_t, 32> bounds{};
  for (std::uint32_t i = 0; i < n; i += 32) {
    const auto* from = reinterpret_cast<const __m256i*>(codes + i);
    _mm512_store_si512(bounds.data(), bounds_of(_mm256_loadu_si256(from), weights));
    if (n - i < 32) return add_at(docs + i, bounds.data(), n - i, window);
    add_at(docs + i, bounds.data(), 32, window);
  }
}

// The first n set bits.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint64_t first_set_bits(std::uint64_t bits, std::uint32_t n) {
  return _pdep_u64(first_bits(std::min(n, 64U)), bits);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void add_to(std::uint16_t* sums, __m512i gain) {
  _mm512_storeu_si512(sums, _mm512_add_epi16(_mm512_loadu_si512(sums), gain));
}

// The bounds of the 64 documents of a word whose set bits have `codes` in turn. Multiplied before
// they are spread, and spread as 16 bits: 64 bytes at once (vpexpandb) take four times as long.
struct WordBounds {
  __m512i low;
  __m512i high;
};

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
WordBounds word_bounds(std::uint64_t set, const std::uint8_t* codes, __m512i weight) {
  const auto low = static_cast<__mmask32>(set);
  const auto high = static_cast<__mmask32>(set >> 32);
  const auto* first = reinterpret_cast<const __m256i*>(codes);
  const auto* second = reinterpret_cast<const __m256i*>(codes + popcount(low));
  return {_mm512_maskz_expand_epi16(low, bounds_of(_mm256_loadu_si256(first), weight)),
          _mm512_maskz_expand_epi16(high, bounds_of(_mm256_loadu_si256(second), weight))};
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void add_bitmap(const std::uint64_t* bits, const std::uint8_t* codes, std::uint32_t n,
                std::uint16_t weight, std::uint16_t* window) noexcept {
  const __m512i weights = repeated(weight);
  std::uint32_t rank = 0;
  for (std::uint32_t word = 0; word < 64; ++word) {
    std::uint64_t set = bits[word];
    if (rank + popcount(set) > n) set = first_set_bits(set, n - rank);
    const WordBounds gain = word_bounds(set, codes + rank, weights);
    add_to(window + word * 64, gain.low);
    add_to(window + word * 64 + 32, gain.high);
    rank += popcount(set);
  }
}

// Appends those of 32 sums that `mask` names, and their places.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t append_sums(__mmask32 mask, std::uint32_t first, __m512i values, std::uint16_t* at,
                          std::uint16_t* sums, std::uint32_t size) {
  _mm512_storeu_si512(at + size, _mm512_maskz_compress_epi16(mask, rising(first)));
  _mm512_storeu_si512(sums + size, _mm512_maskz_compress_epi16(mask, values));
  return size + popcount(mask);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t take(std::uint16_t* window, std::uint16_t least, const std::uint64_t* mask,
                   std::uint16_t* at, std::uint16_t* sums) noexcept {
  const __m512i low = repeated(least);
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < 4096; i += 128) {  // 128 sums a branch: it is seldom taken
    const __m512i values[4] = {_mm512_loadu_si512(window + i), _mm512_loadu_si512(window + i + 32),
                               _mm512_loadu_si512(window + i + 64),
                               _mm512_loadu_si512(window + i + 96)};
    for (std::uint32_t k = 0; k < 128; k += 32) {
      _mm512_storeu_si512(window + i + k, _mm512_setzero_si512());
    }
    const __m512i best = _mm512_max_epu16(_mm512_max_epu16(values[0], values[1]),
                                          _mm512_max_epu16(values[2], values[3]));
    if (_mm512_cmpge_epu16_mask(best, low) == 0) continue;
    for (std::uint32_t k = 0; k < 4; ++k) {
      __mmask32 good = _mm512_cmpge_epu16_mask(values[k], low);
      if (mask != nullptr) {
        good &= static_cast<__mmask32>(mask[i / 64 + k / 2] >> (k % 2 * 32));
      }
      if (good != 0) found = append_sums(good, i + k * 32, values[k], at, sums, found);
    }
  }
  return found;
}

// In halves, as for word_bounds.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void append_codes(std::uint64_t mask, const std::uint8_t* codes, std::uint8_t* out) {
  const auto low = static_cast<__mmask32>(mask);
  const auto high = static_cast<__mmask32>(mask >> 32);
  const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes));
  const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes + 32));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_maskz_compress_epi8(low, first));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + popcount(low)),
                      _mm256_maskz_compress_epi8(high, second));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t set_bits(const std::uint64_t* bits, std::size_t words, std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::size_t word = 0; word < words; ++word) {
    found = append_places(bits[word], static_cast<std::uint32_t>(word * 64), at, found);
  }
  return found;
}

// The codes are compared as they lie, and what is good among them is dealt out to the set bits.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t expand(const std::uint64_t* bits, std::size_t words, const std::uint8_t* codes,
                     std::uint32_t n, std::uint8_t least, std::uint16_t* at,
                     std::uint8_t* codes_at) noexcept {
  const __m512i low = _mm512_set1_epi8(static_cast<char>(least));
  std::uint32_t found = 0;
  std::uint32_t rank = 0;
  for (std::size_t word = 0; word < words && rank < n; ++word) {
    const std::uint32_t held = std::min(popcount(bits[word]), n - rank);
    const std::uint64_t good = at_least(codes + rank, held, low);
    if (good != 0) {
      append_codes(good, codes + rank, codes_at + found);
      found = append_places(_pdep_u64(good, bits[word]), static_cast<std::uint32_t>(word * 64), at,
                            found);
    }
    rank += held;
  }
  return found;
}

// Set bits before `doc`: those before its 256 documents, and of up to four words among them. The
// masks spare branches that would depend on the document.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t rank_of(const std::uint64_t* bits, const std::uint16_t* before, std::uint16_t doc) {
  static constexpr std::uint64_t kAll = ~std::uint64_t{0};
  static constexpr std::array<std::array<std::uint64_t, 3>, 4> kWhole = {
      {{0, 0, 0}, {kAll, 0, 0}, {kAll, kAll, 0}, {kAll, kAll, kAll}}};
  const std::uint64_t* words = bits + std::size_t{4} * (doc / 256U);
  const auto& whole = kWhole[doc / 64U % 4];
  return before[doc / 256U] + popcount(words[0] & whole[0]) + popcount(words[1] & whole[1]) +
         popcount(words[2] & whole[2]) + popcount(_bzhi_u64(words[doc / 64U % 4], doc % 64U));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t find_bit(const std::uint64_t* bits, const std::uint16_t* before, std::uint32_t n,
                       std::uint16_t doc) noexcept {
  if (((bits[doc / 64] >> (doc % 64)) & 1) == 0) return n;
  return std::min(rank_of(bits, before, doc), n - 1);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t rank_bits(const std::uint16_t* docs, std::uint32_t n_docs, const std::uint64_t* bits,
                        const std::uint16_t* before, std::uint32_t n, std::uint16_t* at,
                        std::uint16_t* ranks) noexcept {
  const std::uint32_t found = test_bits(docs, n_docs, bits, at);
  for (std::uint32_t i = 0; i < found; ++i) {
    ranks[i] = static_cast<std::uint16_t>(std::min(rank_of(bits, before, docs[at[i]]), n - 1));
  }
  return found;
}

// Of 64 documents in `common`, those whose sum is good enough.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t append_common(std::span<const BitmapCodes> lists, std::size_t word,
                            const std::uint32_t* ranks, __m512i least, std::uint64_t common,
                            std::uint16_t* at, std::uint16_t* sums, std::uint32_t size) {
  __m512i low = _mm512_setzero_si512();
  __m512i high = _mm512_setzero_si512();
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const BitmapCodes& list = lists[i];
    const std::uint32_t left = list.n - std::min(ranks[i], list.n);
    std::uint64_t set = list.bits[word];
    if (popcount(set) > left) set = first_set_bits(set, left);
    common &= set;
    if (common == 0) return size;
    const WordBounds gain = word_bounds(set, list.codes + ranks[i], repeated(list.weight));
    low = _mm512_add_epi16(low, gain.low);
    high = _mm512_add_epi16(high, gain.high);
  }
  const __mmask32 good_low =
      _mm512_mask_cmpge_epu16_mask(static_cast<__mmask32>(common), low, least);
  const __mmask32 good_high =
      _mm512_mask_cmpge_epu16_mask(static_cast<__mmask32>(common >> 32), high, least);
  const auto first = static_cast<std::uint32_t>(word * 64);
  if (good_low != 0) size = append_sums(good_low, first, low, at, sums, size);
  if (good_high != 0) size = append_sums(good_high, first + 32, high, at, sums, size);
  return size;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t sum_common(std::span<const BitmapCodes> lists, std::size_t words,
                         const std::uint64_t* mask, std::uint16_t least, std::uint16_t* at,
                         std::uint16_t* sums) noexcept {
  const __m512i low = repeated(least);
  std::array<std::uint32_t, kBitmapsMax> ranks{};  // of each list, before this word
  std::uint32_t found = 0;
  for (std::size_t word = 0; word < words; ++word) {
    std::uint64_t common = mask == nullptr ? ~std::uint64_t{0} : mask[word];
    for (const BitmapCodes& list : lists) common &= list.bits[word];
    if (common != 0) {
      found = append_common(lists, word, ranks.data(), low, common, at, sums, found);
    }
    for (std::size_t i = 0; i < lists.size(); ++i) ranks[i] += popcount(lists[i].bits[word]);
  }
  return found;
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t count(const std::uint64_t* a, std::size_t words) noexcept {
  __m512i sum = _mm512_setzero_si512();
  for (std::size_t i = 0; i < words; i += 8) {
    const auto there = static_cast<__mmask8>(first_bits(std::min(words - i, std::size_t{8})));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_maskz_loadu_epi64(there, a + i)));
  }
  return static_cast<std::uint32_t>(_mm512_reduce_add_epi64(sum));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t count_and(const std::uint64_t* a, const std::uint64_t* b,
                        std::size_t words) noexcept {
  __m512i sum = _mm512_setzero_si512();
  for (std::size_t i = 0; i < words; i += 8) {
    const auto there = static_cast<__mmask8>(first_bits(std::min(words - i, std::size_t{8})));
    const __m512i both = _mm512_and_si512(_mm512_maskz_loadu_epi64(there, a + i),
                                          _mm512_maskz_loadu_epi64(there, b + i));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
  }
  return static_cast<std::uint32_t>(_mm512_reduce_add_epi64(sum));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void and_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; i += 8) {
    const auto there = static_cast<__mmask8>(first_bits(std::min(words - i, std::size_t{8})));
    const __m512i from = _mm512_maskz_loadu_epi64(there, b + i);
    const __m512i into = _mm512_maskz_loadu_epi64(there, a + i);
    _mm512_mask_storeu_epi64(a + i, there, _mm512_and_si512(into, from));
  }
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void or_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; i += 8) {
    const auto there = static_cast<__mmask8>(first_bits(std::min(words - i, std::size_t{8})));
    const __m512i from = _mm512_maskz_loadu_epi64(there, b + i);
    const __m512i into = _mm512_maskz_loadu_epi64(there, a + i);
    _mm512_mask_storeu_epi64(a + i, there, _mm512_or_si512(into, from));
  }
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
void and_not_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; i += 8) {
    const auto there = static_cast<__mmask8>(first_bits(std::min(words - i, std::size_t{8})));
    const __m512i from = _mm512_maskz_loadu_epi64(there, b + i);
    const __m512i into = _mm512_maskz_loadu_epi64(there, a + i);
    _mm512_mask_storeu_epi64(a + i, there, _mm512_andnot_si512(from, into));
  }
}

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

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
std::uint32_t follow(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                     std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept {
  if (na <= nb) return follow_in<Shorter::a>(a, na, b, nb, distance, at);
  return follow_in<Shorter::b>(b, nb, a, na, distance, at);
}

}  // namespace

const Kernels kKernels = {
    .name = "avx512",
    .find = find,
    .intersect = intersect,
    .count_common = count_common,
    .test_bits = test_bits,
    .count_bits = count_bits,
    .count_codes = count_codes,
    .find_codes = find_codes,
    .find_sums = find_sums,
    .add_array = add_array,
    .add_bitmap = add_bitmap,
    .take = take,
    .set_bits = set_bits,
    .expand = expand,
    .find_bit = find_bit,
    .rank_bits = rank_bits,
    .sum_common = sum_common,
    .count = count,
    .count_and = count_and,
    .and_into = and_into,
    .or_into = or_into,
    .and_not_into = and_not_into,
    .unpack = unpack,
    .follow = follow,
    .count_behind = count_behind,
};

}  // namespace coldopen::avx512

#endif
