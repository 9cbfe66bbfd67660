#include "query/spoiler_guard.hpp"

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "query/story_place.hpp"

namespace coldopen {

namespace {

// The documents of a segment that have no place in a story, by title, kind and actor alone.
struct Titles {
  Shared<Segment> segment;       // null: there are none
  std::vector<DocId> originals;  // by their number in it
};

Titles titles_of(const Snapshot& snapshot, const Segment& segment) {
  Titles titles;
  Inverter inverter(*snapshot.analyzer, snapshot.weights, snapshot.scoring, snapshot.types);
  for (DocId doc = 0; doc < segment.size(); ++doc) {
    if (has_story_place(segment, doc)) continue;
    Article article = segment.documents().head(doc);
    article.aliases.clear();
    std::erase_if(article.attributes, [](const Attribute& attribute) {
      return attribute.name != "kind" && attribute.name != "portrayed_by";
    });
    inverter.add(article);
    titles.originals.push_back(doc);
  }
  if (!titles.originals.empty())
    titles.segment =
        Segment::open(inverter.finish({.analyzer_fingerprint = snapshot.analyzer->fingerprint(),
                                       .index_name = snapshot.index_name,
                                       .segment_number = segment.identity().segment_number}));
  return titles;
}

SegmentView without(const SegmentView& view, const std::vector<DocId>& more) {
  std::uint64_t length = 0;
  for (const DocId doc : more) length += view.segment->length(doc);
  const Tombstones before = view.dead ? *view.dead : Tombstones();
  SegmentView rest = view;
  rest.dead = std::make_shared<const Tombstones>(before.with(more, length));
  return rest;
}

Shared<Snapshot> guard(const Snapshot& whole, const Seen& seen) {
  const StorySights sights(whole, seen);
  const Unplaced unplaced = whole.settings->unplaced;
  const auto sight_of = [&](std::size_t segment, DocId doc) {
    const Sight sight = sights(segment, doc);
    if (sight != Sight::title_only || unplaced == Unplaced::title) return sight;
    return unplaced == Unplaced::show ? Sight::whole : Sight::none;
  };
  auto snapshot = std::make_shared<Snapshot>(whole);
  snapshot->segments.clear();
  for (std::size_t i = 0; i < whole.segments.size(); ++i) {
    const SegmentView& view = whole.segments[i];
    std::vector<Sight> sight(view.segment->size());
    std::vector<DocId> unseen;
    for (DocId doc = 0; doc < sight.size(); ++doc) {
      sight[doc] = view.alive(doc) ? sight_of(i, doc) : Sight::none;
      if (view.alive(doc) && sight[doc] != Sight::whole) unseen.push_back(doc);
    }
    snapshot->segments.push_back(without(view, unseen));
    if (unplaced != Unplaced::title) continue;
    const Titles& titles =
        view.segment->for_guard().get<Titles>([&] { return titles_of(whole, *view.segment); });
    if (!titles.segment) continue;
    std::vector<DocId> hidden;
    for (DocId doc = 0; doc < titles.originals.size(); ++doc)
      if (sight[titles.originals[doc]] != Sight::title_only) hidden.push_back(doc);
    SegmentView beside = without({titles.segment, nullptr}, hidden);
    beside.titles_only = true;
    snapshot->segments.push_back(std::move(beside));
  }
  snapshot->stats = count_living(snapshot->segments);
  return snapshot;
}

// The snapshots of the places asked last, the newest at the end.
class Guarded {
 public:
  Shared<Snapshot> get(const Snapshot& whole, const Seen& seen) const {
    static constexpr std::size_t kKept = 16;
    const std::string key = seen.text();
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(kept_, key, &Kept::first);
    Kept kept = found != kept_.end() ? std::move(*found) : Kept{key, guard(whole, seen)};
    if (found != kept_.end()) kept_.erase(found);
    if (kept_.size() == kKept) kept_.erase(kept_.begin());
    kept_.push_back(kept);
    return kept.second;
  }

 private:
  using Kept = std::pair<std::string, Shared<Snapshot>>;
  mutable std::mutex mutex_;
  mutable std::vector<Kept> kept_;
};

}  // namespace

Shared<Snapshot> guarded(const Shared<Snapshot>& snapshot, std::string_view seen) {
  if (seen.empty()) return snapshot;
  const Seen parsed = parse_seen(seen, *snapshot->analyzer);
  const auto& kept = snapshot->for_guard.get<std::shared_ptr<const Guarded>>(
      [] { return std::make_shared<const Guarded>(); });
  return kept->get(*snapshot, parsed);
}

}  // namespace coldopen
