// The seam between a query's logic and the documents of one segment: all matches of one chunk at a
// time, as bits. A virtual call stands at the border of a chunk, never before a document.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "index/segment/postings.hpp"
#include "query/elements.hpp"
#include "query/filter.hpp"

namespace coldopen {

class Matcher {
 public:
  virtual ~Matcher() = default;
  // Replaces `bits` by the matches of the chunk, dead documents included; no bit beyond the
  // segment's size is set.
  virtual void match(std::uint32_t chunk, ChunkBits& bits) const = 0;

  // What the others are built of; each may be cheaper than a match of its own.
  // How many documents of the chunk match at most: who has few leads, who has none ends the chunk.
  virtual std::uint32_t most(std::uint32_t chunk) const;
  virtual void add_to(std::uint32_t chunk, ChunkBits& bits) const;    // sets bits of matches
  virtual void restrict(std::uint32_t chunk, ChunkBits& bits) const;  // clears bits of all others
};

using MatcherPtr = std::unique_ptr<const Matcher>;
using Matchers = std::vector<MatcherPtr>;

// `documents` is the segment's size. Lists must outlive their matcher.
MatcherPtr match_everything(std::uint32_t documents);
MatcherPtr match_nothing();
MatcherPtr match_list(const ElementList& list);
MatcherPtr match_filter(SegmentFilter filter);
MatcherPtr match_all_of(Matchers children, std::uint32_t documents);  // none: everything
MatcherPtr match_any_of(Matchers children);                           // none: nothing
MatcherPtr match_none_of(Matchers children, std::uint32_t documents);

// Documents whose elements weigh at least `threshold` together, one of them informative.
struct WeighedList {
  const ElementList* list = nullptr;
  double weight = 0;
  bool informative = true;
};
MatcherPtr match_share(std::vector<WeighedList> lists, double threshold);

// The tree of a query with operators.
MatcherPtr match_tree(const MatchNode& node, const ResolvedQuery& query, const Segment& segment,
                      std::size_t segment_index, const Analyzer& analyzer);

}  // namespace coldopen
