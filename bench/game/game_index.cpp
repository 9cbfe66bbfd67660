#include "bench/game/game_index.hpp"

#include <string>
#include <utility>

#include "bench/game/flat_documents.hpp"
#include "bench/game/game_builder.hpp"
#include "bench/game/runs.hpp"
#include "corpus/error.hpp"
#include "index/io/disk.hpp"
#include "index/live/index_files.hpp"

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

}  // namespace

GameBuildReport build_game_index(int documents, const std::filesystem::path& folder,
                                 const GameBuildOptions& options) {
  const std::shared_ptr<Disk> disk = system_disk();
  disk->make_directory(folder);
  remove_segments(*disk, folder);
  GameBuildReport report;
  GameBuilder builder;
  const auto flush = [&] {
    if (builder.size() == 0) return;
    ++report.segments;
    const ByteBuffer bytes = builder.finish({0, "game", report.segments});
    report.index_bytes += bytes.size();
    const auto file = disk->open(segment_path(folder, report.segments), Access::fresh);
    file->write(0, bytes);
    file->sync();
  };
  FlatDocuments reader(documents);
  FlatDocument document;
  while (reader.next(document)) {
    ++report.documents;
    report.text_bytes += document.body.size();
    lower_ascii(document.body);
    builder.add(document.id, document.body);
    const bool is_full = builder.size() >= options.segment_documents ||
                         builder.memory_bytes() >= options.memory_bytes;
    if (is_full) flush();
  }
  flush();
  return report;
}

GameIndex::GameIndex(std::vector<SegmentView> views)
    : segments(std::move(views)),
      stats(count_living(segments)),
      norms(game_scoring(), stats.average_length()) {}

GameIndex open_game_index(const std::filesystem::path& folder) {
  const std::shared_ptr<Disk> disk = system_disk();
  std::vector<SegmentView> segments;
  for (std::uint32_t number = 1; disk->exists(segment_path(folder, number)); ++number) {
    const MappedFile file = disk->map(segment_path(folder, number));
    segments.push_back({Segment::open(SegmentBytes{file.owner, file.bytes}), nullptr});
  }
  if (segments.empty()) {
    throw Error(ErrorCode::not_found, "there is no index of the game here: build one first",
                folder.string());
  }
  return GameIndex(std::move(segments));
}

}  // namespace coldopen
