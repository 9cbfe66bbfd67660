// What the settings of an index say about words and queries, made ready once: synonyms beside the
// shipped ones, and pins by query.
//
// A pin holds for queries of its key (Analyzer::key: case, marks and signs do not count). Its
// articles are matches whatever words they hold and stand above all others, in its order; what it
// hides does not match. Filters, deletes and the place of a reader hold for them as for others.
// Threads  immutable; any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "index/live/snapshot.hpp"
#include "index/segment/chunk.hpp"
#include "query/synonyms.hpp"

namespace coldopen {

const Synonyms& synonyms_of(const Snapshot& snapshot);

// A pin as it holds for the documents of a segment.
class PinnedDocuments {
 public:
  PinnedDocuments(const SegmentView& view, const Pin& pin);  // O(ids log documents)

  // How many of its articles stand behind it, itself included; 0: it is not pinned.
  std::uint32_t rank(DocId doc) const noexcept;
  const std::vector<std::pair<DocId, std::uint32_t>>& all() const noexcept { return pinned_; }

  bool hides(DocId doc) const noexcept;
  void add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept;
  void hide_from(std::uint32_t chunk, ChunkBits& bits) const noexcept;

 private:
  std::vector<std::pair<DocId, std::uint32_t>> pinned_;  // rising, living
  std::vector<DocId> hidden_;
};

// Null: none holds for `q`.
const Pin* pin_for(const Snapshot& snapshot, std::string_view q);

}  // namespace coldopen
