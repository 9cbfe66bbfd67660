// Random indexes for the oracle, from a seed: small vocabularies, ties in masses, names that
// several pages have, episodes, links, dead and replaced articles, several segments.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"

namespace coldopen {

struct WorldSize {
  std::size_t articles = 0;  // living ones
  std::size_t segments = 1;
  std::size_t vocabulary = 0;  // words beside the fixed ones
};

struct World {
  std::vector<Article> living;
  Snapshot snapshot;  // holds the living, and dead ones beside them
};

World random_world(std::uint64_t seed, const WorldSize& size);

// A snapshot of the articles, spread over so many segments; nobody is dead.
Snapshot snapshot_of(const std::vector<Article>& articles, std::size_t segments,
                     const AttributeTypes& types);

}  // namespace coldopen
