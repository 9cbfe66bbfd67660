// What a longer document is like: its text as a set of hashes, and a sketch of that set by which
// documents that are nearly alike are found without comparing each with each.
//
//   shingle     kShingleWords words side by side, as analysed (headings and passages, one stream)
//   set         the 64-bit hashes of its distinct shingles
//   alike       |A n B| / |A u B|, the resemblance of Broder (On the resemblance and containment of
//               documents, 1997)
//   sketch      the sum of the set (equal sets have equal sums), and kBands hashes of kBandValues
//               least values each (min-hashes; bins of one permutation as in Li, Owen, Zhang, One
//               permutation hashing, 2012): two sets share a band with probability about
//               alike^kBandValues, and some band with 1 - (1 - alike^kBandValues)^kBands
//
// Only documents of kSketchedWords words have one. Format: FORMAT.md, "sketches".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/analysis/token.hpp"
#include "index/io/bytes.hpp"
#include "index/io/spool.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

inline constexpr std::size_t kSketchedWords = 100;
inline constexpr std::size_t kShingleWords = 3;
inline constexpr std::size_t kBands = 20;
inline constexpr std::size_t kBandValues = 6;

using ShingleHashes = std::vector<std::uint64_t>;  // rising, each once

// Collects the shingles of one document, its texts in their order.
class Shingles {
 public:
  void add(const TokenBuffer& tokens);  // of the next text
  std::size_t words() const noexcept { return words_; }
  const ShingleHashes& hashes();  // of all that was added
  void clear() noexcept;

 private:
  std::array<std::uint64_t, kShingleWords> last_{};  // hashes of words, the newest at the end
  std::size_t words_ = 0;
  ShingleHashes hashes_;
};

double resemblance(const ShingleHashes& a, const ShingleHashes& b) noexcept;  // 0 to 1

struct Sketch {
  std::uint64_t sum = 0;
  std::array<std::uint32_t, kBands> bands{};
  bool operator==(const Sketch&) const = default;
};

Sketch sketch_of(const ShingleHashes& hashes);

// The sketches of a segment, documents rising. A view; reading is inside whatever the bytes say.
class Sketches {
 public:
  Sketches() = default;  // none
  // None if the section is no list of rising documents below `documents`. O(its entries).
  static std::optional<Sketches> open(Bytes section, std::uint32_t documents) noexcept;

  std::uint32_t size() const noexcept { return size_; }
  DocId doc(std::uint32_t i) const noexcept;
  std::uint64_t sum(std::uint32_t i) const noexcept;
  std::uint32_t band(std::uint32_t i, std::size_t band) const noexcept;
  Sketch sketch(std::uint32_t i) const noexcept;

 private:
  Bytes bytes_;
  std::uint32_t size_ = 0;
};

class SketchesWriter {
 public:
  SketchesWriter() = default;                                      // all in memory
  explicit SketchesWriter(SpoolPlace& place) : entries_(place) {}  // which must outlive it

  void add(DocId doc, const Sketch& sketch);  // documents rise
  std::size_t memory_bytes() const noexcept { return entries_.size(); }
  Spools finish();

 private:
  Spool entries_;
};

}  // namespace coldopen
