// A segment: immutable bytes of many articles, in a mapped file or in memory (FORMAT.md).
//
// Opening proves every checksum and every offset or throws Error(damaged); after that all reading
// is noexcept, and every decoder stays inside its section whatever the bytes say.
// Threads  immutable; any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/made_once.hpp"
#include "index/segment/columns.hpp"
#include "index/segment/dictionary.hpp"
#include "index/segment/documents.hpp"
#include "index/segment/layout.hpp"
#include "index/segment/lengths.hpp"
#include "index/segment/postings.hpp"
#include "index/segment/sketches.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

template <class T>
using Shared = std::shared_ptr<const T>;

// Bytes with whoever keeps them alive: a mapping or a vector.
struct SegmentBytes {
  std::shared_ptr<const void> owner;
  std::span<const std::byte> bytes;
};

class Segment {
 public:
  static Shared<Segment> open(SegmentBytes data);
  static Shared<Segment> open(SegmentBytes data, SegmentLayout proven);  // open_layout's of data
  static Shared<Segment> open(std::vector<std::byte> bytes);             // and keeps them
  ~Segment();

  const SegmentIdentity& identity() const noexcept;
  const std::string& language() const noexcept { return identity().language; }  // of its stems
  std::uint32_t size() const noexcept;         // documents, dead ones included
  std::uint32_t chunk_count() const noexcept;  // ceil(size / 65,536)
  std::uint64_t byte_count() const noexcept;
  std::uint64_t total_length() const noexcept;  // decoded lengths of all documents, summed
  // What its impacts were made with: codes bound count / (count + K) for these parameters only.
  const ImpactParameters& impact_parameters() const noexcept;
  const SaturationTable& saturations() const noexcept;  // K by length code, of these parameters
  const FieldWeights& weights() const noexcept;         // with which its counts were folded
  bool has_pairs() const noexcept;  // lists of frequent words side by side (pairs.hpp)
  Hash128 hash() const noexcept;    // XXH3-128 of its bytes, from its footer

  // The length as scored: decoded from one byte a document.
  std::uint8_t length_code(DocId doc) const noexcept;
  Bytes length_codes() const noexcept;  // by document
  std::uint32_t length(DocId doc) const noexcept;

  std::optional<TermInfo> find(Space space, std::string_view text) const noexcept;
  PostingList postings(const TermInfo& info) const noexcept;
  // Ask for the memory of several look-ups, so that it is waited for side by side: of terms before
  // the first `find`, of lists before the first `postings`.
  void prefetch(Space space, std::span<const std::string_view> texts) const noexcept;
  void prefetch(const TermInfo& info) const noexcept;

  // Terms of a space that start with `prefix`, in order, with their infos; `visit` returns false to
  // stop. O(terms visited).
  template <class Visit>  // bool(std::string_view text, const TermInfo&)
  void for_each_term(Space space, std::string_view prefix, Visit&& visit) const;
  std::uint64_t term_count() const noexcept;
  const Dictionary& dictionary() const noexcept;

  // The exact terms of a stem's class that this segment holds. Every exact term is a member of
  // exactly one class. Where the class is the stem alone, there is no stem list: find(exact, stem).
  std::vector<std::string> class_members(std::string_view stem) const;

  // The list of a whole class: the stem's merged list, or the exact list where the class is the
  // stem alone; none where the segment holds no member.
  std::optional<TermInfo> find_class(std::string_view stem) const noexcept;

  const Columns& columns() const noexcept;
  const Documents& documents() const noexcept;
  const Sketches& sketches() const noexcept;  // of its longer documents
  // By chunk, the documents whose kind says that they are part of another page (fields.hpp).
  std::span<const ChunkBits> parts_of_pages() const noexcept;

  const MadeOnce& for_suggestions() const noexcept;  // where query/name_starts keeps its table
  const MadeOnce& for_guard() const noexcept;        // where query/spoiler_guard keeps its titles
  const MadeOnce& for_folding() const noexcept;      // where query/alike keeps what is alike here

  const SegmentLayout& layout() const noexcept;              // for checks and tests
  const PostingSections& posting_sections() const noexcept;  // for checks and tests

 private:
  struct Parts;
  explicit Segment(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Proves every invariant of FORMAT.md beyond checksums: sorted terms and postings,
// attained maxima, ranks, seeds, counts, positions in places, lengths. Returns one sentence a
// breach, the first hundred; empty if whole. O(bytes).
std::vector<std::string> find_breaches(const Segment& segment);

template <class Visit>
void Segment::for_each_term(Space space, std::string_view prefix, Visit&& visit) const {
  for (TermCursor term = dictionary().seek(space, prefix); term.valid(); term.next()) {
    if (term.space() != space || !term.text().starts_with(prefix)) return;
    if (!visit(term.text(), term.info())) return;
  }
}

}  // namespace coldopen
