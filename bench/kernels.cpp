// Each hot loop of index/segment/kernels.hpp, each twin that runs here: <kernel>/<twin>/<size>.
//
// Inputs as searches have them: buckets and arrays of a chunk, windows of 4,096 documents, bitmaps
// of 65,536. Every round takes the next of several inputs, so that branches are not learnt by
// heart. items_per_second counts what the kernel is about: postings, codes, documents, words.

#include "index/segment/kernels.hpp"

#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <bit>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "index/segment/bitpack.hpp"

namespace {

using coldopen::BitmapCodes;
using coldopen::Kernels;

// Sizes of two inputs, or width and number.
struct Pair {
  std::uint32_t a;
  std::uint32_t b;
};

constexpr std::size_t kInputs = 16;
constexpr std::uint32_t kChunk = 65'536;

struct Input {
  std::vector<std::uint16_t> docs;    // n of the chunk
  std::vector<std::uint16_t> others;  // as many of the chunk as the other list has
  std::vector<std::uint16_t> near;    // n of one window
  std::vector<std::uint8_t> codes;
  std::vector<std::uint64_t> bits;  // of docs
  std::vector<std::uint64_t> thin;  // of others
  std::vector<std::uint16_t> before;
  std::vector<std::uint32_t> positions;
  std::vector<std::uint32_t> after;
  std::vector<std::byte> block;
};

// Codes as lists have them: most postings gain little.
std::vector<std::uint8_t> some_codes(std::size_t n, std::mt19937& random) {
  std::vector<std::uint8_t> codes(n + 64);
  std::normal_distribution<double> usual(110, 35);
  for (auto& code : codes) {
    code = static_cast<std::uint8_t>(std::clamp(usual(random), 1.0, 255.0));
  }
  return codes;
}

std::vector<std::uint16_t> some_docs(std::size_t n, std::uint32_t end, std::mt19937& random) {
  std::vector<std::uint16_t> docs;
  for (std::uint32_t doc = 0; doc < end; ++doc) {
    const std::uint32_t left = end - doc;
    if (random() % left < n - docs.size()) docs.push_back(static_cast<std::uint16_t>(doc));
  }
  docs.resize(n + 64);
  return docs;
}

std::vector<std::uint64_t> bits_of(const std::vector<std::uint16_t>& docs, std::size_t n) {
  std::vector<std::uint64_t> bits(kChunk / 64 + 8);
  for (std::size_t i = 0; i < n; ++i) bits[docs[i] / 64] |= std::uint64_t{1} << (docs[i] % 64);
  return bits;
}

std::vector<Input> inputs(std::size_t n, std::size_t others = 64) {
  std::mt19937 random(7);
  std::vector<Input> all(kInputs);
  for (Input& input : all) {
    input.docs = some_docs(n, kChunk, random);
    input.others = some_docs(others, kChunk, random);
    input.near = some_docs(std::min<std::size_t>(n, 4096), 4096, random);
    input.codes = some_codes(std::max(n, others), random);
    input.bits = bits_of(input.docs, n);
    input.thin = bits_of(input.others, others);
    std::uint32_t sum = 0;
    for (std::size_t block = 0; block < 256; ++block) {
      input.before.push_back(static_cast<std::uint16_t>(sum));
      for (std::size_t i = 0; i < 4; ++i) {
        sum += static_cast<std::uint32_t>(std::popcount(input.bits[block * 4 + i]));
      }
    }
    input.before.resize(256 + 64);
    std::uint32_t position = 0;
    for (std::size_t i = 0; i < n + 16; ++i) {
      input.positions.push_back(position += 1 + random() % 40);
    }
    position = 0;
    for (std::size_t i = 0; i < others + 16; ++i) {
      input.after.push_back(position += 1 + random() % 40);
    }
    input.block.resize(16 * 32 + 64);
    for (auto& byte : input.block) byte = static_cast<std::byte>(random());
  }
  return all;
}

// Registers `run(twin, input)`, which handles `items` a call.
template <class Run>
void add(const std::string& kernel, const std::string& size, std::size_t items,
         std::vector<Input> from, Run run) {
  for (const Kernels* twin : coldopen::runnable_kernels()) {
    const std::string name = kernel + "/" + std::string(twin->name) + "/" + size;
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
      std::size_t next = 0;
      for (auto _ : state) benchmark::DoNotOptimize(run(*twin, from[next++ % kInputs]));
      state.SetItemsProcessed(static_cast<std::int64_t>(items) * state.iterations());
    });
  }
}

struct Rooms {
  std::vector<std::uint16_t> at = std::vector<std::uint16_t>(kChunk + 64);
  std::vector<std::uint16_t> sums = std::vector<std::uint16_t>(kChunk + 64);
  std::vector<std::uint8_t> codes = std::vector<std::uint8_t>(kChunk + 64);
  std::vector<std::uint32_t> wide = std::vector<std::uint32_t>(kChunk + 64);
  alignas(64) std::array<std::uint16_t, 4096> window{};
};

Rooms& rooms() {
  static Rooms all;
  return all;
}

void add_arrays() {
  for (const std::uint32_t n : {16U, 64U, 255U}) {
    add("find", std::to_string(n), 1, inputs(n), [n](const Kernels& with, const Input& in) {
      static std::uint32_t doc = 0;
      doc = doc * 5 + 12'345;
      return with.find(in.docs.data(), n, static_cast<std::uint16_t>(doc >> 7));
    });
  }
  for (const Pair of : {Pair{2000U, 3000U}, {200U, 3000U}, {20U, 3000U}, {100U, 200U}}) {
    const std::string size = std::to_string(of.a) + "+" + std::to_string(of.b);
    add("intersect", size, of.a + of.b, inputs(of.a, of.b),
        [of](const Kernels& with, const Input& in) {
          return with.intersect(in.docs.data(), of.a, in.others.data(), of.b, rooms().at.data(),
                                rooms().sums.data());
        });
    add("count_common", size, of.a + of.b, inputs(of.a, of.b),
        [of](const Kernels& with, const Input& in) {
          return with.count_common(in.docs.data(), of.a, in.others.data(), of.b);
        });
  }
  for (const std::uint32_t n : {100U, 3000U}) {
    add("test_bits", std::to_string(n), n, inputs(20'000, n),
        [n](const Kernels& with, const Input& in) {
          return with.test_bits(in.others.data(), n, in.bits.data(), rooms().at.data());
        });
    add("count_bits", std::to_string(n), n, inputs(20'000, n),
        [n](const Kernels& with, const Input& in) {
          return with.count_bits(in.others.data(), n, in.bits.data());
        });
  }
}

void add_ranks() {
  for (const std::uint32_t n : {100U, 3000U}) {
    add("rank_bits", std::to_string(n), n, inputs(20'000, n),
        [n](const Kernels& with, const Input& in) {
          return with.rank_bits(in.others.data(), n, in.bits.data(), in.before.data(), 20'000,
                                rooms().at.data(), rooms().sums.data());
        });
  }
  add("find_bit", "20000", 1, inputs(20'000), [](const Kernels& with, const Input& in) {
    static std::uint32_t place = 0;
    place = (place * 5 + 12'345) % 20'000;
    return with.find_bit(in.bits.data(), in.before.data(), 20'000, in.docs[place]);
  });
}

void add_codes() {
  for (const std::uint32_t n : {100U, 3000U, 30'000U}) {
    add("count_codes", std::to_string(n), n, inputs(n), [n](const Kernels& with, const Input& in) {
      return with.count_codes(in.codes.data(), n, 170);
    });
    for (const int least : {110, 170, 215}) {  // half, 1 of 20, 1 of 700
      add("find_codes", std::to_string(n) + ">=" + std::to_string(least), n, inputs(n),
          [n, least](const Kernels& with, const Input& in) {
            return with.find_codes(in.codes.data(), n, static_cast<std::uint8_t>(least),
                                   rooms().at.data());
          });
    }
  }
  for (const std::uint32_t n : {5000U, 30'000U}) {
    for (const int least : {110, 170, 215}) {
      add("expand", std::to_string(n) + ">=" + std::to_string(least), n, inputs(n),
          [n, least](const Kernels& with, const Input& in) {
            return with.expand(in.bits.data(), 1024, in.codes.data(), n,
                               static_cast<std::uint8_t>(least), rooms().at.data(),
                               rooms().codes.data());
          });
    }
    add("set_bits", std::to_string(n), n, inputs(n), [](const Kernels& with, const Input& in) {
      return with.set_bits(in.bits.data(), 1024, rooms().at.data());
    });
  }
}

void add_windows() {
  for (const std::uint32_t n : {8U, 32U, 200U, 1000U}) {
    add("add_array", std::to_string(n), n, inputs(n), [n](const Kernels& with, const Input& in) {
      with.add_array(in.near.data(), in.codes.data(), n, 100, rooms().window.data());
      return rooms().window[0];
    });
  }
  for (const std::uint32_t n : {5000U, 30'000U, 60'000U}) {
    add("add_bitmap", std::to_string(n / 16) + " of 4096", 4096, inputs(n),
        [n](const Kernels& with, const Input& in) {
          with.add_bitmap(in.bits.data(), in.codes.data(), n, 100, rooms().window.data());
          return rooms().window[0];
        });
  }
  for (const std::uint32_t found : {0U, 4U, 40U, 400U}) {
    add("take", std::to_string(found) + " of 4096", 4096, inputs(400),
        [found](const Kernels& with, const Input& in) {
          for (std::uint32_t i = 0; i < found; ++i)
            rooms().window[in.near[i * 400 / found]] = 60'000;
          return with.take(rooms().window.data(), 50'000, nullptr, rooms().at.data(),
                           rooms().sums.data());
        });
  }
  for (const Pair of : {Pair{5000U, 30'000U}, {30'000U, 60'000U}}) {
    for (const std::uint16_t least : {std::uint16_t{1}, std::uint16_t{40'000}}) {
      add("sum_common",
          std::to_string(of.a) + "+" + std::to_string(of.b) + ">=" + std::to_string(least), kChunk,
          inputs(of.a, of.b), [of, least](const Kernels& with, const Input& in) {
            const std::array<BitmapCodes, 2> lists = {
                BitmapCodes{in.bits.data(), in.codes.data(), of.a, 40'000},
                BitmapCodes{in.thin.data(), in.codes.data(), of.b, 20'000}};
            return with.sum_common(lists, 1024, nullptr, least, rooms().at.data(),
                                   rooms().sums.data());
          });
    }
  }
}

void add_words() {
  const auto words = [](const char* name, auto member) {
    add(name, "1024", 1024, inputs(30'000, 30'000), [member](const Kernels& with, const Input& in) {
      return (with.*member)(in.bits.data(), in.thin.data(), 1024);
    });
  };
  const auto joins = [](const char* name, auto member) {
    add(name, "1024", 1024, inputs(30'000, 30'000), [member](const Kernels& with, const Input& in) {
      static std::vector<std::uint64_t> into(1024);
      (with.*member)(into.data(), in.thin.data(), 1024);
      return into[0];
    });
  };
  add("count", "1024", 1024, inputs(30'000),
      [](const Kernels& with, const Input& in) { return with.count(in.bits.data(), 1024); });
  words("count_and", &Kernels::count_and);
  joins("and_into", &Kernels::and_into);
  joins("or_into", &Kernels::or_into);
  joins("and_not_into", &Kernels::and_not_into);
}

void add_numbers() {
  for (const Pair of : {Pair{10U, 4U}, {10U, 128U}, {17U, 128U}, {3U, 30U}}) {
    add("unpack", std::to_string(of.b) + " of " + std::to_string(of.a) + " bits", of.b, inputs(16),
        [of](const Kernels& with, const Input& in) {
          with.unpack(in.block.data(), of.a, 5, 128 - of.b, of.b, rooms().wide.data());
          return rooms().wide[0];
        });
  }
  for (const Pair of : {Pair{2U, 8U}, {8U, 8U}, {4U, 100U}, {300U, 300U}}) {
    add("follow", std::to_string(of.a) + "+" + std::to_string(of.b), of.a + of.b,
        inputs(of.a, of.b), [of](const Kernels& with, const Input& in) {
          return with.follow(in.positions.data(), of.a, in.after.data(), of.b, 1,
                             rooms().wide.data());
        });
  }
}

// Two lists of as many postings, of one to four positions each.
struct PositionInputs {
  struct List {
    coldopen::ByteBuffer starts, counts, steps;
    coldopen::PositionArrays arrays;
  };
  List first, second;
  std::vector<std::vector<std::uint32_t>> ranks;  // of as many documents of both, rising
};
constexpr std::uint32_t kTogether = 16;  // documents of a call

coldopen::PackedBytes packed(coldopen::PackedWriter& writer, coldopen::ByteBuffer& bytes) {
  writer.finish(bytes);
  coldopen::ByteReader reader(bytes);
  return coldopen::PackedArray::open(reader)->bytes();
}

void fill(PositionInputs::List& list, std::uint32_t postings, std::mt19937& random) {
  coldopen::PackedWriter starts, counts, steps;
  std::uint32_t begin = 0;
  for (std::uint32_t posting = 0; posting < postings; ++posting) {
    if (posting % coldopen::packing::kGroup == 0) starts.add(begin);
    const auto n = static_cast<std::uint32_t>(1 + random() % coldopen::kFewPositions);
    for (std::uint32_t i = 0; i < n; ++i) steps.add(static_cast<std::uint32_t>(random() % 300));
    counts.add(n);
    begin += n;
  }
  list.arrays = {.starts = packed(starts, list.starts),
                 .counts = packed(counts, list.counts),
                 .positions = packed(steps, list.steps),
                 .all = begin};
}

const PositionInputs& position_inputs() {
  static const PositionInputs made = [] {
    PositionInputs all;
    std::mt19937 random(7);
    constexpr std::uint32_t kPostings = 20'000;
    fill(all.first, kPostings, random);
    fill(all.second, kPostings, random);
    for (std::size_t input = 0; input < kInputs; ++input) {
      std::vector<std::uint32_t> ranks(kTogether);
      for (std::uint32_t& rank : ranks) rank = static_cast<std::uint32_t>(random() % kPostings);
      std::ranges::sort(ranks);
      all.ranks.push_back(ranks);
    }
    return all;
  }();
  return made;
}

void add_positions() {
  add("count_behind", std::to_string(kTogether), kTogether, inputs(16),
      [](const Kernels& with, const Input&) {
        static std::size_t next = 0;
        const PositionInputs& in = position_inputs();
        const std::uint32_t* ranks = in.ranks[next++ % kInputs].data();
        std::array<std::uint8_t, kTogether> counts{};
        with.count_behind(in.first.arrays, ranks, in.second.arrays, ranks, kTogether, 1,
                          counts.data());
        return counts[0];
      });
}

}  // namespace

int main(int argc, char** argv) {
  add_arrays();
  add_ranks();
  add_codes();
  add_windows();
  add_words();
  add_numbers();
  add_positions();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
