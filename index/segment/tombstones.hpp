// The dead documents of one segment: immutable, copied with more bits on each write that kills.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/segment/postings.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

class Tombstones {
 public:
  Tombstones() = default;  // nobody is dead
  // A copy with these dead as well; `lengths_of_new` is the sum of the decoded lengths of those
  // that were alive before.
  Tombstones with(std::span<const DocId> docs, std::uint64_t length) const;

  bool dead(DocId doc) const noexcept;
  std::uint32_t count() const noexcept { return count_; }
  std::uint64_t length() const noexcept { return length_; }  // decoded lengths of the dead, summed

  // The dead of `chunk` as bits, up to 1,024 words; nobody is dead beyond them.
  std::span<const std::uint64_t> words(std::uint32_t chunk) const noexcept;
  // Clears the bits of the dead of `chunk`.
  void remove_from(std::uint32_t chunk, ChunkBits& bits) const noexcept;

  std::vector<DocId> documents() const;  // rising

 private:
  std::vector<std::uint64_t> words_;
  std::uint32_t count_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace coldopen
