// One index as it changes: its segments in memory and on disk, its snapshot, its merges.
//
// A change makes a small segment in memory and marks the older versions dead; small ones are merged
// in memory, so that at most kMemorySegmentsMax stand; flush() writes them as one to disk and
// replaces the manifest. One, and as many, means: of each language in which pages are stemmed; a
// segment has one (segment/inverters), and only those of one language are merged. Deaths between
// two manifests stand in memory only: the change log brings them again. So a manifest may hold more
// deaths than its change number says, never fewer.
//
// Threads  one writer calls everything, but: snapshot() and run_merge() may run on any thread.
// Errors   those of Disk and Store; an index is unchanged by a flush or merge that throws.
// Cost     of a write: its own text, a look-up of its ids and a copy of the tombstones of segments
//          that lose one; merges cost O(log size) times each byte, now and then.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "corpus/article.hpp"
#include "index/applied_settings.hpp"
#include "index/io/disk.hpp"
#include "index/live/live_segment.hpp"
#include "index/live/manifest.hpp"
#include "index/live/snapshot.hpp"
#include "index/segment/merger.hpp"
#include "index/store/store.hpp"

namespace coldopen {

struct IndexChanges {
  Strings dead;                          // ids whose older versions are no longer alive
  std::vector<const Article*> articles;  // their new versions, and new ones
  AttributeTypes types;                  // of the whole index, these articles included
};

struct MergeJob {
  std::vector<MergeInput> inputs;
  std::vector<std::uint64_t> numbers;  // of the inputs
  std::uint64_t result = 0;            // number of the segment to make
  Shared<AppliedSettings> settings;    // those under which it is made
  std::uint64_t epoch = 0;
};

struct LiveIndexParts {
  Disk& disk;
  Disk::Path folder;
  StoredIndex stored;
  Shared<AppliedSettings> settings;
  std::function<void(const std::string&)> log;
  std::size_t memory_bytes = 0;  // of a segment while it is made anew from the store
  bool may_write = true;         // false: reads only; what is missing on disk is made in memory
};

class LiveIndex {
 public:
  static constexpr std::size_t kMemorySegmentsMax = 8;
  static constexpr std::size_t kDiskSegmentsMax = 4;

  explicit LiveIndex(LiveIndexParts parts);

  const StoredIndex& stored() const noexcept { return parts_.stored; }
  Shared<Snapshot> snapshot() const { return box_.current(); }
  std::uint64_t reaches() const noexcept { return manifest_.reaches.number; }
  const AttributeTypes& types() const noexcept { return types_; }
  // While a change of settings makes all segments anew: articles done so far, from any thread.
  std::optional<std::uint64_t> made_anew() const noexcept;
  std::size_t memory_bytes() const noexcept;  // of segments not on disk
  const std::vector<LiveSegment>& segments() const noexcept { return segments_; }
  Manifest stored_manifest() const;  // read again from disk

  // Recovery. load() opens what the manifest names and says whether all of it was whole; damaged
  // files are set aside. recover() then brings what the store knows beyond, or everything.
  bool load();
  void recover(Store& store, bool loaded);
  void rebuild(Store& store);
  void remove_leftovers();  // of a crash; after recover

  // Other settings, from the next search on; `commit` makes them durable. Where they need other
  // segments, these are made from the store before, and searches go on with the old ones until
  // then. An error before `commit` is through leaves everything as it was.
  void change_settings(Store& store, Shared<AppliedSettings> next,
                       const std::function<LogPosition()>& commit);

  void apply(const IndexChanges& changes, const LogPosition& position);
  void flush(const LogPosition& position);  // all changes up to `position` were applied

  // The next merge of segments on disk, if the policy names one and none is under way.
  std::optional<MergeJob> plan_merge();
  LiveSegment run_merge(const MergeJob& job) const;  // writes the new file
  void install(const MergeJob& job, LiveSegment merged);
  void abandon(const MergeJob& job) noexcept;  // after run_merge or install threw
  void remove_files();

 private:
  SegmentIdentity identity(const AppliedSettings& settings, std::uint64_t number,
                           std::string language) const;
  SegmentIdentity identity(std::uint64_t number, std::string language) const {
    return identity(*settings_, number, std::move(language));
  }
  // `write` makes the file of that path.
  LiveSegment on_disk(std::uint64_t number,
                      const std::function<void(const Disk::Path& path)>& write) const {
    return segment_on_disk(parts_.disk, parts_.folder, number, write);
  }
  std::vector<LiveSegment> segments_from(Store& store, const AppliedSettings& settings,
                                         const AttributeTypes& types);
  bool load_manifest();
  void add(const IndexChanges& changes);
  void merge_memory();
  void merge_memory(const std::string& language);
  std::set<std::string> languages() const;  // of the segments
  void publish(std::uint64_t change);
  void remove_segment_file(std::uint64_t number) noexcept;  // of one that no manifest names
  void remove_unnamed(std::uint64_t first) noexcept;  // those from `first` on that it does not name
  void remove_manifest();
  void replace_manifest(std::vector<LiveSegment>& segments, const LogPosition& position);

  LiveIndexParts parts_;
  Shared<AppliedSettings> settings_;
  AttributeTypes types_;
  std::vector<LiveSegment> segments_;
  Manifest manifest_;  // as last written or read
  std::uint64_t next_segment_ = 1;
  std::uint64_t epoch_ = 0;  // rises when all segments are made anew
  bool merging_ = false;
  std::atomic<bool> making_anew_ = false;
  std::atomic<std::uint64_t> made_anew_ = 0;
  SnapshotBox box_;
};

}  // namespace coldopen
