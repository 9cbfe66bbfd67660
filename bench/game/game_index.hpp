// An index of the game: a folder with the segments seg-1.cold, seg-2.cold ... and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "index/live/snapshot.hpp"
#include "index/segment/making.hpp"
#include "query/bm25.hpp"

namespace coldopen {

struct GameBuildOptions {
  // When documents in the making would need more, they are written as a part; all parts are merged
  // into one segment in the end.
  std::size_t memory_bytes = std::size_t{4} << 30;
  std::uint32_t segment_documents = 0xFFFF'FFFF;  // else: segments of so many documents, which stay
  SegmentOptions segments;
};

struct GameBuildReport {
  std::uint64_t documents = 0;
  std::uint64_t text_bytes = 0;  // title, space, text
  std::uint64_t index_bytes = 0;
  std::uint32_t segments = 0;
};

// Reads documents (flat_documents.hpp) from a descriptor into a fresh index; segments that stood in
// the folder are removed. Errors: those of the documents and of the disk.
GameBuildReport build_game_index(int documents, const std::filesystem::path& folder,
                                 const GameBuildOptions& options);

struct GameIndex {
  std::vector<SegmentView> segments;
  CollectionStats stats;
  LengthNorms norms;

  explicit GameIndex(std::vector<SegmentView> views);
};

// The segments of an index, in even runs, merged into `count` of a fresh one.
void merge_game_index(const std::filesystem::path& from, const std::filesystem::path& folder,
                      std::uint32_t count);

// The bytes of its segments. Errors: Error(not_found) where there is none; those of the disk.
std::vector<SegmentBytes> map_game_index(const std::filesystem::path& folder);
GameIndex open_game_index(const std::filesystem::path& folder);

}  // namespace coldopen
