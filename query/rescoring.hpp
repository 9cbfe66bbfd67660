// What the best by words get beside: how near the words stand, and what the article is worth before
// any word is read.
//
//   score  = (class * M + text) + prox + prior + speech, for the scoring.candidates best by
//            class * M + text
//   speech = idf(name) (k1 + 1) s, where a speaker is asked for (`dwight: identity theft`,
//            query/speech.hpp); idf(name): of its words, each once (ResolvedQuery::speaker_idf)
//   s      = the most, over the passages p spoken by the speaker (query/passages.hpp), of
//            idf of what is said and in p / idf of all that is said
//
// Said is every informative element without a minus that a passage can hold (any but those in a
// field other than heading or body) and that is no word of the name, wherever it was typed: each
// once, with the idf of one typing, added in query order. It is in p where its word, one of its
// class or another writing of it stands in p's heading or text. Where nothing is said, s = 0.
//
// All others stay below: none of them is negative. Nothing where the request sorts otherwise or
// where nothing scores.
// Threads  one at a time.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "query/bm25.hpp"
#include "query/elements.hpp"
#include "query/ordering.hpp"
#include "query/passages.hpp"
#include "query/prior.hpp"
#include "query/proximity.hpp"
#include "query/request.hpp"

namespace coldopen {

class Rescoring {
 public:
  Rescoring(const Snapshot& snapshot, const ResolvedQuery& query, const LengthNorms& norms,
            const std::vector<SortKey>& sort);

  // How many of the best it must be given; 0: it changes nothing.
  std::size_t candidates() const noexcept { return candidates_; }

  // Raises the first `candidates` of `ranked`, all of which stand best first, and orders them anew.
  void raise(std::vector<Ranked>& ranked);

  // The parts of a document that was raised.
  void explain(const Ranked& ranked, std::vector<ScorePart>& parts);

 private:
  Proximity& proximity_of(std::size_t segment);
  double speech_points(std::size_t segment, DocId doc);

  const Snapshot& snapshot_;
  const ResolvedQuery& query_;
  const LengthNorms& norms_;
  Prior prior_;
  std::size_t candidates_ = 0;
  std::map<std::size_t, Proximity> proximity_;     // by segment
  std::map<std::size_t, PassageFinder> passages_;  // likewise, where a speaker is asked for
  double speech_max_ = 0;                          // the most that speech adds
};

}  // namespace coldopen
