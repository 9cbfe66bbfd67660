// What several kernels do with registers of AVX2.
#pragma once

#if defined(__x86_64__)

#include <array>
#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace coldopen::avx2 {

// By mask of eight: its set bits, and for each lane of 16 bits the shuffle that brings the code of
// its set bit into the upper byte (so that it is code << 8) and zero to the others.
struct Tables {
  alignas(64) std::array<std::array<std::uint8_t, 8>, 256> set_bits{};
  alignas(64) std::array<std::array<std::uint8_t, 16>, 256> spread{};
};

constexpr Tables make_tables() {
  Tables tables;
  for (std::size_t mask = 0; mask < 256; ++mask) {
    std::uint8_t rank = 0;
    for (std::size_t lane = 0; lane < 8; ++lane) {
      constexpr std::uint8_t kZero = 0x80;
      const bool set = ((mask >> lane) & 1) != 0;
      tables.spread[mask][lane * 2] = kZero;
      tables.spread[mask][lane * 2 + 1] = set ? rank : kZero;
      if (set) tables.set_bits[mask][rank++] = static_cast<std::uint8_t>(lane);
    }
  }
  return tables;
}

inline constexpr Tables kTables = make_tables();

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline __m256i load(const void* at) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(at));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline void store(void* at, __m256i values) {
  _mm256_storeu_si256(static_cast<__m256i*>(at), values);
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline std::uint64_t first_bits(std::uint64_t n) {  // n <= 64
  return _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(n));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline std::uint32_t popcount(std::uint64_t bits) {
  return static_cast<std::uint32_t>(_mm_popcnt_u64(bits));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline std::uint32_t lowest_bit(std::uint64_t bits) {
  return static_cast<std::uint32_t>(_tzcnt_u64(bits));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline std::uint32_t bytes_set(__m256i lanes) {  // bit i: the highest bit of byte i
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(lanes));
}

[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline __m256i repeated(std::uint16_t value) {
  return _mm256_set1_epi16(static_cast<short>(value));
}

// Eight lanes of 16 bits: the places of the set bits of `mask`.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline __m128i lanes_of(std::uint32_t mask) {
  const auto* entry = reinterpret_cast<const __m128i*>(kTables.set_bits[mask].data());
  return _mm_cvtepu8_epi16(_mm_loadl_epi64(entry));
}

// Appends the numbers first + i of the bits i of eight; returns how many `out` then has.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline std::uint32_t append_eight(std::uint32_t mask, std::uint32_t first, std::uint16_t* out,
                                  std::uint32_t size) {
  const __m128i places = _mm_add_epi16(lanes_of(mask), _mm_set1_epi16(static_cast<short>(first)));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out + size), places);
  return size + popcount(mask);
}

// Few bits are appended one by one, many by bytes.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline std::uint32_t append_bits(std::uint64_t mask, std::uint32_t first, std::uint16_t* out,
                                 std::uint32_t size) {
  if (popcount(mask) <= 6) {
    for (; mask != 0; mask &= mask - 1) {
      out[size++] = static_cast<std::uint16_t>(first + lowest_bit(mask));
    }
    return size;
  }
  for (; mask != 0; mask >>= 8, first += 8) {
    size = append_eight(static_cast<std::uint8_t>(mask), first, out, size);
  }
  return size;
}

// The masks of two registers as one.
[[gnu::target("avx2,bmi,bmi2,popcnt")]]
inline std::uint64_t pair_mask(__m256i low, __m256i high) {
  return bytes_set(low) | (std::uint64_t{bytes_set(high)} << 32);
}

}  // namespace coldopen::avx2

#endif
