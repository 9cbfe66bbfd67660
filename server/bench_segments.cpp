#include "server/bench_segments.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/segment/merger.hpp"

namespace coldopen {

namespace {

std::uint64_t living_of(const SegmentView& view) {
  return view.segment->size() - (view.dead ? view.dead->count() : 0);
}

// A merge leaves out the dead: each part is a merge with all others' articles dead.
std::vector<MergeInput> inputs_of(const std::vector<const SegmentView*>& views, std::uint64_t part,
                                  std::uint64_t parts, std::uint64_t all) {
  std::vector<MergeInput> inputs;
  std::uint64_t living = 0;  // of the inputs before
  for (const SegmentView* view : views) {
    std::vector<DocId> elsewhere;
    for (DocId doc = 0; doc < view->segment->size(); ++doc) {
      if (!view->alive(doc)) continue;
      if (living * parts / all != part) elsewhere.push_back(doc);
      ++living;
    }
    const Tombstones dead = view->dead ? *view->dead : Tombstones();
    inputs.push_back({view->segment, std::make_shared<Tombstones>(dead.with(elsewhere, 0))});
  }
  return inputs;
}

}  // namespace

Shared<Snapshot> in_segments(const Snapshot& snapshot, std::uint64_t segments) {
  auto split = std::make_shared<Snapshot>(snapshot);
  split->segments.clear();
  std::map<std::string, std::vector<const SegmentView*>> by_language;
  for (const SegmentView& view : snapshot.segments)
    by_language[view.segment->language()].push_back(&view);
  const SegmentMaking making{snapshot.analyzer.get(), snapshot.scoring, {}};
  for (const auto& [language, views] : by_language) {
    std::uint64_t all = 0;
    for (const SegmentView* view : views) all += living_of(*view);
    // As many as its share of the articles asks for.
    const std::uint64_t parts =
        (segments * all + snapshot.stats.documents - 1) / snapshot.stats.documents;
    for (std::uint64_t part = 0; part < parts; ++part)
      split->segments.push_back(
          {Segment::open(merge_segments(inputs_of(views, part, parts, all), making,
                                        views.front()->segment->identity())),
           nullptr});
  }
  return split;
}

}  // namespace coldopen
