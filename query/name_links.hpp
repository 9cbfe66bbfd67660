// What each start of a name is worth before anything is typed: more where many others link to it.
//
//   ln(1 + L), L = the attribute `importance` of its document where that is a number of at least
//   0; else how many living articles link to each key of its title (attribute `links`), added up;
//   that an article has it as its character, cast, director or the like is a link, too
//
// The links of query/prior, kept for all names at once, because one letter may begin each of them.
// Cost     a look-up for each title and segment, or for each link where these are fewer; 4 bytes a
//          start. Made once a snapshot, when somebody types first.
// Threads  immutable; any number of readers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/name_starts.hpp"

namespace coldopen {

class NameLinks {
 public:
  explicit NameLinks(const Snapshot& snapshot);

  // By the starts of that segment; empty where all are worth nothing.
  std::span<const float> of(std::size_t segment) const noexcept { return worth_[segment]; }

 private:
  std::vector<std::vector<float>> worth_;
};

// Those of a snapshot, made at the first call.
const NameLinks& name_links(const Snapshot& snapshot);

}  // namespace coldopen
