// What an article is worth before any word is read: more where many others link to it.
//
//   prior = w_prior * L^e / (half^e + L^e)          (scoring.w_prior, prior_half, prior_exponent)
//   L = the attribute `importance` where it is a number of at least 0; else how many other living
//       articles have a link (attribute `links`) whose key is one of the keys of its title
//
// Shape: CirrusSearch's satu. Neither links nor importance in the index: no cost.
// Threads  as the snapshot, which it must not outlive: any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"

namespace coldopen {

class Prior {
 public:
  explicit Prior(const Snapshot& snapshot);  // O(segments)

  bool counts() const noexcept { return counts_; }  // it can be more than 0

  // From 0 to w_prior. Analyses the title and looks it up in every segment: for candidates, not
  // for all matches.
  double points(std::size_t segment, DocId doc) const;

  // The same as a part of the score; none where it counts nothing.
  std::optional<ScorePart> explain(std::size_t segment, DocId doc) const;

 private:
  struct Weight {
    double links = 0;       // L
    bool is_given = false;  // by `importance`
  };
  std::optional<double> importance(std::size_t segment, DocId doc) const noexcept;
  Weight weight(std::size_t segment, DocId doc) const;
  double points_of(const Weight& weight) const noexcept;

  const Snapshot& snapshot_;
  std::vector<std::optional<Column>> importance_;  // by segment; none: nobody has it there
  bool links_ = false;                             // some article links to something
  bool counts_ = false;                            // it can be more than 0
};

}  // namespace coldopen
