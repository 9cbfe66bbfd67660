#include "index/segment/kernels_arrays.hpp"

namespace coldopen::scalar {

std::uint32_t find(const std::uint16_t* docs, std::uint32_t n, std::uint16_t doc) noexcept {
  std::uint32_t begin = 0;
  for (std::uint32_t left = n; left > 1;) {  // docs[begin] <= doc, if any is
    const std::uint32_t half = left / 2;
    begin += docs[begin + half] <= doc ? half : 0;
    left -= half;
  }
  return begin < n && docs[begin] == doc ? begin : n;
}

std::uint32_t intersect(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                        std::uint32_t nb, std::uint16_t* at_a, std::uint16_t* at_b) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < na && j < nb;) {
    const std::uint16_t left = a[i];
    const std::uint16_t right = b[j];
    at_a[found] = static_cast<std::uint16_t>(i);
    at_b[found] = static_cast<std::uint16_t>(j);
    found += left == right ? 1 : 0;
    i += left <= right ? 1 : 0;
    j += right <= left ? 1 : 0;
  }
  return found;
}

std::uint32_t count_common(const std::uint16_t* a, std::uint32_t na, const std::uint16_t* b,
                           std::uint32_t nb) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < na && j < nb;) {
    const std::uint16_t left = a[i];
    const std::uint16_t right = b[j];
    found += left == right ? 1 : 0;
    i += left <= right ? 1 : 0;
    j += right <= left ? 1 : 0;
  }
  return found;
}

}  // namespace coldopen::scalar
