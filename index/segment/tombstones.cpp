#include "index/segment/tombstones.hpp"

#include <algorithm>
#include <bit>

namespace coldopen {

Tombstones Tombstones::with(std::span<const DocId> docs, std::uint64_t length) const {
  Tombstones next = *this;
  for (const DocId doc : docs) {
    const std::size_t word = doc / 64;
    if (word >= next.words_.size()) next.words_.resize(word + 1);
    const std::uint64_t bit = std::uint64_t{1} << (doc % 64);
    if ((next.words_[word] & bit) == 0) ++next.count_;
    next.words_[word] |= bit;
  }
  next.length_ += length;
  return next;
}

bool Tombstones::dead(DocId doc) const noexcept {
  return doc / 64 < words_.size() && ((words_[doc / 64] >> (doc % 64)) & 1) != 0;
}

std::span<const std::uint64_t> Tombstones::words(std::uint32_t chunk) const noexcept {
  constexpr std::size_t kWords = kChunkDocs / 64;
  const std::size_t begin = std::min(words_.size(), std::size_t{chunk} * kWords);
  return std::span(words_).subspan(begin, std::min(words_.size() - begin, kWords));
}

void Tombstones::remove_from(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  const auto dead = words(chunk);
  for (std::size_t i = 0; i < dead.size(); ++i) bits.words[i] &= ~dead[i];
}

std::vector<DocId> Tombstones::documents() const {
  std::vector<DocId> docs;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    for (std::uint64_t left = words_[i]; left != 0; left &= left - 1) {
      docs.push_back(static_cast<DocId>(i * 64 + static_cast<unsigned>(std::countr_zero(left))));
    }
  }
  return docs;
}

}  // namespace coldopen
