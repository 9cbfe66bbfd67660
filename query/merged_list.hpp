// The list of an element in one segment: one that is stored, or one made for this query out of
// several (the words of a prefix, a word and its other writings, the places of a phrase).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "index/live/snapshot.hpp"
#include "index/segment/postings.hpp"

namespace coldopen {

// Living documents, rising, each with its count.
struct MergedList {
  std::vector<DocId> documents;
  std::vector<double> counts;  // folded; a synonym counts a part of one
};

// A stored list with some counts changed or added: a frequent word of which few documents have
// another writing. Its ranks are those of the stored list, then those of the changes.
struct ChangedList {
  PostingList stored;
  MergedList changes;       // whole counts, of living documents
  std::uint32_t added = 0;  // how many of them the stored list has not
};

class ElementList {
 public:
  ElementList() = default;  // empty
  explicit ElementList(PostingList stored) : list_(stored) {}
  explicit ElementList(MergedList merged) : list_(std::move(merged)) {}
  explicit ElementList(ChangedList changed) : list_(std::move(changed)) {}

  std::uint32_t df() const noexcept;                   // of a stored list with the dead
  std::optional<Rank> find(DocId doc) const noexcept;  // O(log df) or better
  double count(Rank rank) const noexcept;
  void add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept;
  void restrict(std::uint32_t chunk, ChunkBits& bits) const noexcept;  // clears all others
  std::uint32_t most(std::uint32_t chunk) const noexcept;  // documents of a chunk at most
  void documents(std::vector<DocId>& out) const;
  // The rank of each of its documents; left empty where a document's place is its rank.
  void ranks(const std::vector<DocId>& documents, std::vector<Rank>& out) const;
  std::uint64_t living(const SegmentView& view) const;
  const PostingList* stored() const noexcept { return std::get_if<PostingList>(&list_); }
  const MergedList* merged() const noexcept { return std::get_if<MergedList>(&list_); }
  const ChangedList* changed() const noexcept { return std::get_if<ChangedList>(&list_); }

 private:
  std::variant<PostingList, MergedList, ChangedList> list_;
};

// How many of the list's documents are alive. O(min(df, dead) log).
std::uint64_t count_alive(const SegmentView& view, const PostingList& list);

// The stored list of a term; empty where the segment does not know it.
PostingList find_list(const Segment& segment, Space space, std::string_view term);

// How many living documents of the whole snapshot hold a term.
std::uint64_t living_holders(const Snapshot& snapshot, Space space, std::string_view term);

}  // namespace coldopen
