// Figures about one snapshot, for people: stats, metrics.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/article.hpp"
#include "index/live/snapshot.hpp"

namespace coldopen {

struct IndexStats {
  std::string name;
  std::uint64_t articles = 0, passages = 0, segments = 0, change = 0;
  std::uint64_t terms = 0;        // of all segments; one that several hold counts in each
  std::uint64_t index_bytes = 0;  // segments
  std::uint64_t text_bytes = 0;   // titles and passages of the living articles
  std::optional<std::uint64_t> making_anew;  // articles done, while settings change the segments
  struct AttributeStats {
    std::string name;
    AttributeType type = AttributeType::text;
    std::uint64_t values = 0;  // distinct text values, or articles that have one
  };
  std::vector<AttributeStats> attributes;
};

IndexStats describe(const Snapshot& snapshot);  // O(bytes of the texts)

}  // namespace coldopen
