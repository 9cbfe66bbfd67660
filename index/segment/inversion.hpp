// Words of many documents, in the order of documents, turned into lists: for each term the
// documents that hold it, how often, and where.
//
// Each term has a chain of small pieces of one arena, each twice as large as the one before, to
// which its postings are appended as they come: no second pass over the words, and no more memory
// than the lists will take on disk. A posting lies there as varints: the distance from the document
// before, then each place as its distance from the one before + 2, then 0, or 1 and the zigzag of
// count - max(1, places). In lists that have no places: the distance, then the count.
// Origin: the chained pieces of inverted indexes in memory (Lucene, Zettair, Tantivy).
// Cost  about 4 bytes of memory a word; 10 to 20 ns a word beside finding its term.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "index/segment/postings.hpp"
#include "index/segment/term_table.hpp"

namespace coldopen {

class Inversion {
 public:
  TermTable& terms() noexcept { return terms_; }
  const TermTable& terms() const noexcept { return terms_; }
  DocId size() const noexcept { return doc_; }  // documents that ended

  // A word of the document that is being added, in a list with places. It counts 1, unless
  // set_count says otherwise before the document ends.
  void add(std::uint32_t term, std::uint32_t position);
  // Words of the document in a row, the first at `position`; each counts 1. As add, but the memory
  // of some words is waited for side by side.
  void add_words(std::span<const std::string_view> words, std::uint32_t position);
  // More of a term without places.
  void add_count(std::uint32_t term, std::uint32_t count);
  void add_counts(std::span<const std::pair<std::uint32_t, std::uint32_t>> counts);
  // What all places of the term in this document count together; >= 1.
  void set_count(std::uint32_t term, std::uint32_t count) { cursors_[term].count = count; }
  void end_document() { ++doc_; }
  // Documents that hold the term.
  std::uint32_t df(std::uint32_t term) const noexcept {
    return term < cursors_.size() ? cursors_[term].df : 0;
  }

  std::size_t memory_bytes() const noexcept;  // about
  // 4 GiB of postings are nearly reached; beyond them adding throws Error(too_large).
  bool is_full() const noexcept { return pages_.size() + kSparePages > kNone >> kPageBits; }
  // All terms by (space, bytes).
  std::vector<std::uint32_t> sorted_terms() const;

  class Reader;
  Reader read(std::uint32_t term) const;
  // Asks for what reading a term will read: first where it begins, then that.
  void prefetch_read(std::uint32_t term, std::uint32_t later) const noexcept {
    terms_.prefetch(later);
    prefetch_cursor(later);
    if (term < cursors_.size() && cursors_[term].df != 0)
      __builtin_prefetch(place(cursors_[term].first));
  }

 private:
  friend class Reader;
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  static constexpr std::uint32_t kPageBits = 20;
  static constexpr std::uint32_t kPageBytes = 1U << kPageBits;
  static constexpr std::size_t kSparePages = 128;  // more than one document takes
  static constexpr std::uint32_t kFirstPiece = 8;  // bytes, without the link behind
  static constexpr std::uint32_t kLargestPiece = 16'384;
  static constexpr std::uint32_t kLink = 4;

  struct Cursor {
    std::uint32_t first = kNone;  // place of the first piece in the arena
    std::uint32_t at = 0;         // where the next byte goes
    std::uint32_t end = 0;        // of the piece that is being filled
    std::uint32_t piece = 0;      // its bytes
    DocId doc = 0;                // of the last posting
    std::uint32_t df = 0;
    std::uint32_t position = 0;  // the last one
    std::uint32_t places = 0;    // of the last posting; 0 in lists without
    std::uint32_t count = 0;     // of it; 0: as many as places
  };

  // Ask for what a term's next posting will write to: its cursor, then the end of its chain.
  void prefetch_cursor(std::uint32_t term) const noexcept {
    if (term < cursors_.size()) __builtin_prefetch(&cursors_[term], 1);
  }
  void prefetch_end(std::uint32_t term) const noexcept {
    if (term < cursors_.size() && cursors_[term].df != 0)
      __builtin_prefetch(place(cursors_[term].at - 1), 1);
  }
  Cursor& posting_of(std::uint32_t term);
  void end_posting(Cursor& cursor);
  void put(Cursor& cursor, std::uint64_t value);
  void put_byte(Cursor& cursor, std::uint8_t byte);
  void grow(Cursor& cursor);
  std::byte* place(std::uint32_t at) noexcept {
    return pages_[at >> kPageBits].get() + (at & (kPageBytes - 1));
  }
  const std::byte* place(std::uint32_t at) const noexcept {
    return pages_[at >> kPageBits].get() + (at & (kPageBytes - 1));
  }

  TermTable terms_;
  std::vector<Cursor> cursors_;  // by term
  std::vector<std::unique_ptr<std::byte[]>> pages_;
  std::uint64_t arena_end_ = 0;
  DocId doc_ = 0;
};

// The postings of one term, one after the other; valid as long as nothing is added.
class Inversion::Reader {
 public:
  // The next posting, its places appended to `positions`; false at the end.
  bool next(Posting& posting, std::vector<std::uint32_t>& positions);

 private:
  friend class Inversion;
  Reader(const Inversion& inversion, const Cursor& cursor);
  std::uint64_t take();

  const Inversion* inversion_;
  const Cursor* cursor_;
  std::uint32_t left_;     // postings
  std::uint32_t at_;       // of the next byte in the arena
  std::uint32_t end_ = 0;  // of its piece
  std::uint32_t piece_ = kFirstPiece;
  DocId next_doc_ = 0;  // the next posting's is no lower
};

}  // namespace coldopen
