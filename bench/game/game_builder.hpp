// Documents of words -> the bytes of a segment, as plain BM25 over one list has it: each word
// counts one, every word has its position, nothing is kept of a document but its id.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "index/io/bytes.hpp"
#include "index/scoring.hpp"
#include "index/segment/documents.hpp"
#include "index/segment/layout.hpp"
#include "index/segment/term_table.hpp"

namespace coldopen {

// The parameters that Lucene's own benchmarks use; all engines of the game that can, have these.
Scoring game_scoring();

class GameBuilder {
 public:
  // `text` is lower-cased (runs.hpp). Becomes the next document.
  void add(std::string_view id, std::string_view text);
  std::uint32_t size() const noexcept { return documents_.size(); }
  std::size_t memory_bytes() const noexcept;  // about; of finish(), too
  // The segment; the builder is empty afterwards.
  ByteBuffer finish(const SegmentIdentity& identity);

 private:
  struct Lists;
  Lists invert(const std::vector<std::uint32_t>& rank_of);

  TermTable terms_;
  std::vector<std::uint32_t> words_;      // of all documents in a row
  std::vector<std::uint64_t> words_end_;  // by document
  DocumentsWriter documents_;
};

}  // namespace coldopen
