// The terms of a space that are near a typed word: for words mistyped, and for words half typed.
//
// Distance  edits between the letters (code points) of the typed word and of the term: one put in,
//           left out or replaced, or two neighbours swapped, no letter edited twice (optimal string
//           alignment, as corpus/edit_distance has it for bytes).
//   whole   of the term
//   start   of the nearest start of the term: what is typed so far may go on
// Method    the terms are walked in their order as a tree of letters, with the automaton of the
//           typed word beside it (bit-parallel: Wu and Manber, "Fast text searching", 1992; swaps
//           as Navarro's survey of 2001 has them). Where no term can be near any more, the walk
//           leaves out all that begin so (TermCursor::skip).
// Cost      no memory but a few hundred bytes; at 100,000 terms see index/README.md.
// Threads   a walk serves one thread; any number of walks at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/segment/dictionary.hpp"

namespace coldopen {

enum class Nearness : std::uint8_t { whole, start };

class NearTerms {
 public:
  static constexpr std::size_t kEditsMax = 2;     // more are taken as this
  static constexpr std::size_t kLettersMax = 62;  // nothing is near a longer word

  // Terms of `space` that begin with the bytes of `start`; the rest of a term is compared with
  // `typed` (valid UTF-8). So Space::field with start "title\x1f" are the words of titles, and a
  // first letter in `start` is one that was typed right. Valid as long as `dictionary`.
  NearTerms(const Dictionary& dictionary, Space space, std::string_view start,
            std::string_view typed, std::size_t edits, Nearness nearness);

  // To the next one, in the order of the dictionary; false: there is none. Dead documents are not
  // asked: a term may be held by them alone.
  bool next();

  // Of the one that next() went to.
  std::string_view text() const noexcept;  // without `start`
  std::size_t distance() const noexcept { return distance_; }
  TermInfo info() const noexcept { return cursor_.info(); }

 private:
  // Bit i of within[e]: the first i typed letters are at most e edits from the letters read.
  struct State {
    std::array<std::uint64_t, kEditsMax + 1> within{};
    char32_t letter = 0;         // the last one read
    std::uint32_t bytes = 0;     // of the letters read
    std::uint8_t reached = 255;  // the least distance of a start read so far
  };

  std::uint64_t places(char32_t letter) const noexcept;
  State after(const State& state, const State* before, char32_t letter,
              std::uint32_t bytes) const noexcept;
  bool alive(const State& state) const noexcept;
  std::size_t whole_distance(const State& state) const noexcept;
  char32_t letter_behind(const State& state, char32_t letter) const noexcept;
  bool read_term();
  bool set_target(char32_t letter);

  TermCursor cursor_;
  Space space_;
  std::string start_;
  std::u32string letters_;  // typed
  std::size_t edits_ = 0;
  Nearness nearness_;
  std::array<std::uint64_t, 128> ascii_places_{};
  std::vector<std::pair<char32_t, std::uint64_t>> other_places_;
  std::vector<State> states_;  // by letters read, of the term before
  std::string before_;         // that term
  std::size_t distance_ = 0;
  std::string target_;  // nothing near lies before it; empty: not known
  bool begun_ = false, over_ = false;
};

}  // namespace coldopen
