// The hot loops of rising arrays of documents: what is in one, and what two have in common. Three
// of Kernels (kernels.hpp has what holds for all), whose twins have a file of their own each.
#pragma once

#include <cstdint>

namespace coldopen {

// find: the place of `doc` in docs[0, n), or n.
//
// intersect: the places of documents that both arrays hold, rising; returns how many. Room:
// min(na, nb) + 64. Arrays that do not rise have any result, but no more than fits.
//
// count_common: how many they are.
namespace scalar {
std::uint32_t find(const std::uint16_t* docs, std::uint32_t n, std::uint16_t doc) noexcept;
std::uint32_t intersect(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                        std::uint32_t nb, std::uint16_t* at_a, std::uint16_t* at_b) noexcept;
std::uint32_t count_common(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                           std::uint32_t nb) noexcept;
}  // namespace scalar
#if defined(__x86_64__)
namespace avx2 {
std::uint32_t find(const std::uint16_t* docs, std::uint32_t n, std::uint16_t doc) noexcept;
std::uint32_t intersect(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                        std::uint32_t nb, std::uint16_t* at_a, std::uint16_t* at_b) noexcept;
std::uint32_t count_common(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                           std::uint32_t nb) noexcept;
}  // namespace avx2
namespace avx512 {
std::uint32_t find(const std::uint16_t* docs, std::uint32_t n, std::uint16_t doc) noexcept;
std::uint32_t intersect(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                        std::uint32_t nb, std::uint16_t* at_a, std::uint16_t* at_b) noexcept;
std::uint32_t count_common(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                           std::uint32_t nb) noexcept;
}  // namespace avx512
#endif

}  // namespace coldopen
