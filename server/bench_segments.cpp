#include "server/bench_segments.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/segment/merger.hpp"

namespace coldopen {

// A merge leaves out the dead: each part is a merge with all others' articles dead.
Shared<Snapshot> in_segments(const Snapshot& snapshot, std::uint64_t segments) {
  auto split = std::make_shared<Snapshot>(snapshot);
  split->segments.clear();
  for (std::uint64_t part = 0; part < segments; ++part) {
    std::map<std::string, std::vector<MergeInput>> inputs;  // by language
    std::uint64_t living = 0;                               // of the inputs before
    for (const SegmentView& view : snapshot.segments) {
      std::vector<DocId> elsewhere;
      for (DocId doc = 0; doc < view.segment->size(); ++doc) {
        if (!view.alive(doc)) continue;
        if (living * segments / snapshot.stats.documents != part) elsewhere.push_back(doc);
        ++living;
      }
      const Tombstones dead = view.dead ? *view.dead : Tombstones();
      inputs[view.segment->language()].push_back(
          {view.segment, std::make_shared<Tombstones>(dead.with(elsewhere, 0))});
    }
    for (const auto& [language, some] : inputs) {
      const SegmentIdentity& identity = some.front().segment->identity();
      split->segments.push_back(
          {Segment::open(
               merge_segments(some, {snapshot.analyzer.get(), snapshot.scoring, {}}, identity)),
           nullptr});
    }
  }
  return split;
}

}  // namespace coldopen
