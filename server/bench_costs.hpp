// Where the time of a query log goes: thread-CPU time by stage and by kind of query.
//
// Of a stage two things: its mean, and what it takes of the slowest hundredth of all searches; so
// what makes most searches dear and what makes some very dear both show.
// Threads  one Costs a thread; `add` joins them.
#pragma once

#include <string>
#include <vector>

#include "query/stage_clock.hpp"
#include "server/reports.hpp"

namespace coldopen {

class SearchCosts {
 public:
  void add(std::size_t query, const StageClock& clock);
  void add(SearchCosts&& other);

  std::vector<StageCost> by_stage() const;
  // `kinds` by query; in the order of their first appearance.
  std::vector<KindCost> by_kind(const Strings& kinds) const;

 private:
  struct Search {
    std::size_t query = 0;
    double total = 0;  // microseconds
    std::array<float, kStages> stages{};
  };
  std::vector<Search> searches_;
};

std::string costs_text(const std::vector<StageCost>& stages, const std::vector<KindCost>& kinds);

}  // namespace coldopen
