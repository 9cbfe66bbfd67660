// One term's list in one segment: chunks of 65,536 documents, impacts and counts by rank.
//
// A view over proved bytes (Segment::open): noexcept, never reads outside its section and never
// names a document beyond the segment whatever the bytes say; valid as long as the segment.
// Layout: FORMAT.md. Costs are of the scalar form.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/io/bytes.hpp"
#include "index/segment/bitpack.hpp"
#include "index/segment/chunk.hpp"
#include "index/segment/impact.hpp"
#include "index/segment/kernels.hpp"
#include "index/segment/lengths.hpp"
#include "index/segment/record.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// The sections of a segment in which lists lie.
struct PostingSections {
  std::uint32_t doc_count = 0;  // of the segment
  Bytes dictionary_data;        // lists of up to 4 documents
  Bytes short_lists;            // documents of lists of up to 127
  Bytes directories;            // chunks of the longer ones
  Bytes containers;
  Bytes codes;                   // by posting number
  PackedArray counts;            // by posting number: zigzag(count - max(1, positions))
  PackedArray position_counts;   // by posting number
  PackedArray position_starts;   // by posting number / 16: where the group's positions begin
  PackedArray positions;         // of all lists but those of up to 4 documents: steps
  PackedArray inline_positions;  // of those
  Bytes champions;
};

// Of a list in chunks: its directory's head, a line of it, a champion.
inline constexpr std::size_t kListHeadBytes = 16;
inline constexpr std::size_t kListEntryBytes = 16;
inline constexpr std::size_t kChampionBytes = 8;
inline constexpr std::size_t kPositionGroup = 16;  // postings that share one start of positions

// How a list lies: its document count says it.
enum class ListForm : std::uint8_t { in_record, in_block, in_chunks };
constexpr ListForm list_form(std::uint32_t df) noexcept {
  if (df <= kRecordDocs) return ListForm::in_record;
  return df < 128 ? ListForm::in_block : ListForm::in_chunks;
}

// One of the best documents of a list.
struct Champion {
  DocId doc = 0;
  Rank rank = 0;  // its posting
};
// The i-th of a list of `df` documents in a segment of `doc_count`; inside of both whatever the
// bytes say.
inline Champion champion_at(Bytes champions, std::uint32_t i, std::uint32_t doc_count,
                            std::uint32_t df) noexcept {
  const auto raw = load<Champion>(champions, std::size_t{i} * sizeof(Champion));
  return {std::min(raw.doc, doc_count - 1), std::min(raw.rank, df - 1)};
}
inline constexpr std::uint32_t kChampionsFrom = 4'096;  // documents of a list that has champions
inline constexpr std::uint32_t kChampions = 128;        // how many

// Asks for what a list begins with.
void prefetch_list(const PostingSections& sections, const TermInfo& info) noexcept;

class PostingList {
 public:
  PostingList() = default;  // empty
  PostingList(const PostingSections& sections, const TermInfo& info) noexcept;

  std::uint32_t df() const noexcept { return df_; }
  bool has_positions() const noexcept { return has_positions_; }

  // The posting of `doc`, or none. O(1) in bitmaps, O(log n) in arrays.
  std::optional<Rank> find(DocId doc) const noexcept;

  // Sets the bits of this list's documents in `chunk`; others stay. O(postings of the chunk), or
  // words where they are a bitmap.
  void add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept;
  // Clears the bits of all other documents. Cost as add_to.
  void restrict(std::uint32_t chunk, ChunkBits& bits) const noexcept;
  // How many documents of `chunk` it holds. O(log chunks), or documents of a short list.
  std::uint32_t cardinality(std::uint32_t chunk) const noexcept;

  // The best impact code among the documents of `chunk`; 0 if it has none.
  std::uint8_t max_code(std::uint32_t chunk) const noexcept;

  std::uint32_t count(Rank rank) const noexcept;  // folded count, >= 1
  // The counts of all postings by rank; cheaper than to ask for each.
  void counts(const Kernels& with, std::vector<std::uint32_t>& out) const;
  std::uint8_t code(Rank rank) const noexcept;  // impact code, bounds count/(count+K)

  // How many positions a posting has; 0 in lists without.
  std::uint32_t position_count(Rank rank) const noexcept;

  // Where the positions of a posting lie, and how many they are; no more than there are. O(1).
  struct PositionRun {
    std::uint64_t begin = 0;
    std::uint32_t count = 0;  // 0 in lists without
  };
  PositionRun position_run(Rank rank) const noexcept;
  // As kernels take them; none where they lie otherwise, or not inside.
  std::optional<PositionArrays> position_arrays() const noexcept;
  const PackedArray& all_positions() const noexcept {  // of lists of this form; not of an empty one
    return form_ == ListForm::in_record ? sections_->inline_positions : sections_->positions;
  }

  // The positions of a posting, rising, as out[0, count). Room: count + kPositionsBehind, of which
  // the last may hold anything. In the joined and code lanes an entry is
  // position * 16 + (length - 1); in the exact lane it is the bare position.
  void read_positions(const Kernels& with, PositionRun run, std::uint32_t* out) const noexcept;
  static constexpr std::size_t kPositionsBehind = 64;
  // The same, replacing what `out` held.
  void positions(Rank rank, std::vector<std::uint32_t>& out) const;

  // The postings [begin, end), end <= df, with their positions in a row, replacing what was there;
  // without positions where none are asked for.
  void read(Rank begin, Rank end, bool with_positions, std::vector<Posting>& postings,
            std::vector<std::uint32_t>& positions) const;

  // The best kChampions documents by (count / (count + K) as the codes were made with, falling;
  // document, rising), dead ones among them; 0 if the list or the segment has none. Documents are
  // of the segment and ranks of the list whatever the bytes say.
  std::uint32_t champion_count() const noexcept;
  Champion champion(std::uint32_t i) const noexcept;       // i < champion_count()
  Bytes champions() const noexcept { return champions_; }  // as they lie: document, rank

  // Calls visit(DocId, Rank) for each posting, documents rising.
  template <class Visit>
  void for_each(Visit&& visit) const;

  // All documents of the list, rising; what for_each stands on.
  void documents(std::vector<DocId>& out) const;
  // Those of one line of the directory, replacing what `out` held: as many as the line says, or
  // none if it does not hold.
  void documents(std::uint32_t entry, std::vector<DocId>& out) const;

  // One line of the directory of a list in chunks.
  struct ChunkEntry {
    std::uint32_t chunk = 0;
    std::uint32_t cardinality = 0;
    ChunkType type = ChunkType::array;
    std::uint8_t max_code = 0;
    std::uint32_t offset = 0;  // in the containers, in units of 2 bytes
    Rank first_rank = 0;
  };
  std::uint32_t first_posting() const noexcept { return first_posting_; }  // 0 in a record
  ListForm form() const noexcept { return form_; }
  const PostingSections* sections() const noexcept { return sections_; }  // null: empty
  const ImpactSeeds& seeds() const noexcept { return seeds_; }
  // The documents of a list that is not in chunks, rising.
  std::span<const DocId> short_documents() const noexcept {
    return std::span(docs_).first(form_ == ListForm::in_chunks ? 0 : df_);
  }
  std::uint32_t entry_count() const noexcept;  // 0 for lists of up to 127 documents
  std::optional<ChunkEntry> entry(std::uint32_t i) const noexcept;  // none if it does not hold
  std::optional<ChunkView> view(const ChunkEntry& entry) const noexcept;
  // Its chunk_bytes, or null if they do not lie inside.
  const std::byte* container(const ChunkEntry& entry) const noexcept;

 private:
  void read_record(const TermInfo& info) noexcept;
  void read_block(const TermInfo& info) noexcept;
  void read_directory(const TermInfo& info) noexcept;
  std::optional<ChunkEntry> entry_of(std::uint32_t chunk) const noexcept;
  const std::uint64_t* bits_of(const ChunkEntry& entry) const noexcept;  // null: it is an array
  void append_positions(Rank begin, std::span<const Posting> postings,
                        std::vector<std::uint32_t>& out) const;
  void become_empty() noexcept { df_ = 0; }

  static constexpr std::size_t kBlockDocs = 127;

  const PostingSections* sections_ = nullptr;
  std::uint32_t df_ = 0;
  bool has_positions_ = false;
  ImpactSeeds seeds_;
  ListForm form_ = ListForm::in_record;
  std::uint32_t first_posting_ = 0;  // number of its first posting; not for lists in a record
  std::uint64_t positions_at_ = 0;   // lists in a record only
  Bytes entries_;
  Bytes champions_;
  std::array<DocId, kBlockDocs> docs_{};  // documents of lists that are not in chunks
  std::array<std::uint32_t, kRecordDocs> counts_{};
  std::array<std::uint32_t, kRecordDocs> position_counts_{};
  std::array<std::uint8_t, kRecordDocs> codes_{};
};

template <class Visit>
void PostingList::for_each(Visit&& visit) const {
  std::vector<DocId> docs;
  documents(docs);
  for (Rank rank = 0; rank < docs.size(); ++rank) visit(docs[rank], rank);
}

// Fields and keys have no length of their own: K is k1 for all their postings.
constexpr bool has_lengths(Space space) noexcept {
  return space <= Space::code || space == Space::pair;
}

// Places stand in the lists of words as they are, joined, and of codes.
constexpr bool has_positions(Space space) noexcept {
  return space == Space::exact || space == Space::joined || space == Space::code;
}

}  // namespace coldopen
