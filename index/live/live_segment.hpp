// One segment of an index as it changes: what it shows, and where its bytes lie.
//
// Errors   those of Disk; Error(damaged) for a file that is not what the manifest says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "corpus/article.hpp"
#include "index/io/checksum.hpp"
#include "index/io/disk.hpp"
#include "index/live/manifest.hpp"
#include "index/live/merge_policy.hpp"
#include "index/live/snapshot.hpp"

namespace coldopen {

struct LiveSegment {
  SegmentView view;
  SegmentBytes data;
  std::uint64_t number = 0;
  bool on_disk = false;
  Hash128 hash;                       // on disk only
  std::uint64_t dead_generation = 0;  // of the dead file that the manifest names
  std::uint32_t dead_written = 0;     // how many dead that file holds

  std::uint64_t living() const noexcept;
  SegmentSize size() const noexcept;
  void kill_ids(const Strings& ids);  // those it has
};

LiveSegment segment_in_memory(std::vector<std::byte> bytes, std::uint64_t number);
// `write` makes the file of that path in the folder, which is made if it is not there.
LiveSegment segment_on_disk(Disk& disk, const Disk::Path& folder, std::uint64_t number,
                            const std::function<void(const Disk::Path& path)>& write);
// With the dead that the manifest names. Of this analyzer and index; in whatever language.
LiveSegment open_segment(Disk& disk, const Disk::Path& folder, const ManifestSegment& listed,
                         std::uint64_t analyzer_fingerprint, const std::string& index_name);

}  // namespace coldopen
