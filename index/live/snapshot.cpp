#include "index/live/snapshot.hpp"

#include <utility>

namespace coldopen {

void kill(SegmentView& view, std::span<const DocId> documents) {
  if (documents.empty()) return;
  std::uint64_t length = 0;
  for (const DocId doc : documents) length += view.segment->length(doc);
  const Tombstones before = view.dead ? *view.dead : Tombstones();
  view.dead = std::make_shared<const Tombstones>(before.with(documents, length));
}

CollectionStats count_living(const std::vector<SegmentView>& segments) noexcept {
  CollectionStats stats;
  for (const SegmentView& view : segments) {
    stats.documents += view.segment->size() - (view.dead ? view.dead->count() : 0);
    stats.length += view.segment->total_length() - (view.dead ? view.dead->length() : 0);
  }
  return stats;
}

AttributeTypes with_language(AttributeTypes types) {
  types.emplace(kLanguageColumn, AttributeType::text);
  return types;
}

Shared<Snapshot> SnapshotBox::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void SnapshotBox::publish(Shared<Snapshot> next) {
  const std::lock_guard lock(mutex_);
  current_.swap(next);  // the old one dies with its last reader, outside the lock
}

}  // namespace coldopen
