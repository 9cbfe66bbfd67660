// Terms -> small numbers, while a segment is being made: one arena of bytes, one open hash table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/segment/term.hpp"

namespace coldopen {

class TermTable {
 public:
  // The number of the term: that of before, or the next one. Amortised O(bytes of the term).
  std::uint32_t number_of(Space space, std::string_view text);
  // The same for up to kAtOnce terms, whose memory is waited for side by side. numbers.size() is
  // texts.size().
  void numbers_of(Space space, std::span<const std::string_view> texts,
                  std::span<std::uint32_t> numbers);
  static constexpr std::size_t kAtOnce = 32;
  // Asks for what `space` and `text` will read.
  void prefetch(std::uint32_t number) const noexcept { __builtin_prefetch(&entries_[number]); }

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(entries_.size()); }
  Space space(std::uint32_t number) const noexcept { return entries_[number].space; }
  std::string_view text(std::uint32_t number) const noexcept;  // valid until the next number_of
  std::size_t memory_bytes() const noexcept;

 private:
  // The first and the last eight bytes of a term, where they are fewer with zeros: with its length
  // the whole of a term of up to 16 bytes, so that most terms are told apart without their text.
  struct Ends {
    std::uint64_t head = 0, tail = 0;
    bool operator==(const Ends&) const = default;
  };
  struct Entry {
    std::uint64_t at = 0;
    Ends ends;
    std::uint32_t length = 0;
    Space space = Space::exact;
  };
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  // + 1; 0 is free
  };
  static Ends ends_of(std::string_view text) noexcept;
  static std::uint32_t hash_of(Space space, std::string_view text, const Ends& ends) noexcept;
  std::uint32_t number_of(Space space, std::string_view text, const Ends& ends, std::uint32_t hash);
  void grow();

  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // at most half are taken
};

}  // namespace coldopen
