// AVX-512: F, BW, VL, VBMI2 (expand, compress, double shifts of bytes and words), VPOPCNTDQ.
//
// Loads beyond the n values of an array stay within the 64 bytes that are readable there, or are
// masked; lanes beyond n never count: every comparison has a mask. Results of compress are stored
// whole (64 bytes) and the next ones over their rest: stores by mask are much slower.

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <immintrin.h>

#include "index/segment/kernels.hpp"
#include "index/segment/lanes_avx512.hpp"

namespace coldopen::avx512 {
namespace {

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
