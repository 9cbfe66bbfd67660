// Documents of one field, as words -> the bytes of a segment: for collections without articles.
//
// A document keeps its id; its words count 1 each, its length is their number. No stems, no
// columns. Cost: about 4 bytes of memory a word, freed by finish.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "index/io/disk.hpp"
#include "index/segment/making.hpp"
#include "index/segment/segment.hpp"

namespace coldopen {

class WordInverter {
 public:
  explicit WordInverter(const SegmentMaking& making);
  WordInverter(WordInverter&&) noexcept;
  ~WordInverter();

  // The next words of the document that is being added; many at once are cheaper.
  void add_words(std::span<const std::string_view> words);
  void add_word(std::string_view word) { add_words({&word, 1}); }
  void end_document(std::string_view id);     // the words since the last one
  std::uint32_t size() const noexcept;        // documents
  std::size_t memory_bytes() const noexcept;  // about; grows with each word
  bool is_full() const noexcept;              // finish now: the next documents may not fit

  // The segment; the inverter is empty afterwards.
  std::vector<std::byte> finish(const SegmentIdentity& identity);
  // The same into a file, whole or not at all, with little more memory than before.
  void finish(const SegmentIdentity& identity, Disk& disk, const Disk::Path& path);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldopen
