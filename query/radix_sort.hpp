// A stable sort by numbers of 32 bits, for some tens to many thousands of small values.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace coldopen {

// By key(value) rising. `scratch` is as long as `values`. O(n) for each byte in which keys differ.
template <class T, class Key>  // std::uint32_t(const T&)
void radix_sort(std::span<T> values, std::span<T> scratch, Key&& key) {
  constexpr std::size_t kFew = 24;  // moving them into place is cheaper
  if (values.size() <= kFew) {
    for (std::size_t i = 1; i < values.size(); ++i) {
      const T value = values[i];
      std::size_t to = i;
      for (; to > 0 && key(values[to - 1]) > key(value); --to) values[to] = values[to - 1];
      values[to] = value;
    }
    return;
  }
  std::array<std::array<std::uint32_t, 256>, 4> counts{};
  for (const T& value : values) {
    const std::uint32_t number = key(value);
    for (std::size_t byte = 0; byte < 4; ++byte) ++counts[byte][(number >> (8 * byte)) & 0xFF];
  }
  std::span<T> from = values;
  std::span<T> to = scratch;
  for (std::size_t byte = 0; byte < 4; ++byte) {
    const auto digit = [&](const T& value) { return (key(value) >> (8 * byte)) & 0xFF; };
    if (counts[byte][digit(from.front())] == values.size()) continue;  // all have the same
    std::uint32_t before = 0;
    for (std::uint32_t& count : counts[byte]) {
      const std::uint32_t held = count;
      count = before;
      before += held;
    }
    for (const T& value : from) to[counts[byte][digit(value)]++] = value;
    std::swap(from, to);
  }
  if (from.data() != values.data()) std::ranges::copy(from, values.begin());
}

}  // namespace coldopen
