// Positions eight at a time.

#if defined(__x86_64__)

#include <algorithm>
#include <immintrin.h>

#include "index/segment/kernels_positions.hpp"
#include "index/segment/lanes_avx2.hpp"

namespace coldopen::avx2 {
namespace {

// Lanes of 32 bits below n, as all ones.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
__m256i first_lanes(std::uint32_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)),
                            _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
__m256i load_words(const std::byte* at, std::uint32_t n) {
  return _mm256_maskload_epi32(reinterpret_cast<const int*>(at), first_lanes(n));
}

// As intersect: 16 of the longer list against each of the shorter, a's values raised by `distance`.
// Of a template, not of a flag, so that the innermost loop has no other branch.
enum class Shorter { a, b };

template <Shorter kShorter>
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t follow_in(const std::uint32_t* few, std::uint32_t n, const std::uint32_t* many,
                        std::uint32_t n_many, std::uint32_t distance, std::uint32_t* at) {
  const std::uint32_t add_few = kShorter == Shorter::a ? distance : 0;
  const std::uint32_t add_many = kShorter == Shorter::a ? 0 : distance;
  const __m256i raise = _mm256_set1_epi32(static_cast<int>(add_many));
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < n && j < n_many; j += 16) {
    const std::uint32_t held = std::min(n_many - j, 16U);
    const std::uint32_t last = many[j + held - 1] + add_many;
    if (few[i] + add_few > last) continue;
    const std::uint64_t valid = first_bits(held * 4);  // four bits a value
    const __m256i low = _mm256_add_epi32(raise, load(many + j));
    const __m256i high = _mm256_add_epi32(raise, load(many + j + 8));
    do {
      const __m256i wanted = _mm256_set1_epi32(static_cast<int>(few[i] + add_few));
      const std::uint64_t mask =
          valid & pair_mask(_mm256_cmpeq_epi32(low, wanted), _mm256_cmpeq_epi32(high, wanted));
      if (at != nullptr) at[found] = kShorter == Shorter::a ? i : j + lowest_bit(mask) / 4;
      found += mask != 0 ? 1 : 0;
      ++i;
    } while (i < n && few[i] + add_few <= last);
  }
  return found;
}

}  // namespace

// Eight values of any width begin within eight words of 32 bits and end within the word after: each
// lane picks its word and the next one and joins what it needs of both.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
void unpack(const std::byte* block, std::uint32_t width, std::uint32_t base, std::uint32_t first,
            std::uint32_t n, std::uint32_t* out) noexcept {
  const __m256i starts = _mm256_mullo_epi32(_mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0),
                                            _mm256_set1_epi32(static_cast<int>(width)));
  const __m256i mask = _mm256_set1_epi32(static_cast<int>((std::uint64_t{1} << width) - 1));
  const __m256i bases = _mm256_set1_epi32(static_cast<int>(base));
  for (std::uint32_t i = 0; i < n; i += 8) {
    const std::uint32_t bit = (first + i) * width;
    const std::byte* from = block + bit / 32 * 4;
    const std::uint32_t words = (bit % 32 + std::min(n - i, 8U) * width + 31) / 32;  // to be read
    const __m256i bits = _mm256_add_epi32(starts, _mm256_set1_epi32(static_cast<int>(bit % 32)));
    const __m256i words_of = _mm256_srli_epi32(bits, 5);
    const __m256i shifts = _mm256_and_si256(bits, _mm256_set1_epi32(31));
    const __m256i low = _mm256_permutevar8x32_epi32(load_words(from, words), words_of);
    const __m256i high =
        _mm256_permutevar8x32_epi32(load_words(from + 4, std::max(words, 1U) - 1), words_of);
    const __m256i values =
        _mm256_or_si256(_mm256_srlv_epi32(low, shifts),  // a shift by 32 gives 0
                        _mm256_sllv_epi32(high, _mm256_sub_epi32(_mm256_set1_epi32(32), shifts)));
    store(out + i, _mm256_add_epi32(_mm256_and_si256(values, mask), bases));
  }
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
std::uint32_t follow(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                     std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept {
  if (na <= nb) return follow_in<Shorter::a>(a, na, b, nb, distance, at);
  return follow_in<Shorter::b>(b, nb, a, na, distance, at);
}

}  // namespace coldopen::avx2

#endif
