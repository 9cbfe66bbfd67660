// The list of an element in one segment: one that is stored, or one made for this query out of
// several (the words of a prefix, the neighbours of a phrase, the words of a field).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "index/fields.hpp"
#include "index/live/snapshot.hpp"
#include "index/segment/postings.hpp"
#include "query/deadline.hpp"

namespace coldopen {

// Living documents, rising, each with its count.
struct MergedList {
  std::vector<DocId> documents;
  std::vector<double> counts;  // folded; a synonym counts a part of one
};

class ElementList {
 public:
  ElementList() = default;  // empty
  explicit ElementList(PostingList stored) : list_(stored) {}
  explicit ElementList(MergedList merged) : list_(std::move(merged)) {}

  std::uint32_t df() const noexcept;
  std::optional<Rank> find(DocId doc) const noexcept;  // O(log df) or better
  double count(Rank rank) const noexcept;
  void add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept;
  void documents(std::vector<DocId>& out) const;

 private:
  std::variant<PostingList, MergedList> list_;
};

// How many of the list's documents are alive. O(min(df, dead) log).
std::uint64_t count_alive(const SegmentView& view, const PostingList& list);

// All documents of the lists, counts added. O(postings), and log where they are few.
MergedList unite(const SegmentView& view, const std::vector<PostingList>& lists);

// Which occurrences count, and for how much.
struct PlaceRule {
  // Empty: every place, with its field's weight, of the aliases only the best. Else "title",
  // "alias", "heading", "body" or an attribute: only places of that field, each start counts 1.
  std::string field;
  FieldWeights weights;
};

struct PhraseWord {
  std::string term;          // exact
  std::uint32_t offset = 0;  // words after the first
};

// Documents in which the words stand side by side, with the weighed number of their starts.
// One word is a phrase too. Cost: the rarest word's postings, and their positions.
MergedList find_phrase(const SegmentView& view, const std::vector<PhraseWord>& words,
                       const PlaceRule& rule, Deadline& deadline);

// The positions where the phrase starts in `doc`, rising; lists are those of `words`.
void phrase_starts(const std::vector<PhraseWord>& words, const std::vector<PostingList>& lists,
                   DocId doc, std::vector<std::uint32_t>& starts);

// The place that holds `position`; null where none does.
const FieldPlace* place_of(const std::vector<FieldPlace>& places, std::uint32_t position) noexcept;

}  // namespace coldopen
