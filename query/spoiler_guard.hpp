// The index as a reader may see it who is so far in a story: what lies ahead does not exist.
//
// A guarded snapshot is a snapshot like any other, so that nothing that searches one can forget the
// guard: hits, totals, facets, suggestions, corrections, answers and explanations are all made from
// it. In it are dead
//   what lies ahead (query/story_place.hpp),
//   what has no place: it stands again in a segment beside, with title, kind and who plays it alone
//   (Hit::guarded), and with those of its passages that have a place behind the reader (the setting
//   spoiler.unplaced may show it whole, or not at all), and
//   what has passages ahead: it stands again without them.
// Its types are those of attributes that somebody alive has, so no message names another.
//
// Cost     once a segment: its articles without a place, indexed by these few words (some 30 us
//          each), and the passages of those that hold a code; once a place: O(documents), and
//          articles of which a part is hidden are indexed anew. The last places asked are kept with
//          the snapshot.
// Threads  any number at once.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "index/live/snapshot.hpp"

namespace coldopen {

// `seen` as query/story_place.hpp reads it; empty: `snapshot` itself.
// Errors: Error(invalid_argument, "seen").
Shared<Snapshot> guarded(const Shared<Snapshot>& snapshot, std::string_view seen);

// All that a snapshot tells of the living article of this id, as indexed: its passages are cut, its
// body is empty. A look-up a segment.
std::optional<Article> article_of(const Snapshot& snapshot, std::string_view id);

}  // namespace coldopen
