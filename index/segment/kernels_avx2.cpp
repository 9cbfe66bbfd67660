// AVX2, with BMI1, BMI2 and POPCNT.
//
// AVX2 neither expands nor compresses: two tables by byte say for each mask of eight lanes where
// its values go and where they come from. Loads beyond the n values of an array stay within the 64
// bytes that are readable there; lanes beyond n are taken out of every mask.

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <immintrin.h>

#include "index/segment/kernels.hpp"
#include "index/segment/lanes_avx2.hpp"

namespace coldopen::avx2 {
namespace {

// Plain loops without branches: gathers are no faster anywhere and much slower on some machines.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t test_bits(const std::uint16_t* docs, std::uint32_t n, const std::uint64_t* bits,
                        std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    at[found] = static_cast<std::uint16_t>(i);
    found += static_cast<std::uint32_t>((bits[docs[i] / 64] >> (docs[i] % 64)) & 1);
  }
  return found;
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t count_bits(const std::uint16_t* docs, std::uint32_t n,
                         const std::uint64_t* bits) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    found += static_cast<std::uint32_t>((bits[docs[i] / 64] >> (docs[i] % 64)) & 1);
  }
  return found;
}

// Which of the first n of 64 codes are at least `least`.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint64_t at_least(const std::uint8_t* codes, std::uint32_t n, __m256i least) {
  const __m256i low = load(codes);
  const __m256i high = load(codes + 32);
  return first_bits(std::min(n, 64U)) &
         pair_mask(_mm256_cmpeq_epi8(_mm256_max_epu8(low, least), low),
                   _mm256_cmpeq_epi8(_mm256_max_epu8(high, least), high));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t count_codes(const std::uint8_t* codes, std::uint32_t n, std::uint8_t least) noexcept {
  const __m256i low = _mm256_set1_epi8(static_cast<char>(least));
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; i += 64) found += popcount(at_least(codes + i, n - i, low));
  return found;
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t find_codes(const std::uint8_t* codes, std::uint32_t n, std::uint8_t least,
                         std::uint16_t* at) noexcept {
  const __m256i low = _mm256_set1_epi8(static_cast<char>(least));
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; i += 64) {
    const std::uint64_t mask = at_least(codes + i, n - i, low);
    if (mask != 0) found = append_bits(mask, i, at, found);
  }
  return found;
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t find_sums(const std::uint16_t* sums, std::uint32_t n, std::uint16_t least,
                        std::uint16_t* at) noexcept {
  const __m256i low = _mm256_set1_epi16(static_cast<short>(least));
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; i += 32) {
    const auto* from = reinterpret_cast<const __m256i*>(sums + i);
    const __m256i a = _mm256_loadu_si256(from);
    const __m256i b = _mm256_loadu_si256(from + 1);
    const __m256i both = _mm256_permute4x64_epi64(
        _mm256_packs_epi16(_mm256_cmpeq_epi16(_mm256_max_epu16(a, low), a),
                           _mm256_cmpeq_epi16(_mm256_max_epu16(b, low), b)),
        0xD8);
    const auto mask = static_cast<std::uint32_t>(_mm256_movemask_epi8(both));
    const std::uint64_t there = _bzhi_u64(mask, std::min(n - i, 32U));
    if (there != 0) found = append_bits(there, i, at, found);
  }
  return found;
}

// (code * weight) >> 8 for 16 codes: the upper halves of (code << 8) * weight.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
__m256i bounds_of(const std::uint8_t* codes, __m256i weight) {
  const __m256i wide =
      _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
  return _mm256_mulhi_epu16(_mm256_slli_epi16(wide, 8), weight);
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void add_at(const std::uint16_t* docs, const std::uint16_t* bounds, std::uint32_t n,
            std::uint16_t* window) {
  for (std::uint32_t i = 0; i < n; ++i) {
    std::uint16_t& sum = window[docs[i] % 4096];
    sum = static_cast<std::uint16_t>(sum + bounds[i]);
  }
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void add_array(const std::uint16_t* docs, const std::uint8_t* codes, std::uint32_t n,
               std::uint16_t weight, std::uint16_t* window) noexcept {
  const __m256i weights = repeated(weight);
  alignas(32) std::array<std::uint16_t, 32> bounds{};
  for (std::uint32_t i = 0; i < n; i += 32) {
    store(bounds.data(), bounds_of(codes + i, weights));
    store(bounds.data() + 16, bounds_of(codes + i + 16, weights));
    if (n - i < 32) return add_at(docs + i, bounds.data(), n - i, window);
    add_at(docs + i, bounds.data(), 32, window);
  }
}

// code << 8 in the lanes of eight set bits, zero in the others.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
__m128i spread(std::uint32_t set, const std::uint8_t* codes) {
  const auto* entry = reinterpret_cast<const __m128i*>(kTables.spread[set].data());
  return _mm_shuffle_epi8(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(codes)),
                          _mm_load_si128(entry));
}

// The bounds of documents first .. first + 15 of a word, whose set bits have `codes` in turn.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
__m256i spread_bounds(std::uint64_t set, std::uint32_t first, const std::uint8_t* codes,
                      __m256i weight) {
  const std::uint8_t* low = codes + popcount(_bzhi_u64(set, first));
  const std::uint8_t* high = codes + popcount(_bzhi_u64(set, first + 8));
  const __m256i both = _mm256_inserti128_si256(
      _mm256_castsi128_si256(spread(static_cast<std::uint8_t>(set >> first), low)),
      spread(static_cast<std::uint8_t>(set >> (first + 8)), high), 1);
  return _mm256_mulhi_epu16(both, weight);
}

// The first n set bits.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint64_t first_set_bits(std::uint64_t bits, std::uint32_t n) {
  return _pdep_u64(first_bits(std::min(n, 64U)), bits);
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void add_bitmap(const std::uint64_t* bits, const std::uint8_t* codes, std::uint32_t n,
                std::uint16_t weight, std::uint16_t* window) noexcept {
  const __m256i weights = repeated(weight);
  std::uint32_t rank = 0;
  for (std::uint32_t word = 0; word < 64; ++word) {
    std::uint64_t set = bits[word];
    if (rank + popcount(set) > n) set = first_set_bits(set, n - rank);
    for (std::uint32_t first = 0; first < 64; first += 16) {
      std::uint16_t* sums = window + word * 64 + first;
      store(sums, _mm256_add_epi16(load(sums), spread_bounds(set, first, codes + rank, weights)));
    }
    rank += popcount(set);
  }
}

// Lanes of 16 sums that are at least `least`, as all ones.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
__m256i good_sums(__m256i sums, __m256i least) {
  return _mm256_cmpeq_epi16(_mm256_max_epu16(sums, least), sums);
}

// Appends those of 16 sums that `mask` names, and their places.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t append_sums(std::uint32_t mask, std::uint32_t first, __m256i values,
                          std::uint16_t* at, std::uint16_t* sums, std::uint32_t size) {
  for (std::uint32_t half = 0; half < 2; ++half) {
    const std::uint32_t eight = (mask >> (half * 8)) & 255;
    // Lane k is bytes 2k and 2k + 1.
    const __m128i bytes = _mm_add_epi16(_mm_mullo_epi16(lanes_of(eight), _mm_set1_epi16(0x0202)),
                                        _mm_set1_epi16(0x0100));
    const __m128i from =
        half == 0 ? _mm256_castsi256_si128(values) : _mm256_extracti128_si256(values, 1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(sums + size), _mm_shuffle_epi8(from, bytes));
    size = append_eight(eight, first + half * 8, at, size);
  }
  return size;
}

// 16 lanes of 16 bits as 16 bits.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t lane_mask(__m256i lanes) {
  return static_cast<std::uint32_t>(_pext_u32(bytes_set(lanes), 0x55555555U));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t take(std::uint16_t* window, std::uint16_t least, const std::uint64_t* mask,
                   std::uint16_t* at, std::uint16_t* sums) noexcept {
  const __m256i low = repeated(least);
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < 4096; i += 64) {  // 64 sums a branch: it is seldom taken
    const __m256i values[4] = {load(window + i), load(window + i + 16), load(window + i + 32),
                               load(window + i + 48)};
    for (std::uint32_t k = 0; k < 64; k += 16) store(window + i + k, _mm256_setzero_si256());
    const __m256i best = _mm256_max_epu16(_mm256_max_epu16(values[0], values[1]),
                                          _mm256_max_epu16(values[2], values[3]));
    if (bytes_set(good_sums(best, low)) == 0) continue;
    const std::uint64_t allowed = mask != nullptr ? mask[i / 64] : ~std::uint64_t{0};
    for (std::uint32_t k = 0; k < 4; ++k) {
      const std::uint32_t good =
          lane_mask(good_sums(values[k], low)) & static_cast<std::uint16_t>(allowed >> (k * 16));
      if (good != 0) found = append_sums(good, i + k * 16, values[k], at, sums, found);
    }
  }
  return found;
}

// The codes that `mask` names of 64.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void append_codes(std::uint64_t mask, const std::uint8_t* codes, std::uint8_t* out) {
  if (popcount(mask) <= 6) {
    for (; mask != 0; mask &= mask - 1) *out++ = codes[lowest_bit(mask)];
    return;
  }
  for (; mask != 0; mask >>= 8, codes += 8) {
    const auto eight = static_cast<std::uint8_t>(mask);
    const __m128i from = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(codes));
    const auto* places = reinterpret_cast<const __m128i*>(kTables.set_bits[eight].data());
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out),
                     _mm_shuffle_epi8(from, _mm_loadl_epi64(places)));
    out += popcount(eight);
  }
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t set_bits(const std::uint64_t* bits, std::size_t words, std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::size_t word = 0; word < words; ++word) {
    found = append_bits(bits[word], static_cast<std::uint32_t>(word * 64), at, found);
  }
  return found;
}

// The codes are compared as they lie, and what is good among them is dealt out to the set bits.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t expand(const std::uint64_t* bits, std::size_t words, const std::uint8_t* codes,
                     std::uint32_t n, std::uint8_t least, std::uint16_t* at,
                     std::uint8_t* codes_at) noexcept {
  const __m256i low = _mm256_set1_epi8(static_cast<char>(least));
  std::uint32_t found = 0;
  std::uint32_t rank = 0;
  for (std::size_t word = 0; word < words && rank < n; ++word) {
    const std::uint32_t held = std::min(popcount(bits[word]), n - rank);
    const std::uint64_t good = at_least(codes + rank, held, low);
    if (good != 0) {
      append_codes(good, codes + rank, codes_at + found);
      found = append_bits(_pdep_u64(good, bits[word]), static_cast<std::uint32_t>(word * 64), at,
                          found);
    }
    rank += held;
  }
  return found;
}

// Set bits before `doc`: those before its 256 documents, and of up to four words among them. The
// masks spare branches that would depend on the document.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t rank_of(const std::uint64_t* bits, const std::uint16_t* before, std::uint16_t doc) {
  static constexpr std::uint64_t kAll = ~std::uint64_t{0};
  static constexpr std::array<std::array<std::uint64_t, 3>, 4> kWhole = {
      {{0, 0, 0}, {kAll, 0, 0}, {kAll, kAll, 0}, {kAll, kAll, kAll}}};
  const std::uint64_t* words = bits + std::size_t{4} * (doc / 256U);
  const auto& whole = kWhole[doc / 64U % 4];
  return before[doc / 256U] + popcount(words[0] & whole[0]) + popcount(words[1] & whole[1]) +
         popcount(words[2] & whole[2]) + popcount(_bzhi_u64(words[doc / 64U % 4], doc % 64U));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t find_bit(const std::uint64_t* bits, const std::uint16_t* before, std::uint32_t n,
                       std::uint16_t doc) noexcept {
  if (((bits[doc / 64] >> (doc % 64)) & 1) == 0) return n;
  return std::min(rank_of(bits, before, doc), n - 1);
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
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
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t append_common(std::span<const BitmapCodes> lists, std::size_t word,
                            const std::uint32_t* ranks, __m256i least, std::uint64_t common,
                            std::uint16_t* at, std::uint16_t* sums, std::uint32_t size) {
  __m256i values[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                       _mm256_setzero_si256()};
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const BitmapCodes& list = lists[i];
    const std::uint32_t left = list.n - std::min(ranks[i], list.n);
    std::uint64_t set = list.bits[word];
    if (popcount(set) > left) set = first_set_bits(set, left);
    common &= set;
    if (common == 0) return size;
    const __m256i weight = repeated(list.weight);
    for (std::uint32_t k = 0; k < 4; ++k) {
      values[k] =
          _mm256_add_epi16(values[k], spread_bounds(set, k * 16, list.codes + ranks[i], weight));
    }
  }
  for (std::uint32_t k = 0; k < 4; ++k) {
    const std::uint32_t good =
        lane_mask(good_sums(values[k], least)) & static_cast<std::uint16_t>(common >> (k * 16));
    if (good == 0) continue;
    size = append_sums(good, static_cast<std::uint32_t>(word * 64 + k * 16), values[k], at, sums,
                       size);
  }
  return size;
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t sum_common(std::span<const BitmapCodes> lists, std::size_t words,
                         const std::uint64_t* mask, std::uint16_t least, std::uint16_t* at,
                         std::uint16_t* sums) noexcept {
  const __m256i low = repeated(least);
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

// Counting by shuffles gained nothing over the instruction for one word.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t count(const std::uint64_t* a, std::size_t words) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < words; ++i) sum += popcount(a[i]);
  return sum;
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t count_and(const std::uint64_t* a, const std::uint64_t* b,
                        std::size_t words) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < words; ++i) sum += popcount(a[i] & b[i]);
  return sum;
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void and_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) store(a + i, _mm256_and_si256(load(a + i), load(b + i)));
  for (; i < words; ++i) a[i] &= b[i];
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void or_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) store(a + i, _mm256_or_si256(load(a + i), load(b + i)));
  for (; i < words; ++i) a[i] |= b[i];
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void and_not_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) store(a + i, _mm256_andnot_si256(load(b + i), load(a + i)));
  for (; i < words; ++i) a[i] &= ~b[i];
}

}  // namespace

const Kernels kKernels = {
    .name = "avx2",
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
    .count_behind = scalar::count_behind,
};

}  // namespace coldopen::avx2

#endif
