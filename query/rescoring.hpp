// What the best by words get beside: how near the words stand, and what the article is worth before
// any word is read.
//
//   score = (class * M + text) + prox + prior + speech, for the scoring.candidates best by
//           class * M + text
//   speech = idf of the speaker's name (k1 + 1) s, where one is asked for (`dwight: identity
//   theft`) s      = of the idf of what is said, the most that a passage spoken by the speaker has
//
// All others stay below: both are never negative. Nothing where the request sorts otherwise or
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
  double said_idf_ = 0;                            // of all that is said
};

}  // namespace coldopen
