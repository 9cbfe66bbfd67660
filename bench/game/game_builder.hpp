// Documents of words -> the bytes of a segment, as plain BM25 over one list has it: each word
// counts one, every word has its position, nothing is kept of a document but its id.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "index/io/bytes.hpp"
#include "index/scoring.hpp"
#include "index/segment/word_inverter.hpp"

namespace coldopen {

// The parameters that Lucene's own benchmarks use; all engines of the game that can, have these.
Scoring game_scoring();

class GameBuilder {
 public:
  explicit GameBuilder(const SegmentOptions& options = {});
  // `text` is lower-cased (runs.hpp). Becomes the next document.
  void add(std::string_view id, std::string_view text);
  std::uint32_t size() const noexcept { return words_.size(); }
  std::size_t memory_bytes() const noexcept { return words_.memory_bytes(); }  // about
  bool is_full() const noexcept { return words_.is_full(); }
  // The segment; the builder is empty afterwards.
  ByteBuffer finish(const SegmentIdentity& identity) { return words_.finish(identity); }
  void finish(const SegmentIdentity& identity, Disk& disk, const Disk::Path& path) {
    words_.finish(identity, disk, path);
  }

 private:
  WordInverter words_;
  std::vector<std::string_view> of_text_;
};

}  // namespace coldopen
