// 32 documents at once lie in two registers.

#if defined(__x86_64__)

#include <algorithm>
#include <immintrin.h>
#include <utility>

#include "index/segment/kernels_arrays.hpp"
#include "index/segment/lanes_avx2.hpp"

namespace coldopen::avx2 {
namespace {

// 32 values of 16 bits from `at` on, of which the first n count (n may be 0); masks have two bits a
// value.
struct Block {
  __m256i low;
  __m256i high;
  std::uint64_t valid;
};

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
Block load_block(const std::uint16_t* at, std::uint32_t n) {
  return {load(at), load(at + 16), first_bits(std::min(n, 32U) * 2)};
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint64_t equal(const Block& block, std::uint16_t value) {
  const __m256i wanted = repeated(value);
  return block.valid &
         pair_mask(_mm256_cmpeq_epi16(block.low, wanted), _mm256_cmpeq_epi16(block.high, wanted));
}

// Where the values of docs[begin, n) pass `last`.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t end_of(const std::uint16_t* docs, std::uint32_t begin, std::uint32_t n,
                     std::uint16_t last) {
  const __m256i end = repeated(last);
  for (std::uint32_t i = begin; i < n; i += 16) {
    const __m256i values = load(docs + i);
    const std::uint64_t low = bytes_set(_mm256_cmpeq_epi16(_mm256_min_epu16(values, end), values)) &
                              first_bits(std::min(n - i, 16U) * 2);
    if (low != 0xFFFFFFFFU) return i + popcount(low) / 2;
  }
  return n;
}

// Lanes become all ones as they meet their like.
struct Meeting {
  __m256i low;
  __m256i high;
};

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void meet(Meeting& met, const Block& block, std::uint16_t value) {
  const __m256i wanted = repeated(value);
  met.low = _mm256_or_si256(met.low, _mm256_cmpeq_epi16(block.low, wanted));
  met.high = _mm256_or_si256(met.high, _mm256_cmpeq_epi16(block.high, wanted));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t met_of(const Block& block, const Meeting& met) {  // a bit a value
  return static_cast<std::uint32_t>(
      _pext_u64(pair_mask(met.low, met.high) & block.valid, 0x5555555555555555U));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
Meeting none_met() {
  return {_mm256_setzero_si256(), _mm256_setzero_si256()};
}

// Which of the block are among docs[begin, end).
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t common_of(const Block& block, const std::uint16_t* docs, std::uint32_t begin,
                        std::uint32_t end) {
  Meeting met = none_met();
  std::uint32_t i = begin;
  for (; i + 2 <= end; i += 2) {
    meet(met, block, docs[i]);
    meet(met, block, docs[i + 1]);
  }
  if (i < end) meet(met, block, docs[i]);
  return met_of(block, met);
}

// Appends where in docs[begin, end) those are that `mask` names of `from`, which are all there;
// ends when there are more than `room`.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t append_common_places(std::uint32_t mask, const std::uint16_t* from,
                                   const std::uint16_t* docs, std::uint32_t begin,
                                   std::uint32_t end, std::uint16_t* out, std::uint32_t size,
                                   std::uint32_t room) {
  for (std::uint32_t i = begin; i < end && size <= room; i += 32) {
    const Block block = load_block(docs + i, end - i);
    Meeting met = none_met();
    for (std::uint32_t left = mask; left != 0; left &= left - 1) {
      meet(met, block, from[lowest_bit(left)]);
    }
    size = append_bits(met_of(block, met), i, out, size);
  }
  return size;
}

}  // namespace

// Counts the documents up to it, 32 at a time: no branch depends on where it is.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t find(const std::uint16_t* docs, std::uint32_t n, std::uint16_t doc) noexcept {
  std::uint32_t begin = 0;
  std::uint32_t left = n;
  while (left > 256) {  // if `doc` is there at all, it is in [begin, begin + left)
    const std::uint32_t half = left / 2;
    if (docs[begin + half] <= doc) begin += half;
    left -= half;
  }
  if (left <= 32) {
    const std::uint64_t mask = equal(load_block(docs + begin, left), doc);
    return mask != 0 ? begin + lowest_bit(mask) / 2 : n;
  }
  const __m256i wanted = repeated(doc);
  std::uint32_t end = begin;
  for (std::uint32_t i = 0; i < left; i += 32) {
    const Block block = load_block(docs + begin + i, left - i);
    const __m256i low = _mm256_cmpeq_epi16(_mm256_min_epu16(block.low, wanted), block.low);
    const __m256i high = _mm256_cmpeq_epi16(_mm256_min_epu16(block.high, wanted), block.high);
    end += popcount(pair_mask(low, high) & block.valid) / 2;
  }
  return end > 0 && docs[end - 1] == doc ? end - 1 : n;
}

// 32 of the longer array lie in two registers and meet those of the shorter that could be there.
// What has met is then sought in the shorter: both sides have the same order.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t intersect(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                        std::uint32_t nb, std::uint16_t* at_a, std::uint16_t* at_b) noexcept {
  if (na > nb) {
    std::swap(a, b);
    std::swap(na, nb);
    std::swap(at_a, at_b);
  }
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < na && j < nb; j += 32) {
    const std::uint32_t held = std::min(nb - j, 32U);
    const std::uint16_t last = b[j + held - 1];
    if (a[i] > last) continue;
    const std::uint32_t end = end_of(a, i, na, last);
    const std::uint32_t mask = common_of(load_block(b + j, held), a, i, end);
    if (mask != 0) {
      const std::uint32_t size = append_common_places(mask, b + j, a, i, end, at_a, found, na);
      found = append_bits(mask, j, at_b, found);
      // Arrays that do not rise must not do harm either.
      found = std::min({found, size, na});
    }
    i = end;
  }
  return found;
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t count_common(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                           std::uint32_t nb) noexcept {
  if (na > nb) {
    std::swap(a, b);
    std::swap(na, nb);
  }
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < na && j < nb; j += 32) {
    const std::uint32_t held = std::min(nb - j, 32U);
    const std::uint16_t last = b[j + held - 1];
    if (a[i] > last) continue;
    const std::uint32_t end = end_of(a, i, na, last);
    found += popcount(common_of(load_block(b + j, held), a, i, end));
    i = end;
  }
  return found;
}

}  // namespace coldopen::avx2

#endif
