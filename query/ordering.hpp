// The best of all matches in their final order: sort keys, then score, then article id.
//
// Missing values come last, whichever way a key is turned; of several values the smallest counts.
// Texts and titles compare by bytes. The order is total, so any page of it is repeatable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"
#include "query/request.hpp"

namespace coldopen {

struct Ranked {
  std::size_t segment = 0;
  DocId doc = 0;
  double score = 0;
  bool raised = false;  // the score holds more than class and words (query/rescoring.hpp)
};

// The order is that of a search without sort keys: the best first, by their score.
bool is_by_score(const std::vector<SortKey>& sort) noexcept;

class Ordering {
 public:
  // Keeps the `keep` best of what it is offered, of those that come after `after`.
  Ordering(const Snapshot& snapshot, const std::vector<SortKey>& keys, std::size_t keep,
           const std::optional<HitPlace>& after = std::nullopt);

  // False: it does not come after `after`.
  // O(log keep), and nothing where the score alone is too low. Cheapest where segments rise.
  bool offer(const Ranked& candidate);
  std::vector<Ranked> take();  // best first

 private:
  struct SortValue {
    bool missing = true;
    double number = 0;
    std::string_view text;
  };
  struct Candidate {
    Ranked ranked;
    std::vector<SortValue> values;
  };

  Candidate candidate_of(const Ranked& ranked);
  SortValue value_of(std::size_t key, const Ranked& ranked) const;
  bool before(const Candidate& a, const Candidate& b) const;
  std::string_view id(const Ranked& ranked) const;

  const Snapshot& snapshot_;
  const std::vector<SortKey>& keys_;
  std::size_t keep_;
  std::vector<Candidate> heap_;                 // the worst on top
  std::vector<std::optional<Column>> columns_;  // of the keys, in segment columns_of_
  std::optional<std::size_t> columns_of_;
  std::optional<Candidate> after_;
};

}  // namespace coldopen
