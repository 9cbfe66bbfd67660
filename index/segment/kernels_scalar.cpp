// The plain twin: what each kernel means.

#include <algorithm>
#include <array>
#include <bit>

#include "index/segment/kernels.hpp"

namespace coldopen::scalar {
namespace {

std::uint32_t bound(std::uint8_t code, std::uint16_t weight) {
  return (std::uint32_t{code} * weight) >> 8;
}

std::uint32_t lowest_bit(std::uint64_t bits) {
  return static_cast<std::uint32_t>(std::countr_zero(bits));
}

bool test(const std::uint64_t* bits, std::uint32_t i) {
  return ((bits[i / 64] >> (i % 64)) & 1) != 0;
}

std::uint32_t test_bits(const std::uint16_t* docs, std::uint32_t n, const std::uint64_t* bits,
                        std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    at[found] = static_cast<std::uint16_t>(i);
    found += test(bits, docs[i]) ? 1 : 0;
  }
  return found;
}

std::uint32_t count_bits(const std::uint16_t* docs, std::uint32_t n,
                         const std::uint64_t* bits) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) found += test(bits, docs[i]) ? 1 : 0;
  return found;
}

std::uint32_t count_codes(const std::uint8_t* codes, std::uint32_t n, std::uint8_t least) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) found += codes[i] >= least ? 1 : 0;
  return found;
}

std::uint32_t find_codes(const std::uint8_t* codes, std::uint32_t n, std::uint8_t least,
                         std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    at[found] = static_cast<std::uint16_t>(i);
    found += codes[i] >= least ? 1 : 0;
  }
  return found;
}

std::uint32_t find_sums(const std::uint16_t* sums, std::uint32_t n, std::uint16_t least,
                        std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    at[found] = static_cast<std::uint16_t>(i);
    found += sums[i] >= least ? 1 : 0;
  }
  return found;
}

void add_array(const std::uint16_t* docs, const std::uint8_t* codes, std::uint32_t n,
               std::uint16_t weight, std::uint16_t* window) noexcept {
  for (std::uint32_t i = 0; i < n; ++i) {
    std::uint16_t& sum = window[docs[i] % 4096];
    sum = static_cast<std::uint16_t>(sum + bound(codes[i], weight));
  }
}

void add_bitmap(const std::uint64_t* bits, const std::uint8_t* codes, std::uint32_t n,
                std::uint16_t weight, std::uint16_t* window) noexcept {
  std::uint32_t rank = 0;
  for (std::uint32_t word = 0; word < 64; ++word) {
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
      if (rank == n) return;
      std::uint16_t& sum = window[word * 64 + lowest_bit(left)];
      sum = static_cast<std::uint16_t>(sum + bound(codes[rank++], weight));
    }
  }
}

std::uint32_t take(std::uint16_t* window, std::uint16_t least, const std::uint64_t* mask,
                   std::uint16_t* at, std::uint16_t* sums) noexcept {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < 4096; ++i) {
    const std::uint16_t sum = window[i];
    window[i] = 0;
    if (sum < least || (mask != nullptr && !test(mask, i))) continue;
    at[found] = static_cast<std::uint16_t>(i);
    sums[found++] = sum;
  }
  return found;
}

std::uint32_t set_bits(const std::uint64_t* bits, std::size_t words, std::uint16_t* at) noexcept {
  std::uint32_t found = 0;
  for (std::size_t word = 0; word < words; ++word) {
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
      at[found++] = static_cast<std::uint16_t>(word * 64 + lowest_bit(left));
    }
  }
  return found;
}

std::uint32_t expand(const std::uint64_t* bits, std::size_t words, const std::uint8_t* codes,
                     std::uint32_t n, std::uint8_t least, std::uint16_t* at,
                     std::uint8_t* codes_at) noexcept {
  std::uint32_t found = 0;
  std::uint32_t rank = 0;
  for (std::size_t word = 0; word < words; ++word) {
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
      if (rank == n) return found;
      const std::uint8_t code = codes[rank++];
      at[found] = static_cast<std::uint16_t>(word * 64 + lowest_bit(left));
      codes_at[found] = code;
      found += code >= least ? 1 : 0;
    }
  }
  return found;
}

std::uint32_t find_bit(const std::uint64_t* bits, const std::uint16_t* before, std::uint32_t n,
                       std::uint16_t doc) noexcept {
  if (!test(bits, doc)) return n;
  std::uint32_t rank = before[doc / 256];
  for (std::uint32_t word = doc / 256U * 4; word < doc / 64U; ++word) {
    rank += static_cast<std::uint32_t>(std::popcount(bits[word]));
  }
  const std::uint64_t below = (std::uint64_t{1} << (doc % 64)) - 1;
  rank += static_cast<std::uint32_t>(std::popcount(bits[doc / 64] & below));
  return std::min(rank, n - 1);
}

std::uint32_t rank_bits(const std::uint16_t* docs, std::uint32_t n_docs, const std::uint64_t* bits,
                        const std::uint16_t* before, std::uint32_t n, std::uint16_t* at,
                        std::uint16_t* ranks) noexcept {
  const std::uint32_t found = test_bits(docs, n_docs, bits, at);
  for (std::uint32_t i = 0; i < found; ++i) {
    ranks[i] = static_cast<std::uint16_t>(find_bit(bits, before, n, docs[at[i]]));
  }
  return found;
}

std::uint32_t sum_common(std::span<const BitmapCodes> lists, std::size_t words,
                         const std::uint64_t* mask, std::uint16_t least, std::uint16_t* at,
                         std::uint16_t* sums) noexcept {
  std::array<std::uint32_t, kBitmapsMax> ranks{};  // of each list, before this word
  std::uint32_t found = 0;
  for (std::size_t word = 0; word < words; ++word) {
    std::uint64_t common = mask == nullptr ? ~std::uint64_t{0} : mask[word];
    for (const BitmapCodes& list : lists) common &= list.bits[word];
    for (; common != 0; common &= common - 1) {
      const std::uint64_t below = (common & (~common + 1)) - 1;
      std::uint32_t sum = 0;
      bool all = true;
      for (std::size_t i = 0; i < lists.size(); ++i) {
        const BitmapCodes& list = lists[i];
        const std::uint32_t rank =
            ranks[i] + static_cast<std::uint32_t>(std::popcount(list.bits[word] & below));
        all = all && rank < list.n;
        if (rank < list.n) sum += bound(list.codes[rank], list.weight);
      }
      at[found] = static_cast<std::uint16_t>(word * 64 + lowest_bit(common));
      sums[found] = static_cast<std::uint16_t>(sum);
      found += all && sum >= least ? 1 : 0;
    }
    for (std::size_t i = 0; i < lists.size(); ++i) {
      ranks[i] += static_cast<std::uint32_t>(std::popcount(lists[i].bits[word]));
    }
  }
  return found;
}

std::uint32_t count(const std::uint64_t* a, std::size_t words) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < words; ++i) sum += static_cast<std::uint32_t>(std::popcount(a[i]));
  return sum;
}

std::uint32_t count_and(const std::uint64_t* a, const std::uint64_t* b,
                        std::size_t words) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < words; ++i) {
    sum += static_cast<std::uint32_t>(std::popcount(a[i] & b[i]));
  }
  return sum;
}

void and_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; ++i) a[i] &= b[i];
}

void or_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; ++i) a[i] |= b[i];
}

void and_not_into(std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; ++i) a[i] &= ~b[i];
}

}  // namespace

const Kernels kKernels = {
    .name = "scalar",
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
    .count_behind = count_behind,
};

}  // namespace coldopen::scalar
