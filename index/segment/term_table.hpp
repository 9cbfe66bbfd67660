// Terms -> small numbers, while a segment is being made: one arena of bytes, one open hash table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/segment/term.hpp"

namespace coldopen {

class TermTable {
 public:
  // The number of the term: that of before, or the next one. Amortised O(bytes of the term).
  std::uint32_t number_of(Space space, std::string_view text);

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(entries_.size()); }
  Space space(std::uint32_t number) const noexcept { return entries_[number].space; }
  std::string_view text(std::uint32_t number) const noexcept;  // valid until the next number_of
  std::size_t memory_bytes() const noexcept;

 private:
  struct Entry {
    std::uint64_t at = 0;
    std::uint32_t length = 0;
    std::uint32_t hash = 0;  // its high half, so that growing and comparing read no bytes
    Space space = Space::exact;
  };
  void grow();

  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // number + 1; 0 is free; at most half are taken
};

}  // namespace coldopen
