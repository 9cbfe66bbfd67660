#include "index/live/check.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "corpus/article_json.hpp"
#include "corpus/error.hpp"
#include "corpus/passages.hpp"
#include "index/io/checksum.hpp"
#include "index/live/witness.hpp"
#include "index/settings_json.hpp"

namespace coldopen {
namespace {

class IndexCheck {
 public:
  IndexCheck(Store& store, const CheckedIndex& index, CheckReport& report)
      : store_(store), index_(index), settings_(index.snapshot->settings), report_(report) {}

  void run() {
    check_manifest();
    for (const LiveSegment& segment : index_.segments) check_segment(segment);
    store_.for_each(index_.stored.number, [&](const StoredRow& row) { check_row(row); });
    const CollectionStats stats = count_living(index_.snapshot->segments);
    if (stats.documents != rows_) check_documents();
    if (stats.documents != index_.snapshot->stats.documents ||
        stats.length != index_.snapshot->stats.length) {
      damage("its counts of living articles and their lengths do not add up");
    }
    check_settings();
    const Snapshot& snapshot = *index_.snapshot;
    if (with_language(store_.types(index_.stored.number)) != snapshot.types) {
      damage("its attributes have other types in the store");
    }
  }

 private:
  void damage(const std::string& what) {
    report_.damages.push_back("index " + index_.stored.name + ": " + what);
  }

  void check_settings() {
    try {
      const std::optional<std::string> stored = store_.settings(index_.stored.number);
      const Settings expected = stored ? settings_from_json(*stored) : Settings();
      if (settings_to_json(expected) != settings_to_json(*index_.snapshot->settings)) {
        damage("its settings are others in the store");
      }
    } catch (const Error& error) {
      damage(error.what());
    }
  }

  void check_manifest() {
    if (index_.manifest.reaches.number == 0) return;  // never written
    try {
      prove_log_reaches(store_.log(), index_.manifest.reaches,
                        "the manifest of " + index_.stored.name);
    } catch (const Error& error) {
      damage(error.what());
    }
    std::set<std::uint64_t> numbers;
    for (const LiveSegment& segment : index_.segments) {
      if (segment.on_disk) numbers.insert(segment.number);
    }
    for (const ManifestSegment& listed : index_.manifest.segments) numbers.erase(listed.number);
    if (!numbers.empty()) damage("a segment on disk is not in the manifest");
  }

  void check_segment(const LiveSegment& live) {
    ++report_.segments;
    report_.bytes += live.data.bytes.size();
    const std::string name = "segment " + std::to_string(live.number);
    try {
      if (live.on_disk && hash128(live.data.bytes) != live.hash) {
        damage(name + " is not what was written");
        return;
      }
      const Shared<Segment> opened = Segment::open(live.data);
      for (const std::string& breach : find_breaches(*opened)) damage(name + ": " + breach);
    } catch (const Error& error) {
      damage(name + ": " + error.what());
    }
    const Tombstones* dead = live.view.dead.get();
    if (dead == nullptr) return;
    std::uint64_t length = 0;
    for (const DocId doc : dead->documents()) length += live.view.segment->length(doc);
    if (length != dead->length() || dead->documents().size() != dead->count()) {
      damage(name + ": the counts of its dead do not add up");
    }
  }

  void check_row(const StoredRow& row) {
    ++report_.articles;
    if (!row.whole) return;  // the store told already; no segment holds it, or its last good form
    ++rows_;
    Article expected;
    try {
      expected = article_from_json(row.json);
    } catch (const Error& error) {
      damage("article " + row.id + " cannot be read: " + error.what());
      return;
    }
    if (std::optional<Article> changed = settings_.changed(expected))
      expected = std::move(*changed);
    expected.passages = passages_of(expected);
    expected.body.clear();
    std::size_t found = 0;
    for (const SegmentView& view : index_.snapshot->segments) {
      const std::optional<DocId> doc = view.segment->documents().find(row.id);
      if (!doc || !view.alive(*doc)) continue;
      ++found;
      if (view.segment->language() != settings_.analyzer()->stem_language(expected.lang)) {
        damage("article " + row.id + " stands in a segment of another language");
      }
      if (view.segment->documents().article(*doc) != expected) {
        damage("article " + row.id + " is another in its segment than in the store");
      }
    }
    if (found != 1) {
      damage("article " + row.id + " is alive in " + std::to_string(found) + " segments");
    }
  }

  void check_documents() {
    for (const SegmentView& view : index_.snapshot->segments) {
      for (DocId doc = 0; doc < view.segment->size(); ++doc) {
        if (!view.alive(doc)) continue;
        const std::string_view id = view.segment->documents().id(doc);
        try {
          if (!store_.get(index_.stored.number, id)) {
            damage("article " + std::string(id) + " is in a segment and not in the store");
          }
        } catch (const Error&) {  // the store told already
        }
      }
    }
  }

  Store& store_;
  const CheckedIndex& index_;
  const AppliedSettings settings_;
  CheckReport& report_;
  std::uint64_t rows_ = 0;
};

}  // namespace

CheckReport check_all(Store& store, const std::vector<CheckedIndex>& indexes) {
  CheckReport report;
  report.damages = store.find_damages();
  for (const CheckedIndex& index : indexes) IndexCheck(store, index, report).run();
  return report;
}

}  // namespace coldopen
