// True scores of documents of one segment: every part of every element, in query order.
//
//   text(d) = (float) sum over parts of  w * (F / (F + K))
//
// in double, rounded once at the end, so that a score does not depend on segments, on what else
// matches, or on the way a list is read. One function sums, for hits and for explain alike.
#pragma once

#include <cstdint>
#include <vector>

#include "query/bm25.hpp"
#include "query/elements.hpp"

namespace coldopen {

class ExactScorer {
 public:
  // `matches` is how many documents will be asked for: it decides how lists are read.
  ExactScorer(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query,
              const LengthNorms& norms, std::uint64_t matches);

  // Documents must come rising.
  float score(DocId doc);
  // The same sum, with its parts put into `parts`.
  float explain(DocId doc, std::vector<ScorePart>& parts);

 private:
  // One part's list, read either by asking for each document or by walking along its documents,
  // whatever is cheaper.
  struct Reader {
    const Element* element = nullptr;
    const ElementPart* part = nullptr;
    const ElementList* list = nullptr;
    const ElementList* except = nullptr;  // its documents do not count
    bool walks = false;
    std::vector<DocId> documents;
    std::vector<Rank> ranks;  // empty: a document's place
    std::size_t at = 0;
    std::optional<Rank> find(DocId doc) noexcept;
  };

  template <class Visit>  // void(const Reader&, count, points)
  double sum(DocId doc, Visit&& visit);

  const Segment& segment_;
  const LengthNorms& norms_;
  double k1_;
  std::vector<Reader> readers_;
};

}  // namespace coldopen
