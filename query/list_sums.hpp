// Lists of one segment added up: into one list of living documents, each with the sum of its
// counts.
//
// Cost: where lists are long, a chunk of 65,536 documents at a time, some 3 ns a posting; where
// they are short, they are sorted.
#pragma once

#include <vector>

#include "index/live/snapshot.hpp"
#include "query/merged_list.hpp"

namespace coldopen {

// All documents of the lists, counts added.
MergedList unite(const SegmentView& view, const std::vector<PostingList>& lists);

// A list that is added to a first one, each count times `factor`.
struct Addend {
  const ElementList* list = nullptr;
  double factor = 1;
  std::vector<const ElementList*> except;  // documents of these lists are left out
};

// `first` and the addends as one list. Each sum is first + addend + addend ..., in this order.
// Where the addends are small beside a stored `first`, only they are added up.
ElementList add_up(const SegmentView& view, const ElementList& first,
                   const std::vector<Addend>& addends);

// The documents of `list` that `except` has not, with their counts. O(postings).
MergedList without(const ElementList& list, const ElementList& except);

// Documents that stand in at least one of the lists; every count is 1.
MergedList any_of(const SegmentView& view, const std::vector<const ElementList*>& lists);

}  // namespace coldopen
