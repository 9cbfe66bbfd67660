#include "bench/game/game_index.hpp"

#include <string>
#include <utility>

#include "bench/game/flat_documents.hpp"
#include "bench/game/game_builder.hpp"
#include "bench/game/runs.hpp"
#include "corpus/error.hpp"
#include "index/io/disk.hpp"
#include "index/live/index_files.hpp"
#include "index/segment/merger.hpp"

namespace coldopen {
namespace {

std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint32_t number) {
  return folder / segment_file_name(number);
}

void remove_segments(Disk& disk, const std::filesystem::path& folder) {
  for (const std::string& name : disk.list(folder)) {
    if (name.starts_with("seg-")) disk.remove(folder / name);
  }
}

SegmentBytes map_segment(Disk& disk, const std::filesystem::path& folder, std::uint32_t number) {
  const MappedFile file = disk.map(segment_path(folder, number));
  return {file.owner, file.bytes};
}

void merge_into(const std::vector<MergeInput>& parts, std::uint32_t number,
                const SegmentOptions& options, Disk& disk, const std::filesystem::path& folder) {
  merge_segments(parts, {nullptr, game_scoring(), options}, {0, "game", number}, disk,
                 segment_path(folder, number));
}

// Parts 1 to `count` become segment 1.
void merge_parts(Disk& disk, const std::filesystem::path& folder, std::uint32_t count,
                 const SegmentOptions& options) {
  std::vector<MergeInput> parts;
  for (std::uint32_t number = 1; number <= count; ++number) {
    parts.push_back({Segment::open(map_segment(disk, folder, number)), nullptr});
  }
  merge_into(parts, count + 1, options, disk, folder);
  parts.clear();
  for (std::uint32_t number = 1; number <= count; ++number) {
    disk.remove(segment_path(folder, number));
  }
  disk.rename(segment_path(folder, count + 1), segment_path(folder, 1));
}

}  // namespace

GameIndex::GameIndex(std::vector<SegmentView> views)
    : segments(std::move(views)),
      stats(count_living(segments)),
      norms(game_scoring(), stats.average_length()) {}

std::vector<SegmentBytes> map_game_index(const std::filesystem::path& folder) {
  const std::shared_ptr<Disk> disk = system_disk();
  std::vector<SegmentBytes> segments;
  for (std::uint32_t number = 1; disk->exists(segment_path(folder, number)); ++number) {
    segments.push_back(map_segment(*disk, folder, number));
  }
  if (segments.empty()) {
    throw Error(ErrorCode::not_found, "there is no index of the game here: build one first",
                folder.string());
  }
  return segments;
}

GameIndex open_game_index(const std::filesystem::path& folder) {
  std::vector<SegmentView> segments;
  for (SegmentBytes& bytes : map_game_index(folder)) {
    segments.push_back({Segment::open(std::move(bytes)), nullptr});
  }
  return GameIndex(std::move(segments));
}

void merge_game_index(const std::filesystem::path& from, const std::filesystem::path& folder,
                      std::uint32_t count) {
  const std::shared_ptr<Disk> disk = system_disk();
  disk->make_directory(folder);
  remove_segments(*disk, folder);
  const std::vector<SegmentBytes> all = map_game_index(from);
  std::vector<MergeInput> parts;
  for (std::size_t i = 0; i < all.size(); ++i) {
    parts.push_back({Segment::open(all[i]), nullptr});
    const std::size_t merged = i * count / all.size();
    if ((i + 1) * count / all.size() == merged) continue;
    const SegmentOptions options{.pairs = parts.front().segment->has_pairs()};
    merge_into(parts, static_cast<std::uint32_t>(merged + 1), options, *disk, folder);
    parts.clear();
  }
}

GameBuildReport build_game_index(int documents, const std::filesystem::path& folder,
                                 const GameBuildOptions& options) {
  const std::shared_ptr<Disk> disk = system_disk();
  disk->make_directory(folder);
  remove_segments(*disk, folder);
  GameBuildReport report;
  GameBuilder builder(options.segments);
  const auto flush = [&] {
    if (builder.size() == 0) return;
    const std::uint32_t number = ++report.segments;
    builder.finish({0, "game", number}, *disk, segment_path(folder, number));
  };
  FlatDocuments reader(documents);
  FlatDocument document;
  while (reader.next(document)) {
    ++report.documents;
    report.text_bytes += document.body.size();
    lower_ascii(document.body);
    builder.add(document.id, document.body);
    const bool is_full = builder.is_full() || builder.size() >= options.segment_documents ||
                         builder.memory_bytes() >= options.memory_bytes;
    if (is_full) flush();
  }
  flush();
  if (options.segment_documents == GameBuildOptions().segment_documents && report.segments > 1) {
    merge_parts(*disk, folder, report.segments, options.segments);
    report.segments = 1;
  }
  for (std::uint32_t number = 1; number <= report.segments; ++number) {
    report.index_bytes += disk->open(segment_path(folder, number), Access::read)->size();
  }
  return report;
}

}  // namespace coldopen
