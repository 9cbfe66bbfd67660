// Which living documents of a snapshot stand for one article: near-duplicates, and those that share
// a value of the attribute `distinct` (index/settings).
//
//   near-duplicates   both have kSketchedWords words and are at least kAlike alike (the resemblance
//                     of index/segment/sketches), counted from their texts: exactly
//   a group           documents that are linked by such pairs, near-duplicate to near-duplicate
//
// So groups depend on the living articles alone, not on their order or their segments. Pairs are
// looked for among texts that share a band of their sketches: one of exactly kAlike is missed once
// in three million. Where more than kFullBucket different texts share a band, each is compared
// there with its nearest in the order of their sums alone.
//
// Cost     once a segment: kBands look-ups for each sketch; once two segments: as many for each
//          sketch of the larger one in a small table; some 100 us for each text that is compared,
//          and a look at both sets for each comparison: at most kBands * kFullBucket a text.
//          Once a snapshot: its pairs. Nothing is done for a snapshot without sketches.
// Memory   while pairs are looked for, kKnownHashes of texts that may be compared again
// Threads  immutable; any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/live/snapshot.hpp"

namespace coldopen {

inline constexpr double kAlike = 0.9;
inline constexpr std::size_t kFullBucket = 64;
inline constexpr std::size_t kKnownHashes = std::size_t{4} << 20;  // 32 MB

// Groups of two and more.
class Folds {
 public:
  struct Member {
    std::uint32_t segment = 0;
    DocId doc = 0;
    auto operator<=>(const Member&) const = default;
  };

  std::size_t size() const noexcept { return begins_.empty() ? 0 : begins_.size() - 1; }
  std::span<const Member> group(std::size_t i) const noexcept {
    return std::span(members_).subspan(begins_[i], begins_[i + 1] - begins_[i]);
  }
  void add(std::span<const Member> group);

 private:
  std::vector<Member> members_;
  std::vector<std::size_t> begins_;
};

struct SnapshotFolds {
  Folds alike;
  Folds distinct;
};

// Those of a snapshot, made at the first call.
const SnapshotFolds& folds_of(const Snapshot& snapshot);

}  // namespace coldopen
