// What may have been meant where no name begins as typed: the nearest words of titles and aliases
// in the place of one that was typed.
//
//   letters     edits           words with digits, signs of CJK and shorter ones: none
//   4 to 7      1               micheal s -> michael s, rain w -> rainn w
//   8 and more  2
// A word that stands in names is replaced only where all words do (rain w); of two that stand in
// none, neither. Of each word the best by distance, then by how many names hold it. The last word
// may be half typed: then the nearest beginnings count. Cost     a walk over the near words of
// names, for each word, segment and field
//          (index/segment/near_terms).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/typed_name.hpp"

namespace coldopen {

struct NearForm {
  TypedForm form;
  std::size_t distance = 0;  // at least 1
};

// For the first form of what was typed. The nearest first.
std::vector<NearForm> near_forms(const Snapshot& snapshot, const TypedName& typed);

}  // namespace coldopen
