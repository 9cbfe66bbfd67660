// What one search sees: never changed once published.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/made_once.hpp"
#include "index/scoring.hpp"
#include "index/segment/inverter.hpp"
#include "index/segment/segment.hpp"
#include "index/segment/tombstones.hpp"
#include "index/settings.hpp"

namespace coldopen {

struct SegmentView {
  Shared<Segment> segment;
  Shared<Tombstones> dead;   // null: nobody is dead
  bool titles_only = false;  // its documents are the titles of others (query/spoiler_guard)
  bool alive(DocId doc) const noexcept { return !dead || !dead->dead(doc); }
};

// More documents of `view` dead; what it held stays as it was for those who hold it.
void kill(SegmentView& view, std::span<const DocId> documents);

struct CollectionStats {  // of the living documents of the whole index
  std::uint64_t documents = 0;
  std::uint64_t length = 0;  // decoded lengths, summed
  double average_length() const noexcept {
    return documents == 0 ? 1.0 : static_cast<double>(length) / static_cast<double>(documents);
  }
};

struct Snapshot {
  std::string index_name;
  std::uint64_t change = 0;           // the change number it reaches
  std::vector<SegmentView> segments;  // order never matters to an answer
  CollectionStats stats;
  AttributeTypes types;  // of every attribute of the index, and of `lang` where pages say theirs
  Scoring scoring;       // those of the settings, but where an evaluation tries others
  FieldWeights weights;  // likewise
  Shared<Settings> settings = default_settings();  // never null
  Shared<Analyzer> analyzer;
  bool partial = false;      // a damaged segment is being rebuilt: answers say so
  MadeOnce for_suggestions;  // where query/name_links keeps its table
  MadeOnce for_folding;      // where query/alike keeps what is nearly alike
  MadeOnce for_guard;        // where query/spoiler_guard keeps what was asked last
};

// Fills `stats` from `segments`.
CollectionStats count_living(const std::vector<SegmentView>& segments) noexcept;

// The types of attributes and that of `lang`, which is known whether an article says one or not.
AttributeTypes with_language(AttributeTypes types);

class SnapshotBox {
 public:
  Shared<Snapshot> current() const;
  void publish(Shared<Snapshot> next);

 private:
  mutable std::mutex mutex_;
  Shared<Snapshot> current_;
};

}  // namespace coldopen
