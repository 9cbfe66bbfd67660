#include <array>
#include <cstring>

#include "index/segment/kernels_positions.hpp"

namespace coldopen::scalar {

namespace {

struct FewPositions {
  std::array<std::uint32_t, kFewPositions> at{};
  std::uint32_t count = 0;
  bool known = false;
};

FewPositions read(const PositionArrays& list, std::uint32_t rank) noexcept {
  const std::size_t posting = std::size_t{list.first_posting} + rank;
  const PackedBlock counts(list.counts, posting);
  if (counts.width() > packing::kNarrow) return {};
  FewPositions found;
  found.count = counts[posting];
  const std::size_t group = posting / packing::kGroup;
  const std::uint64_t begin = PackedBlock(list.starts, group)[group] + counts.sum_before(posting);
  if (found.count > kFewPositions || begin + found.count > list.all) return {};
  found.known = true;
  if (found.count == 0) return found;
  const PackedBlock positions(list.positions, begin);
  const std::size_t first = begin % packing::kBlock;
  found.known = first + found.count <= packing::kBlock &&
                first * positions.width() % 8 + found.count * positions.width() <= 64;
  std::uint32_t position = 0;
  for (std::size_t i = 0; found.known && i < found.count; ++i)
    found.at[i] = position += positions[begin + i];
  return found;
}

}  // namespace

void unpack(const std::byte* block, std::uint32_t width, std::uint32_t base, std::uint32_t first,
            std::uint32_t n, std::uint32_t* out) noexcept {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t bit = (first + i) * width;
    std::uint64_t bits = 0;
    std::memcpy(&bits, block + bit / 8, sizeof bits);
    out[i] = base + static_cast<std::uint32_t>((bits >> (bit % 8)) & mask);
  }
}

std::uint32_t follow(const std::uint32_t* a, std::uint32_t na, const std::uint32_t* b,
                     std::uint32_t nb, std::uint32_t distance, std::uint32_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0, j = 0; i < na && j < nb;) {
    const std::uint32_t wanted = a[i] + distance;
    const std::uint32_t held = b[j];
    if (wanted == held) {
      if (at != nullptr) at[found] = i;
      ++found;
    }
    i += wanted <= held ? 1 : 0;
    j += held <= wanted ? 1 : 0;
  }
  return found;
}

void count_behind(const PositionArrays& a, const std::uint32_t* a_ranks, const PositionArrays& b,
                  const std::uint32_t* b_ranks, std::uint32_t n, std::uint32_t distance,
                  std::uint8_t* counts) noexcept {
  for (std::uint32_t i = 0; i < n; ++i) {
    const FewPositions first = read(a, a_ranks[i]);
    const FewPositions second = read(b, b_ranks[i]);
    std::uint8_t count = 0;
    for (std::uint32_t j = 0; j < first.count; ++j) {
      for (std::uint32_t k = 0; k < second.count; ++k)
        count = static_cast<std::uint8_t>(count + (first.at[j] + distance == second.at[k] ? 1 : 0));
    }
    counts[i] = first.known && second.known ? count : kManyPositions;
  }
}

}  // namespace coldopen::scalar
