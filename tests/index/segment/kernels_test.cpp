// Each kernel of each twin beside a few lines that say what it means.
//
// Arrays end with 64 bytes of rubbish, and often with such rubbish as would be an answer; results
// are watched 64 values beyond their end. Sizes are those at which containers and vectors change.

#include "index/segment/kernels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <vector>

#include "tests/support/seed.hpp"

namespace coldopen {
namespace {

constexpr std::array kSizes = {0U,  1U,  2U,   15U,  16U,  17U,  31U,  32U,   33U,   63U,
                               64U, 65U, 127U, 128U, 255U, 256U, 257U, 1000U, 4095U, 4096U};

using Docs = std::vector<std::uint16_t>;
using Codes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint64_t>;

class KernelsTest : public ::testing::Test {
 protected:
  std::uint32_t below(std::uint32_t end) {
    return std::uniform_int_distribution<std::uint32_t>(0, end - 1)(random_);
  }
  // `n` rising documents of [begin, end).
  Docs docs(std::uint32_t n, std::uint32_t begin = 0, std::uint32_t end = 65'536) {
    Docs all;
    for (std::uint32_t doc = begin; doc < end; ++doc) {
      // As many as are still wanted of those still there.
      if (below(end - doc) < n - all.size()) all.push_back(static_cast<std::uint16_t>(doc));
    }
    return all;
  }
  Codes codes(std::size_t n, std::uint32_t first = 0, std::uint32_t last = 255) {
    Codes all(n);
    for (auto& code : all) code = static_cast<std::uint8_t>(first + below(last - first + 1));
    return all;
  }
  // Words of which every `kind` is likely: empty, full, thin, even.
  Words words(std::size_t n) {
    Words all(n);
    const std::uint32_t kind = below(5);
    for (auto& word : all) {
      const std::uint64_t bits = random64();
      word = kind == 0   ? 0
             : kind == 1 ? ~std::uint64_t{0}
             : kind == 2 ? bits & random64() & random64() & random64()
             : kind == 3 ? (below(4) == 0 ? bits : 0)
                         : bits;
    }
    return all;
  }
  std::uint64_t random64() { return (std::uint64_t{random_()} << 32) | random_(); }
  std::uint16_t weight() {
    return static_cast<std::uint16_t>(std::array{0U, 1U, 257U, 65'535U, below(65'536)}[below(5)]);
  }
  std::uint8_t least() {
    return static_cast<std::uint8_t>(std::array{0U, 1U, 255U, below(256)}[below(4)]);
  }

  // The same values, and behind them 64 bytes that must not count: nothing, everything, chance, or
  // what the array itself holds. On the heap and no larger: reading farther is seen by sanitizers.
  template <class T>
  std::vector<T> padded(const std::vector<T>& values) {
    constexpr std::size_t kMore = 64 / sizeof(T);
    std::vector<T> all = values;
    const std::uint32_t kind = below(4);
    for (std::size_t i = 0; i < kMore; ++i) {
      const T held = values.empty() ? T{0} : values[values.size() - 1 - i % values.size()];
      all.push_back(kind == 0   ? T{0}
                    : kind == 1 ? static_cast<T>(~T{0})
                    : kind == 2 ? static_cast<T>(random64())
                                : held);
    }
    all.shrink_to_fit();
    return all;
  }

  std::mt19937 random_{test_seed()};
};

// Room for n values and the 64 more that a kernel may overwrite, and then some that it may not.
template <class T>
class Room {
 public:
  explicit Room(std::size_t n) : values_(n + 64 + kGuard, kMark), n_(n) {}
  T* data() { return values_.data(); }
  std::vector<T> first(std::size_t n) const {
    EXPECT_LE(n, n_);
    for (std::size_t i = n_ + 64; i < values_.size(); ++i) EXPECT_EQ(values_[i], kMark);
    return {values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(std::min(n, n_))};
  }

 private:
  static constexpr std::size_t kGuard = 64;
  static constexpr T kMark = static_cast<T>(0xA5A5A5A5);
  std::vector<T> values_;
  std::size_t n_;
};

bool test(const Words& bits, std::uint32_t i) { return ((bits[i / 64] >> (i % 64)) & 1) != 0; }

Docs set_bits(const Words& bits) {
  Docs all;
  for (std::uint32_t i = 0; i < bits.size() * 64; ++i) {
    if (test(bits, i)) all.push_back(static_cast<std::uint16_t>(i));
  }
  return all;
}

// The set bits before each 256.
Docs bits_before(const Words& bits) {
  Docs before;
  std::uint32_t sum = 0;
  for (std::size_t word = 0; word < bits.size(); ++word) {
    if (word % 4 == 0) before.push_back(static_cast<std::uint16_t>(sum));
    sum += static_cast<std::uint32_t>(std::popcount(bits[word]));
  }
  return before;
}

std::uint32_t size32(const auto& values) { return static_cast<std::uint32_t>(values.size()); }

TEST_F(KernelsTest, ThePlainOnesAlwaysRunAndTheLastOnesAreInUse) {
  ASSERT_FALSE(runnable_kernels().empty());
  EXPECT_EQ(runnable_kernels().front()->name, "scalar");
  EXPECT_EQ(kernels().name, runnable_kernels().back()->name);
  for (const Kernels* twin : runnable_kernels()) {
    EXPECT_TRUE(use_kernels(twin->name));
    EXPECT_EQ(&kernels(), twin);
  }
  EXPECT_FALSE(use_kernels("mmx"));
  EXPECT_EQ(&kernels(), runnable_kernels().back());
}

TEST_F(KernelsTest, FindSaysWhereADocumentIs) {
  for (const std::uint32_t n : kSizes) {
    for (const std::uint32_t end : {5000U, 65'536U}) {
      const Docs held = docs(n, 0, end);
      const Docs read = padded(held);
      for (int round = 0; round < 200; ++round) {
        std::uint32_t doc = below(end + 1) % 65'536;
        if (n != 0 && round % 2 == 0) doc = held[below(n)];
        if (round < 4) doc = read[n + static_cast<std::uint32_t>(round)];  // the rubbish itself
        const auto at = std::ranges::find(held, doc) - held.begin();
        for (const Kernels* twin : runnable_kernels()) {
          ASSERT_EQ(twin->find(read.data(), n, static_cast<std::uint16_t>(doc)), at)
              << twin->name << " n " << n << " doc " << doc;
        }
      }
    }
  }
}

TEST_F(KernelsTest, TwoArraysMeetWhereTheirDocumentsAreTheSame) {
  for (const std::uint32_t na : kSizes) {
    for (const std::uint32_t nb : kSizes) {
      const std::uint32_t end = below(2) == 0 ? 65'536 : std::max(na, nb) + 1 + below(300);
      const Docs a = docs(na, 0, end);
      const Docs b = docs(nb, 0, end);
      Docs at_a;
      Docs at_b;
      for (std::uint32_t i = 0, j = 0; i < na && j < nb;) {
        if (a[i] == b[j]) at_a.push_back(static_cast<std::uint16_t>(i));
        if (a[i] == b[j]) at_b.push_back(static_cast<std::uint16_t>(j));
        const bool next_a = a[i] <= b[j];
        const bool next_b = b[j] <= a[i];
        i += next_a ? 1 : 0;
        j += next_b ? 1 : 0;
      }
      const Docs read_a = padded(a);
      const Docs read_b = padded(b);
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint16_t> places_a(std::min(na, nb));
        Room<std::uint16_t> places_b(std::min(na, nb));
        const auto found =
            twin->intersect(read_a.data(), na, read_b.data(), nb, places_a.data(), places_b.data());
        ASSERT_EQ(found, at_a.size()) << twin->name << " " << na << " " << nb;
        ASSERT_EQ(places_a.first(found), at_a) << twin->name << " " << na << " " << nb;
        ASSERT_EQ(places_b.first(found), at_b) << twin->name << " " << na << " " << nb;
        ASSERT_EQ(twin->count_common(read_a.data(), na, read_b.data(), nb), at_a.size())
            << twin->name << " " << na << " " << nb;
      }
    }
  }
}

// Bytes of a damaged segment: what is found must still be places of the arrays, and fit.
TEST_F(KernelsTest, ArraysThatDoNotRiseDoNoHarm) {
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t na = kSizes[below(kSizes.size())];
    const std::uint32_t nb = kSizes[below(kSizes.size())];
    Docs a(na);
    Docs b(nb);
    const std::uint32_t values = std::array{1U, 3U, 100U, 65'536U}[below(4)];
    for (auto& doc : a) doc = static_cast<std::uint16_t>(below(values));
    for (auto& doc : b) doc = static_cast<std::uint16_t>(below(values));
    if (below(2) == 0) std::ranges::sort(a);
    if (below(2) == 0) std::ranges::sort(b);
    const Docs read_a = padded(a);
    const Docs read_b = padded(b);
    for (const Kernels* twin : runnable_kernels()) {
      Room<std::uint16_t> at_a(std::min(na, nb));
      Room<std::uint16_t> at_b(std::min(na, nb));
      const auto found =
          twin->intersect(read_a.data(), na, read_b.data(), nb, at_a.data(), at_b.data());
      ASSERT_LE(found, std::min(na, nb)) << twin->name;
      for (const std::uint16_t place : at_a.first(found)) ASSERT_LT(place, na) << twin->name;
      for (const std::uint16_t place : at_b.first(found)) ASSERT_LT(place, nb) << twin->name;
      ASSERT_LE(twin->find(read_a.data(), na, static_cast<std::uint16_t>(below(values))), na);
    }
  }
}

TEST_F(KernelsTest, DocumentsAreTestedAgainstBits) {
  for (const std::uint32_t n : kSizes) {
    for (int round = 0; round < 4; ++round) {
      const Words bits = words(1024);
      const Docs held = docs(n);
      Docs at;
      for (std::uint32_t i = 0; i < n; ++i) {
        if (test(bits, held[i])) at.push_back(static_cast<std::uint16_t>(i));
      }
      const Docs read = padded(held);
      const Words read_bits = padded(bits);
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint16_t> places(n);
        const auto found = twin->test_bits(read.data(), n, read_bits.data(), places.data());
        ASSERT_EQ(places.first(found), at) << twin->name << " " << n;
        ASSERT_EQ(twin->count_bits(read.data(), n, read_bits.data()), at.size()) << twin->name;
      }
    }
  }
}

TEST_F(KernelsTest, CodesAreFoundAndCounted) {
  std::vector<std::uint32_t> sizes(kSizes.begin(), kSizes.end());
  sizes.insert(sizes.end(), {65'535, 65'536});
  for (const std::uint32_t n : sizes) {
    for (const std::uint32_t least : {0U, 1U, 127U, 128U, 250U, 255U}) {
      const Codes held = below(4) == 0 ? Codes(n, 255) : codes(n);
      Docs at;
      for (std::uint32_t i = 0; i < n; ++i) {
        if (held[i] >= least) at.push_back(static_cast<std::uint16_t>(i));
      }
      const Codes read = padded(held);
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint16_t> places(n);
        const auto code = static_cast<std::uint8_t>(least);
        ASSERT_EQ(twin->count_codes(read.data(), n, code), at.size()) << twin->name << " " << n;
        const auto found = twin->find_codes(read.data(), n, code, places.data());
        ASSERT_EQ(places.first(found), at) << twin->name << " " << n << " " << least;
      }
    }
  }
}

TEST_F(KernelsTest, SumsAreFound) {
  for (const std::uint32_t n : kSizes) {
    for (const std::uint32_t least : {0U, 1U, 32'767U, 32'768U, 65'535U}) {
      Docs held(n);
      for (auto& sum : held) {
        sum = static_cast<std::uint16_t>(below(4) == 0 ? least - below(2) : below(65'536));
      }
      Docs at;
      for (std::uint32_t i = 0; i < n; ++i) {
        if (held[i] >= least) at.push_back(static_cast<std::uint16_t>(i));
      }
      const Docs read = padded(held);
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint16_t> places(n);
        const auto found =
            twin->find_sums(read.data(), n, static_cast<std::uint16_t>(least), places.data());
        ASSERT_EQ(places.first(found), at) << twin->name << " " << n << " " << least;
      }
    }
  }
}

TEST_F(KernelsTest, AnArrayIsAddedToAWindow) {
  for (const std::uint32_t n : kSizes) {
    const std::uint32_t begin = below(16) * 4096;
    const Docs held = docs(n, begin, begin + 4096);
    const Codes of = codes(n);
    const std::uint16_t w = weight();
    std::vector<std::uint16_t> sums(4096);
    for (auto& sum : sums) sum = static_cast<std::uint16_t>(below(200));
    std::vector<std::uint16_t> expected = sums;
    for (std::uint32_t i = 0; i < n; ++i) {
      auto& sum = expected[held[i] - begin];
      sum = static_cast<std::uint16_t>(sum + of[i] * w / 256);
    }
    const Docs read = padded(held);
    const Codes read_codes = padded(of);
    for (const Kernels* twin : runnable_kernels()) {
      std::vector<std::uint16_t> window = sums;
      twin->add_array(read.data(), read_codes.data(), n, w, window.data());
      ASSERT_EQ(window, expected) << twin->name << " n " << n << " weight " << w;
    }
  }
}

TEST_F(KernelsTest, ABitmapIsAddedToAWindow) {
  for (int round = 0; round < 200; ++round) {
    const Words bits = words(64);
    const Docs set = set_bits(bits);
    // Often fewer codes than bits: the rest is passed over.
    const std::uint32_t n = below(3) == 0 ? below(size32(set) + 1) : size32(set);
    const Codes of = codes(n);
    const std::uint16_t w = weight();
    std::vector<std::uint16_t> sums(4096);
    for (auto& sum : sums) sum = static_cast<std::uint16_t>(below(200));
    std::vector<std::uint16_t> expected = sums;
    for (std::uint32_t i = 0; i < n; ++i) {
      expected[set[i]] = static_cast<std::uint16_t>(expected[set[i]] + of[i] * w / 256);
    }
    const Words read = padded(bits);
    const Codes read_codes = padded(of);
    for (const Kernels* twin : runnable_kernels()) {
      std::vector<std::uint16_t> window = sums;
      twin->add_bitmap(read.data(), read_codes.data(), n, w, window.data());
      ASSERT_EQ(window, expected) << twin->name << " n " << n << " of " << set.size();
    }
  }
}

TEST_F(KernelsTest, AWindowGivesItsBestAndIsEmpty) {
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t thin = std::array{1U, 2U, 50U, 5000U}[below(4)];
    std::vector<std::uint16_t> sums(4096);
    for (auto& sum : sums) {
      sum = below(thin) == 0 ? static_cast<std::uint16_t>(below(65'536)) : std::uint16_t{0};
    }
    for (const std::uint32_t place : {0U, 31U, 4095U}) sums[place] = 65'535;
    const auto low =
        static_cast<std::uint16_t>(std::array{1U, 2U, 65'535U, 1 + below(65'535)}[below(4)]);
    const Words mask = words(64);
    const bool masked = below(2) == 0;
    Docs at;
    Docs best;
    for (std::uint32_t i = 0; i < 4096; ++i) {
      if (sums[i] < low || (masked && !test(mask, i))) continue;
      at.push_back(static_cast<std::uint16_t>(i));
      best.push_back(sums[i]);
    }
    for (const Kernels* twin : runnable_kernels()) {
      std::vector<std::uint16_t> window = sums;
      Room<std::uint16_t> places(4096);
      Room<std::uint16_t> bounds(4096);
      const auto found = twin->take(window.data(), low, masked ? mask.data() : nullptr,
                                    places.data(), bounds.data());
      ASSERT_EQ(places.first(found), at) << twin->name << " least " << low;
      ASSERT_EQ(bounds.first(found), best) << twin->name << " least " << low;
      ASSERT_EQ(window, std::vector<std::uint16_t>(4096)) << twin->name;
    }
  }
}

TEST_F(KernelsTest, ABitmapGivesAllItsDocuments) {
  for (const std::uint32_t size : {0U, 1U, 2U, 4U, 5U, 64U, 1024U}) {
    for (int round = 0; round < 10; ++round) {
      const Words bits = words(size);
      const Docs set = set_bits(bits);
      const Words read = padded(bits);
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint16_t> places(set.size());
        const auto found = twin->set_bits(read.data(), size, places.data());
        ASSERT_EQ(places.first(found), set) << twin->name << " words " << size;
      }
    }
  }
}

TEST_F(KernelsTest, ABitmapGivesItsDocumentsWithGoodCodes) {
  for (const std::uint32_t size : {0U, 1U, 2U, 4U, 5U, 64U, 1024U}) {
    for (int round = 0; round < 20; ++round) {
      const Words bits = words(size);
      const Docs set = set_bits(bits);
      const std::uint32_t n = below(3) == 0 ? below(size32(set) + 1) : size32(set);
      const Codes of = codes(n);
      const std::uint8_t low = least();
      Docs at;
      Codes good;
      for (std::uint32_t i = 0; i < n; ++i) {
        if (of[i] >= low) at.push_back(set[i]);
        if (of[i] >= low) good.push_back(of[i]);
      }
      const Words read = padded(bits);
      const Codes read_codes = padded(of);
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint16_t> places(n);
        Room<std::uint8_t> codes_at(n);
        const auto found = twin->expand(read.data(), size, read_codes.data(), n, low, places.data(),
                                        codes_at.data());
        ASSERT_EQ(places.first(found), at) << twin->name << " words " << size << " n " << n;
        ASSERT_EQ(codes_at.first(found), good) << twin->name << " words " << size;
      }
    }
  }
}

TEST_F(KernelsTest, DocumentsOfABitmapHaveTheirRanks) {
  for (int round = 0; round < 60; ++round) {
    const Words bits = words(1024);
    const Docs set = set_bits(bits);
    const auto n = size32(set);
    const Docs before = bits_before(bits);
    const Docs held = docs(kSizes[below(kSizes.size())]);
    Docs at;
    Docs expected;
    for (std::uint32_t i = 0; i < held.size(); ++i) {
      if (!test(bits, held[i])) continue;
      at.push_back(static_cast<std::uint16_t>(i));
      expected.push_back(
          static_cast<std::uint16_t>(std::ranges::lower_bound(set, held[i]) - set.begin()));
    }
    const Docs read = padded(held);
    const Words read_bits = padded(bits);
    const Docs read_before = padded(before);
    for (const Kernels* twin : runnable_kernels()) {
      Room<std::uint16_t> places(held.size());
      Room<std::uint16_t> ranks(held.size());
      const auto found = twin->rank_bits(read.data(), size32(held), read_bits.data(),
                                         read_before.data(), n, places.data(), ranks.data());
      ASSERT_EQ(places.first(found), at) << twin->name;
      ASSERT_EQ(ranks.first(found), expected) << twin->name;
      for (std::size_t i = 0, k = 0; i < held.size(); ++i) {
        const bool is_set = test(bits, held[i]);
        ASSERT_EQ(twin->find_bit(read_bits.data(), read_before.data(), n, held[i]),
                  is_set ? expected[k] : n)
            << twin->name;
        k += is_set ? 1 : 0;
      }
      // Ranks that the bytes contradict stay below what the list has.
      const std::uint32_t few = 1 + below(3);
      const auto again = twin->rank_bits(read.data(), size32(held), read_bits.data(),
                                         read_before.data(), few, places.data(), ranks.data());
      for (const std::uint16_t rank : ranks.first(again)) ASSERT_LT(rank, few) << twin->name;
    }
  }
}

TEST_F(KernelsTest, BitmapsGiveWhatAllHaveWithGoodSums) {
  for (int round = 0; round < 150; ++round) {
    const std::size_t size = std::array{0U, 1U, 4U, 5U, 64U}[below(5)];
    const std::size_t lists = std::array{1U, 2U, 3U, 5U, 64U}[below(5)];
    std::vector<Words> bits;
    std::vector<Codes> of;
    std::vector<BitmapCodes> parts;
    for (std::size_t i = 0; i < lists; ++i) {
      bits.push_back(words(size));
      for (auto& word : bits.back()) word |= lists > 3 ? ~std::uint64_t{0} << below(64) : 0;
      const auto set = size32(set_bits(bits.back()));
      of.push_back(codes(below(4) == 0 ? below(set + 1) : set));
      const auto most = static_cast<std::uint32_t>(65'536 / lists);
      parts.push_back({.n = size32(of.back()), .weight = static_cast<std::uint16_t>(below(most))});
    }
    std::vector<std::uint32_t> sums(size * 64);
    std::vector<std::uint32_t> held(size * 64);
    for (std::size_t i = 0; i < lists; ++i) {
      const Docs set = set_bits(bits[i]);
      for (std::size_t rank = 0; rank < of[i].size(); ++rank) {
        sums[set[rank]] += static_cast<std::uint32_t>(of[i][rank]) * parts[i].weight / 256;
        ++held[set[rank]];
      }
    }
    const auto low = static_cast<std::uint16_t>(std::array{0U, 1U, below(65'536)}[below(3)]);
    const bool masked = below(2) == 0;
    const Words mask = words(size);
    Docs at;
    Docs good;
    for (std::uint32_t i = 0; i < size * 64; ++i) {
      if (held[i] != lists || sums[i] < low) continue;
      if (masked && ((mask[i / 64] >> (i % 64)) & 1) == 0) continue;
      at.push_back(static_cast<std::uint16_t>(i));
      good.push_back(static_cast<std::uint16_t>(sums[i]));
    }
    for (std::size_t i = 0; i < lists; ++i) {
      bits[i] = padded(bits[i]);
      of[i] = padded(of[i]);
      parts[i].bits = bits[i].data();
      parts[i].codes = of[i].data();
    }
    for (const Kernels* twin : runnable_kernels()) {
      Room<std::uint16_t> places(size * 64);
      Room<std::uint16_t> bounds(size * 64);
      const auto found = twin->sum_common(parts, size, masked ? mask.data() : nullptr, low,
                                          places.data(), bounds.data());
      ASSERT_EQ(places.first(found), at) << twin->name << " lists " << lists << " words " << size;
      ASSERT_EQ(bounds.first(found), good) << twin->name << " lists " << lists;
    }
  }
}

TEST_F(KernelsTest, WordsAreCountedAndJoined) {
  for (const std::uint32_t n : {0U, 1U, 3U, 4U, 7U, 8U, 9U, 63U, 64U, 1023U, 1024U}) {
    const Words a = words(n);
    const Words b = words(n);
    Words both = a;
    Words either = a;
    Words only = a;
    std::uint32_t in_a = 0;
    std::uint32_t in_both = 0;
    for (std::size_t i = 0; i < n; ++i) {
      both[i] &= b[i];
      either[i] |= b[i];
      only[i] &= ~b[i];
      in_a += static_cast<std::uint32_t>(std::popcount(a[i]));
      in_both += static_cast<std::uint32_t>(std::popcount(both[i]));
    }
    const Words read_a = padded(a);
    const Words read_b = padded(b);
    for (const Kernels* twin : runnable_kernels()) {
      ASSERT_EQ(twin->count(read_a.data(), n), in_a) << twin->name << " " << n;
      ASSERT_EQ(twin->count_and(read_a.data(), read_b.data(), n), in_both) << twin->name;
      const auto joined = [&](auto join, Words expected) {
        Words into = a;
        into.insert(into.end(), 8, 0x5A5A5A5A5A5A5A5A);  // what is written is exactly the words
        expected.insert(expected.end(), 8, 0x5A5A5A5A5A5A5A5A);
        join(into.data(), read_b.data(), std::size_t{n});
        ASSERT_EQ(into, expected) << twin->name << " " << n;
      };
      joined(twin->and_into, both);
      joined(twin->or_into, either);
      joined(twin->and_not_into, only);
    }
  }
}

TEST_F(KernelsTest, NumbersAreUnpackedFromAnyPlaceOfABlock) {
  for (std::uint32_t width = 0; width <= 32; ++width) {
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    std::vector<std::uint8_t> block(std::size_t{16} * width);  // 128 values, low bits first
    std::vector<std::uint32_t> values(128);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<std::uint32_t>(random64() & mask);
      for (std::size_t bit = 0; bit < width; ++bit) {
        if ((values[i] >> bit) & 1) block[(i * width + bit) / 8] |= 1 << ((i * width + bit) % 8);
      }
    }
    const std::vector<std::uint8_t> read = padded(block);
    for (int round = 0; round < 60; ++round) {
      const std::uint32_t first = round == 0 ? 0 : below(128);
      const std::uint32_t n = round == 0 ? 128 : below(128 - first + 1);
      const std::uint32_t base = below(2) == 0 ? 0 : below(1U << 31);
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < n; ++i) expected.push_back(base + values[first + i]);
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint32_t> out(n);
        twin->unpack(reinterpret_cast<const std::byte*>(read.data()), width, base, first, n,
                     out.data());
        ASSERT_EQ(out.first(n), expected)
            << twin->name << " width " << width << " first " << first << " n " << n;
      }
    }
  }
}

TEST_F(KernelsTest, PositionsThatFollowEachOtherAreFound) {
  for (const std::uint32_t na : kSizes) {
    for (const std::uint32_t nb : {0U, 1U, 7U, 8U, 9U, 16U, 17U, 100U, 128U, 129U, 2000U}) {
      const std::uint32_t end = below(2) == 0 ? 1'000'000 : std::max(na, nb) * 2 + 10;
      const auto positions = [&](std::uint32_t n) {
        std::set<std::uint32_t> all;
        while (all.size() < n) all.insert(below(end));
        return std::vector<std::uint32_t>(all.begin(), all.end());
      };
      const auto a = positions(na);
      const auto b = positions(nb);
      const std::uint32_t distance = std::array{0U, 1U, 2U, 64U}[below(4)];
      std::vector<std::uint32_t> at;
      for (std::uint32_t i = 0; i < na; ++i) {
        if (std::ranges::binary_search(b, a[i] + distance)) at.push_back(i);
      }
      auto read_a = padded(a);
      auto read_b = padded(b);
      for (std::size_t i = 0; i < 16 && na != 0 && nb != 0; ++i) {  // rubbish that would follow
        read_a[na + i] = b[below(nb)] - distance;
        read_b[nb + i] = a[below(na)] + distance;
      }
      for (const Kernels* twin : runnable_kernels()) {
        Room<std::uint32_t> places(na);
        const auto found =
            twin->follow(read_a.data(), na, read_b.data(), nb, distance, places.data());
        ASSERT_EQ(places.first(found), at) << twin->name << " " << na << " " << nb;
        ASSERT_EQ(twin->follow(read_a.data(), na, read_b.data(), nb, distance, nullptr), at.size())
            << twin->name;
      }
    }
  }
}

}  // namespace
}  // namespace coldopen
