// Queries over a FlatWorld for the tests of scorers: by container types, and of everything at once.
#pragma once

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "tests/support/flat_world.hpp"
#include "tests/support/seed.hpp"

namespace coldopen {

inline std::string told(const FlatTerms& terms) {
  std::string text;
  for (std::size_t i = 0; i < terms.lists.size(); ++i) {
    const Occur occur = terms.how[i].occur;
    text += occur == Occur::must ? " +" : occur == Occur::must_not ? " -" : " ";
    text += std::to_string(terms.lists[i]) + "^" + std::to_string(terms.how[i].weight);
  }
  return text;
}

class FlatQueries : public testing::Test {
 protected:
  using Types = std::vector<ChunkType>;

  ~FlatQueries() override { use_kernels(before_); }

  // All ways to choose from `least` to `most` containers, order aside.
  static std::vector<Types> combinations(std::size_t least, std::size_t most) {
    std::vector<Types> all;
    std::vector<Types> longest = {{}};
    for (std::size_t size = 1; size <= most; ++size) {
      std::vector<Types> longer;
      for (const Types& types : longest) {
        for (const ChunkType type : {ChunkType::array, ChunkType::buckets, ChunkType::bitmap}) {
          if (!types.empty() && type < types.back()) continue;
          longer.push_back(types);
          longer.back().push_back(type);
        }
      }
      longest = std::move(longer);
      if (size >= least) all.insert(all.end(), longest.begin(), longest.end());
    }
    return all;
  }

  Types random_types(std::size_t size) {
    Types types(size);
    for (ChunkType& type : types) type = static_cast<ChunkType>(random_() % 3);
    return types;
  }

  // Lists that have these containers in a chunk of 65,536 documents, at the borders between types.
  FlatTerms of_types(const Types& types, Occur occur) {
    static const std::vector<std::vector<std::size_t>> kLists = {
        {4, 5, 6, 7}, {8, 9, 10}, {11, 12, 15, 16, 17, 18, 19}};
    FlatTerms terms;
    for (const ChunkType type : types) {
      const auto& lists = kLists[static_cast<std::size_t>(type)];
      terms.lists.push_back(lists[random_() % lists.size()]);
      terms.how.push_back({0.1 + static_cast<double>(random_() % 100) / 20, true, occur});
    }
    return terms;
  }

  // Of all lists of the world, with a must.
  FlatTerms mixed(const FlatWorld& world, std::size_t lists) {
    FlatTerms terms = random_terms(random_, world, lists, 50, 20);
    terms.how[0].occur = Occur::must;
    return terms;
  }

  const unsigned seed_ = test_seed();
  std::mt19937 random_{seed_};
  Workspace workspace_;

 private:
  const std::string before_{kernels().name};
  const testing::ScopedTrace trace_{__FILE__, __LINE__, "seed " + std::to_string(seed_)};
};

}  // namespace coldopen
