#include "index/live/live_segment.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "corpus/error.hpp"
#include "index/live/index_files.hpp"

namespace coldopen {

std::uint64_t LiveSegment::living() const noexcept {
  return view.segment->size() - (view.dead ? view.dead->count() : 0);
}

SegmentSize LiveSegment::size() const noexcept {
  return {view.segment->byte_count(), view.segment->size(), living()};
}

void LiveSegment::kill_ids(const Strings& ids) {
  std::vector<DocId> documents;
  for (const std::string& id : ids) {
    const std::optional<DocId> doc = view.segment->documents().find(id);
    if (doc && view.alive(*doc)) documents.push_back(*doc);
  }
  std::ranges::sort(documents);
  kill(view, documents);
}

LiveSegment segment_in_memory(std::vector<std::byte> bytes, std::uint64_t number) {
  LiveSegment made;
  const auto owner = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  made.data = {owner, *owner};
  made.view.segment = Segment::open(made.data);
  made.number = number;
  return made;
}

LiveSegment segment_on_disk(Disk& disk, const Disk::Path& folder, std::uint64_t number,
                            const std::function<void(const Disk::Path& path)>& write) {
  disk.make_directory(folder);
  const Disk::Path path = folder / segment_file_name(number);
  write(path);
  LiveSegment made;
  const MappedFile file = disk.map(path);
  made.hash = hash128(file.bytes);
  made.data = {file.owner, file.bytes};
  made.view.segment = Segment::open(made.data);
  made.number = number;
  made.on_disk = true;
  return made;
}

LiveSegment open_segment(Disk& disk, const Disk::Path& folder, const ManifestSegment& listed,
                         std::uint64_t analyzer_fingerprint, const std::string& index_name) {
  const Disk::Path path = folder / segment_file_name(listed.number);
  const MappedFile file = disk.map(path);
  const auto prove = [&](bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::damaged, path.string() + " " + what, path.string());
  };
  prove(file.bytes.size() == listed.bytes, "has another length than the manifest says");
  prove(hash128(file.bytes) == listed.hash, "is not what was written");
  LiveSegment opened;
  opened.data = {file.owner, file.bytes};
  opened.view.segment = Segment::open(opened.data);
  const Segment& segment = *opened.view.segment;
  const SegmentIdentity named{analyzer_fingerprint, index_name, listed.number, segment.language()};
  prove(segment.identity() == named, "is another segment");
  opened.number = listed.number;
  opened.on_disk = true;
  opened.hash = listed.hash;
  if (listed.dead_generation != 0) {
    opened.view.dead =
        read_dead(disk, folder / dead_file_name(listed.number, listed.dead_generation),
                  listed.number, segment);
    opened.dead_generation = listed.dead_generation;
    opened.dead_written = opened.view.dead->count();
  }
  prove(opened.living() == listed.living && segment.size() == listed.documents,
        "holds another number of articles than the manifest says");
  return opened;
}

}  // namespace coldopen
