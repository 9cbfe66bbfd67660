// One hit of the matches that stand for one article (query/alike).
//
// Of the matches of a group stay
//   of near-duplicates   the best of each kind of exact name (DocClass title, bare_title, alias)
//                        that they are called by; of others the best
//   of `distinct`        the best of the language asked for, else of the index's, else of all
// and whatever is pinned. The best is the first in the order of a search over the matches that have
// a double. All others are no hits: not in totals, facets and pages.
// First the near-duplicates (unless SearchRequest::fold is off), then of what stays `distinct`.
//
// Cost     nothing where the index has no groups; one look at each member of a group; where several
//          of a group match, a score for each of these.
// Threads  one at a time.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "query/alike.hpp"
#include "query/bm25.hpp"
#include "query/deadline.hpp"
#include "query/ordering.hpp"
#include "query/plan.hpp"
#include "query/request.hpp"
#include "query/rescoring.hpp"
#include "query/workspace.hpp"

namespace coldopen {

// By segment, a ChunkBits a chunk.
using MatchBits = std::vector<std::vector<ChunkBits>>;

class Folding {
 public:
  // What it is given must outlive it.
  Folding(const Snapshot& snapshot, const SearchRequest& request, Matches& matches,
          const LengthNorms& norms, Rescoring& rescoring, Deadline& deadline, Workspace& workspace);

  // The hits of the matches, and their totals, become those that stay.
  void fold_hits();
  // The same for other documents that the query's text matches.
  void fold(MatchBits& bits);
  bool folds() const noexcept { return folds_; }  // the index has groups

  // The ids of those that are folded under a hit, the best first.
  Strings similar(std::size_t segment, DocId doc) const;

 private:
  using Member = Folds::Member;
  using Dropped = std::map<Member, std::vector<Member>>;  // by the hit that they are folded under

  void fold(const Folds& folds, bool distinct, MatchBits& bits, Dropped* dropped);
  std::vector<Ranked> ranked(const MatchBits& bits, std::size_t count);
  std::vector<Member> staying(const std::vector<Member>& group, bool distinct) const;

  const Snapshot& snapshot_;
  const SearchRequest& request_;
  Matches& matches_;
  const LengthNorms& norms_;
  Rescoring& rescoring_;
  Deadline& deadline_;
  Workspace& workspace_;
  bool folds_ = false;
  Dropped dropped_;  // of the hits
};

}  // namespace coldopen
