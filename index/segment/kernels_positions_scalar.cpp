#include <array>
#include <cstring>

#include "index/segment/kernels_positions.hpp"

namespace coldopen::scalar {

namespace {

struct Run {
  std::uint64_t begin = 0;
  std::uint32_t count = 0;
  bool known = false;
};

Run run_of(const PositionArrays& list, std::uint32_t rank) noexcept {
  const std::size_t posting = std::size_t{list.first_posting} + rank;
  const std::size_t group = posting / packing::kGroup;
  const PackedBlock counts(list.counts, posting);
  Run run;
  run.begin = PackedBlock(list.starts, group)[group] + counts.sum_before(posting);
  run.count = counts[posting];
  run.known = run.count <= kSomePositions && run.begin + run.count <= list.all;
  return run;
}

using Positions = std::array<std::uint32_t, kSomePositions>;

void read(const PositionArrays& list, const Run& run, Positions& out) noexcept {
  PackedBlock block;
  std::uint32_t position = 0;
  for (std::uint32_t i = 0; i < run.count; ++i) {
    const std::size_t at = run.begin + i;
    if (i == 0 || at % packing::kBlock == 0) block = PackedBlock(list.positions, at);
    out[i] = position += block[at];
  }
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
  Positions first;
  Positions second;
  for (std::uint32_t i = 0; i < n; ++i) {
    const Run one = run_of(a, a_ranks[i]);
    const Run two = run_of(b, b_ranks[i]);
    counts[i] = kManyPositions;
    if (!one.known || !two.known || one.count * two.count > kSomePairs) continue;
    read(a, one, first);
    read(b, two, second);
    std::uint32_t pairs = 0;
    for (std::uint32_t j = 0; j < one.count; ++j) {
      for (std::uint32_t k = 0; k < two.count; ++k)
        pairs += first[j] + distance == second[k] ? 1 : 0;
    }
    counts[i] = static_cast<std::uint8_t>(pairs);
  }
}

}  // namespace coldopen::scalar
