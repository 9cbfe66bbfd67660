#include "query/spoiler_guard.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "query/story_place.hpp"

namespace coldopen {

namespace {

// A document of which some passages have places of their own.
struct PlacedPassages {
  DocId doc = 0;
  std::vector<std::optional<StoryPlace>> places;  // by passage
};

// What a segment has for every place that may be asked.
struct Parts {
  Shared<Segment> titles;        // those without a place, by title, kind and actor; null: none
  std::vector<DocId> originals;  // by their number in it
  std::vector<PlacedPassages> placed;
};

Inverter inverter_of(const Snapshot& snapshot) {
  return Inverter(*snapshot.analyzer, snapshot.weights, snapshot.scoring, snapshot.types,
                  {.attribute_weights = snapshot.settings->attribute_weights});
}

Shared<Segment> segment_of(Inverter& inverter, const Snapshot& snapshot, const Segment& origin) {
  if (inverter.size() == 0) return nullptr;
  return Segment::open(inverter.finish({.analyzer_fingerprint = snapshot.analyzer->fingerprint(),
                                        .index_name = snapshot.index_name,
                                        .segment_number = origin.identity().segment_number,
                                        .language = origin.language()}));
}

void keep_title_alone(Article& article) {
  article.aliases.clear();
  std::erase_if(article.attributes, [](const Attribute& attribute) {
    return attribute.name != "kind" && attribute.name != "portrayed_by";
  });
}

// Only articles in which a code is written can have placed passages.
std::vector<PlacedPassages> placed_passages(const Snapshot& snapshot, const Segment& segment) {
  std::vector<bool> has_code(segment.size());
  segment.for_each_term(Space::code, "", [&](std::string_view, const TermInfo& info) {
    segment.postings(info).for_each([&](DocId doc, Rank) { has_code[doc] = true; });
    return true;
  });
  std::vector<PlacedPassages> found;
  for (DocId doc = 0; doc < segment.size(); ++doc) {
    if (!has_code[doc]) continue;
    PlacedPassages placed{doc, {}};
    for (const Passage& passage : segment.documents().article(doc).passages)
      placed.places.push_back(place_of_passage(passage, *snapshot.analyzer));
    const bool any =
        std::ranges::any_of(placed.places, [](const auto& p) { return p.has_value(); });
    if (any) found.push_back(std::move(placed));
  }
  return found;
}

Parts parts_of(const Snapshot& snapshot, const Segment& segment) {
  Parts parts;
  Inverter inverter = inverter_of(snapshot);
  for (DocId doc = 0; doc < segment.size(); ++doc) {
    if (has_story_place(segment, doc)) continue;
    Article article = segment.documents().head(doc);
    keep_title_alone(article);
    inverter.add(article);
    parts.originals.push_back(doc);
  }
  parts.titles = segment_of(inverter, snapshot, segment);
  parts.placed = placed_passages(snapshot, segment);
  return parts;
}

// The articles of a segment of which this reader sees a part, each in a segment made of it.
struct Partly {
  std::vector<SegmentView> views;
  std::vector<DocId> docs;  // that they stand for
};

Partly partly_seen(const Snapshot& whole, std::size_t at, const std::vector<PlacedPassages>& placed,
                   const StorySights& sights, const std::vector<Sight>& sight) {
  const Segment& origin = *whole.segments[at].segment;
  Partly partly;
  for (const Sight kind : {Sight::whole, Sight::title_only}) {
    Inverter inverter = inverter_of(whole);
    for (const PlacedPassages& one : placed) {
      if (sight[one.doc] != kind) continue;
      const auto shown = [&](const std::optional<StoryPlace>& place) {
        return place ? sights.shows(at, one.doc, *place) : kind == Sight::whole;
      };
      const auto count = static_cast<std::size_t>(std::ranges::count_if(one.places, shown));
      if (count == (kind == Sight::whole ? one.places.size() : 0)) continue;
      Article article = origin.documents().article(one.doc);
      if (kind == Sight::title_only) keep_title_alone(article);
      std::vector<Passage> passages;
      for (std::size_t i = 0; i < one.places.size(); ++i)
        if (shown(one.places[i])) passages.push_back(std::move(article.passages[i]));
      article.passages = std::move(passages);
      inverter.add(article);
      partly.docs.push_back(one.doc);
    }
    if (auto segment = segment_of(inverter, whole, origin))
      partly.views.push_back({std::move(segment), nullptr, kind == Sight::title_only});
  }
  std::ranges::sort(partly.docs);
  return partly;
}

void add_guarded(const Snapshot& whole, std::size_t at, const StorySights& sights,
                 std::vector<SegmentView>& views) {
  const SegmentView& view = whole.segments[at];
  const Parts& parts =
      view.segment->for_guard().get<Parts>([&] { return parts_of(whole, *view.segment); });
  const Unplaced unplaced = whole.settings->unplaced;
  std::vector<Sight> sight(view.segment->size());
  for (DocId doc = 0; doc < sight.size(); ++doc) {
    sight[doc] = view.alive(doc) ? sights(at, doc) : Sight::none;
    if (sight[doc] == Sight::title_only && unplaced != Unplaced::title)
      sight[doc] = unplaced == Unplaced::show ? Sight::whole : Sight::none;
  }
  Partly partly = partly_seen(whole, at, parts.placed, sights, sight);
  const auto stands = [&](DocId doc, Sight kind) {
    return sight[doc] == kind && !std::ranges::binary_search(partly.docs, doc);
  };
  std::vector<DocId> unseen;
  for (DocId doc = 0; doc < sight.size(); ++doc)
    if (view.alive(doc) && !stands(doc, Sight::whole)) unseen.push_back(doc);
  SegmentView seen = view;
  kill(seen, unseen);
  views.push_back(std::move(seen));
  for (SegmentView& one : partly.views) views.push_back(std::move(one));
  if (!parts.titles) return;
  std::vector<DocId> hidden;
  for (DocId doc = 0; doc < parts.originals.size(); ++doc)
    if (!stands(parts.originals[doc], Sight::title_only)) hidden.push_back(doc);
  SegmentView titles{parts.titles, nullptr, true};
  kill(titles, hidden);
  views.push_back(std::move(titles));
}

// By these the reader is guarded and pages narrow: they are no secret.
bool is_known(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "kind", "series",    "season",       "episode",      "air_date",
      "cast", "character", "portrayed_by", kLanguageColumn};
  return std::ranges::find(kNames, name) != kNames.end();
}

bool somebody_has(const std::vector<SegmentView>& views, std::string_view name) {
  return std::ranges::any_of(views, [name](const SegmentView& view) {
    const auto column = view.segment->columns().find(name);
    for (DocId doc = 0; column && doc < view.segment->size(); ++doc)
      if (column->count(doc) > 0 && view.alive(doc)) return true;
    return false;
  });
}

Shared<Snapshot> guard(const Snapshot& whole, const Seen& seen) {
  const StorySights sights(whole, seen);
  auto snapshot = std::make_shared<Snapshot>(whole);
  snapshot->segments.clear();
  for (std::size_t i = 0; i < whole.segments.size(); ++i)
    add_guarded(whole, i, sights, snapshot->segments);
  snapshot->stats = count_living(snapshot->segments);
  std::erase_if(snapshot->types, [&](const auto& type) {
    return !is_known(type.first) && !somebody_has(snapshot->segments, type.first);
  });
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

std::optional<Article> article_of(const Snapshot& snapshot, std::string_view id) {
  for (const SegmentView& view : snapshot.segments) {
    const auto doc = view.segment->documents().find(id);
    if (doc && view.alive(*doc)) return view.segment->documents().article(*doc);
  }
  return std::nullopt;
}

}  // namespace coldopen
