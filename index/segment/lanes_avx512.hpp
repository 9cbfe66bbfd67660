// What several kernels do with registers of AVX-512. Results of compress are stored whole (64
// bytes) and the next ones over their rest: stores by mask are much slower.
#pragma once

#if defined(__x86_64__)

#include <cstdint>
#include <immintrin.h>

namespace coldopen::avx512 {

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline std::uint64_t first_bits(std::uint64_t n) {  // n <= 64
  return _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(n));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline std::uint32_t popcount(std::uint64_t bits) {
  return static_cast<std::uint32_t>(_mm_popcnt_u64(bits));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline std::uint32_t lowest_bit(std::uint64_t bits) {
  return static_cast<std::uint32_t>(_tzcnt_u64(bits));
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i repeated(std::uint16_t value) {
  return _mm512_set1_epi16(static_cast<short>(value));
}

// first, first + 1, ... first + 31.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline __m512i rising(std::uint32_t first) {
  const __m512i lanes = _mm512_set_epi16(31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17,
                                         16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return _mm512_add_epi16(lanes, repeated(static_cast<std::uint16_t>(first)));
}

// Appends the numbers first + i of the bits i of `mask`; returns how many `out` then has.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")]]
inline std::uint32_t append_places(std::uint64_t mask, std::uint32_t first, std::uint16_t* out,
                                   std::uint32_t size) {
  const auto low = static_cast<__mmask32>(mask);
  const auto high = static_cast<__mmask32>(mask >> 32);
  _mm512_storeu_si512(out + size, _mm512_maskz_compress_epi16(low, rising(first)));
  size += popcount(low);
  _mm512_storeu_si512(out + size, _mm512_maskz_compress_epi16(high, rising(first + 32)));
  return size + popcount(high);
}

}  // namespace coldopen::avx512

#endif
