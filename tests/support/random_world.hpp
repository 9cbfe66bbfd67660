// Random indexes and queries for the oracle, from a seed: small vocabularies, ties in masses, dead
// and replaced articles, several segments.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"

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

// A query that is likely to match something; all kinds of leaves, operators, filters, facets.
SearchRequest random_request(std::mt19937_64& random, const World& world);

// A snapshot of the articles, spread over so many segments; nobody is dead.
Snapshot snapshot_of(const std::vector<Article>& articles, std::size_t segments,
                     const AttributeTypes& types);

}  // namespace coldopen
