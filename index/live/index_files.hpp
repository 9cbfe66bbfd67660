// The files of one index: MANIFEST, seg-N.cold (a segment), seg-N.G.dead (its tombstones, the G-th
// time they were written). All are made of the store and may be deleted while nobody writes.
//
// A dead file holds "coldopen dead 1\n" (16), the number of the segment, the count (8 each), the
// documents, rising (4 each), and the XXH3-64 of all before it (8).
#pragma once

#include <cstdint>
#include <string>

#include "index/io/disk.hpp"
#include "index/live/manifest.hpp"
#include "index/segment/segment.hpp"
#include "index/segment/tombstones.hpp"

namespace coldopen {

inline constexpr const char* kManifestName = "MANIFEST";
inline constexpr std::size_t kManifestBytesMax = std::size_t{1} << 20;

std::string segment_file_name(std::uint64_t number);
std::string dead_file_name(std::uint64_t number, std::uint64_t generation);

void write_dead(Disk& disk, const Disk::Path& path, std::uint64_t number, const Tombstones& dead);
// Error(damaged) if it is not whole, or not of this segment.
Shared<Tombstones> read_dead(Disk& disk, const Disk::Path& path, std::uint64_t number,
                             const Segment& segment);

// Sets a damaged file aside as NAME.bad; does nothing if it is absent.
void set_aside(Disk& disk, const Disk::Path& path);

// Removes what a crash left behind: files of ours that the manifest does not name. Foreign files
// and
// *.bad stay. Only while nothing of this index is being written.
void remove_orphans(Disk& disk, const Disk::Path& folder, const Manifest& manifest);
// Removes all files of ours, MANIFEST first, and the folder if it is empty then.
void remove_index_files(Disk& disk, const Disk::Path& folder);
// Removes the files that `before` names and `after` does not.
void remove_replaced(Disk& disk, const Disk::Path& folder, const Manifest& before,
                     const Manifest& after);

}  // namespace coldopen
