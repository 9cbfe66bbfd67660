#include "index/live/index_files.hpp"

#include <set>
#include <vector>

#include "corpus/error.hpp"
#include "index/io/bytes.hpp"
#include "index/io/checksum.hpp"
#include "index/io/durable_file.hpp"

namespace coldopen {
namespace {

constexpr std::string_view kDeadMagic = "coldopen dead 1\n";

using Names = std::set<std::string, std::less<>>;

Names names_of(const Manifest& manifest) {
  Names names;
  for (const ManifestSegment& segment : manifest.segments) {
    names.insert(segment_file_name(segment.number));
    if (segment.dead_generation != 0) {
      names.insert(dead_file_name(segment.number, segment.dead_generation));
    }
  }
  return names;
}

bool is_ours(std::string_view name) {
  const bool segment = name.starts_with("seg-");
  if (name.ends_with(kUnfinishedEnding)) return segment || name.starts_with(kManifestName);
  return name == kManifestName || (segment && (name.ends_with(".cold") || name.ends_with(".dead")));
}

}  // namespace

std::string segment_file_name(std::uint64_t number) {
  return "seg-" + std::to_string(number) + ".cold";
}

std::string dead_file_name(std::uint64_t number, std::uint64_t generation) {
  return "seg-" + std::to_string(number) + "." + std::to_string(generation) + ".dead";
}

void write_dead(Disk& disk, const Disk::Path& path, std::uint64_t number, const Tombstones& dead) {
  ByteBuffer bytes;
  append_bytes(bytes, as_bytes(kDeadMagic));
  append(bytes, number);
  append(bytes, std::uint64_t{dead.count()});
  for (const DocId doc : dead.documents()) append(bytes, doc);
  append(bytes, hash64(as_text(bytes)));
  write_durable(disk, path, Bytes(bytes));
}

Shared<Tombstones> read_dead(Disk& disk, const Disk::Path& path, std::uint64_t number,
                             const Segment& segment) {
  const MappedFile file = disk.map(path);
  const Bytes bytes = file.bytes;
  const auto prove = [&](bool holds) {
    if (!holds) throw Error(ErrorCode::damaged, path.string() + " is damaged", path.string());
  };
  prove(bytes.size() >= 40 && as_text(bytes.first(16)) == kDeadMagic);
  prove(load<std::uint64_t>(bytes, bytes.size() - 8) ==
        hash64(as_text(bytes.first(bytes.size() - 8))));
  const auto count = load<std::uint64_t>(bytes, 24);
  prove(load<std::uint64_t>(bytes, 16) == number && count == (bytes.size() - 40) / 4);
  std::vector<DocId> documents(static_cast<std::size_t>(count));
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    documents[i] = load<DocId>(bytes, 32 + 4 * i);
    prove(documents[i] < segment.size() && (i == 0 || documents[i - 1] < documents[i]));
    length += segment.length(documents[i]);
  }
  return std::make_shared<Tombstones>(Tombstones().with(documents, length));
}

void set_aside(Disk& disk, const Disk::Path& path) {
  if (disk.exists(path)) disk.rename(path, path.string() + ".bad");
}

void remove_orphans(Disk& disk, const Disk::Path& folder, const Manifest& manifest) {
  const Names alive = names_of(manifest);
  for (const std::string& name : disk.list(folder)) {
    if (is_ours(name) && name != kManifestName && !alive.contains(name)) disk.remove(folder / name);
  }
}

void remove_index_files(Disk& disk, const Disk::Path& folder) {
  disk.remove(folder / kManifestName);
  bool empty = true;
  for (const std::string& name : disk.list(folder)) {
    if (is_ours(name) || name.ends_with(".bad")) {
      disk.remove(folder / name);
    } else {
      empty = false;
    }
  }
  if (empty) disk.remove(folder);
}

void remove_replaced(Disk& disk, const Disk::Path& folder, const Manifest& before,
                     const Manifest& after) {
  const Names alive = names_of(after);
  for (const std::string& name : names_of(before)) {
    if (!alive.contains(name)) disk.remove(folder / name);
  }
}

}  // namespace coldopen
