// True scores of documents of one segment: every part of every element, in query order.
//
//   text(d) = (float) sum over parts of  w * (F / (F + K))
//
// in double, rounded once at the end, so that a score does not depend on segments, on what else
// matches, or on which documents are asked for at once. One function finds the counts, for hits and
// for explain alike.
// Cost: some 10 ns a document and list that has it, documents of one chunk asked for together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "query/bm25.hpp"
#include "query/elements.hpp"
#include "query/scored_list.hpp"
#include "query/workspace.hpp"

namespace coldopen {

class ExactScorer {
 public:
  // Valid until the workspace is reset; what it refers to must outlive it. O(lists).
  ExactScorer(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query,
              const LengthNorms& norms, Workspace& workspace);

  // The scores of `docs`, which rise, one after the other.
  void score(std::span<const DocId> docs, std::span<float> scores);
  // The same sum of one document, with its parts put into `parts`.
  float explain(DocId doc, std::vector<ScorePart>& parts);

 private:
  struct Reader {
    const Element* element = nullptr;
    const ElementPart* part = nullptr;
    const ElementList* list = nullptr;
    ScoredList stored;                    // of `list`, if it has one
    const ElementList* except = nullptr;  // its documents do not count
    ScoredList except_stored;
  };

  void open(std::span<const DocId> docs);
  template <class Visit>  // void(const Reader&, place in docs, count, K)
  void visit_counts(Visit&& visit);
  void count(const Reader& reader);
  void count_in(const ElementList& list, const ScoredList& stored, std::span<double> counts);
  void count_in(const ScoredList& list, std::span<double> counts);
  void count_in(const MergedList& list, std::span<double> counts) const;

  // Documents of a chunk that are looked at together: what is told of them stays in the cache.
  static constexpr std::size_t kTogether = 8'192;

  const Snapshot& snapshot_;
  const Segment& segment_;
  const LengthNorms& norms_;
  double k1_;
  Workspace& workspace_;
  std::vector<Reader> readers_;

  std::span<const DocId> docs_;  // of one chunk
  // With room for `room_` of them.
  std::size_t room_ = 0;
  std::span<std::uint16_t> low_, at_, ranks_;
  std::span<double> counts_, refused_, found_, norms_of_, sums_;
};

}  // namespace coldopen
