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
//           passes by all that begin so.
// Cost      at 100,000 terms see index/README.md. The first walk over a space lays its terms out
//           for all later ones: TermRows, kept by the dictionary.
// Threads   a walk serves one thread; any number of walks at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/segment/dictionary.hpp"

namespace coldopen {

// The terms of a space that begin with `start`, in order, each as what it has behind the one before
// it: a tree of letters, level by level in one row.
class TermRows {
 public:
  // O(terms), and 5 bytes a term besides its letters.
  TermRows(const Dictionary& dictionary, Space space, std::string_view start);

  std::size_t size() const noexcept { return shared_.size(); }
  // Bytes of whole letters that a term begins with as the one before: 255 at most.
  std::size_t shared(std::size_t term) const noexcept { return shared_[term]; }
  std::string_view rest(std::size_t term) const noexcept {
    return std::string_view(letters_).substr(begins_[term], begins_[term + 1] - begins_[term]);
  }
  // The first from `term` on that shares less than `bytes`; size(): none.
  std::size_t next_below(std::size_t term, std::size_t bytes) const noexcept;

 private:
  std::vector<std::uint8_t> shared_;
  std::vector<std::uint32_t> begins_;  // in letters_, and the end
  std::string letters_;
};

enum class Nearness : std::uint8_t { whole, start };

class NearTerms {
 public:
  static constexpr std::size_t kEditsMax = 2;     // more are taken as this
  static constexpr std::size_t kLettersMax = 62;  // nothing is near a longer word

  // Terms of `space` that begin with the bytes of `start`; the rest of a term is compared with
  // `typed` (valid UTF-8). So Space::field with start "title\x1f" are the words of titles. Valid as
  // long as `dictionary`.
  NearTerms(const Dictionary& dictionary, Space space, std::string_view start,
            std::string_view typed, std::size_t edits, Nearness nearness);

  // To the next one, in the order of the dictionary; false: there is none. Dead documents are not
  // asked: a term may be held by them alone.
  bool next();

  // Of the one that next() went to.
  std::string_view text() const noexcept { return text_; }  // without `start`
  std::size_t distance() const noexcept { return distance_; }
  TermInfo info() const;  // a look-up

 private:
  // Bit i of within[e]: the first i typed letters are at most e edits from the letters read.
  struct State {
    std::array<std::uint64_t, kEditsMax + 1> within{};
    std::uint64_t places = 0;    // of the last letter read, in the typed word
    std::uint32_t bytes = 0;     // of the letters read
    std::uint8_t reached = 255;  // the least distance of a start read so far
  };

  std::uint64_t places(char32_t letter) const noexcept;
  bool read(std::uint64_t places, std::uint32_t bytes) noexcept;
  bool read_term();
  std::size_t whole_distance(const State& state) const noexcept;

  const Dictionary& dictionary_;
  Space space_;
  std::string start_;
  std::shared_ptr<const TermRows> own_;  // of a space that the dictionary does not keep
  const TermRows* rows_ = nullptr;
  std::size_t letters_ = 0;  // typed
  std::size_t edits_ = 0;
  Nearness nearness_;
  std::array<std::uint64_t, 128> ascii_places_{};
  std::vector<std::pair<char32_t, std::uint64_t>> other_places_;
  std::vector<State> states_;  // by letters read; those of the term under way are the first
  std::size_t depth_ = 0;      // its last one
  std::string text_;
  std::size_t term_ = 0;  // the next one to read
  std::size_t distance_ = 0;
};

}  // namespace coldopen
