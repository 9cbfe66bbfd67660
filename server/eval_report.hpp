// What `coldopen eval` found out, and how it is told: for people and as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/metrics.hpp"
#include "server/reports.hpp"

namespace coldopen {

struct FailedCase {
  std::string id, q, behaviour;  // q: what was asked, also the article of related_to
  std::string reason;            // what should be and what is
};

struct CaseCount {
  std::string behaviour;  // empty: cases without one
  std::uint64_t cases = 0, hold = 0;
};

// One system over all queries.
struct Evaluation {
  std::string target;                   // a data directory, files, or a run
  std::uint64_t queries = 0;            // all that were asked
  std::uint64_t zero_hits = 0;          // of them, those that found nothing
  std::uint64_t absent = 0;             // judged relevant, but not in the index
  std::vector<std::string> ids;         // of the judged queries, in their order
  std::vector<QueryMeasures> measures;  // of the judged queries
  std::vector<CaseCount> counts;        // by behaviour, in the order of the file
  std::vector<FailedCase> failed;
  std::vector<double> milliseconds;  // of each ranking; none of a run

  std::uint64_t cases() const noexcept;
  std::uint64_t cases_that_hold() const noexcept;
  double zero_hit_rate() const noexcept;
};

struct ComparedEvaluation {
  Evaluation other;
  std::array<Comparison, kMeasures> measures;  // this minus the other
};

ComparedEvaluation compare_evaluations(const Evaluation& evaluation, Evaluation other);

std::string evaluation_text(const Evaluation& evaluation,
                            const std::optional<ComparedEvaluation>& compared,
                            std::size_t failures_shown);
std::string evaluation_json(const Evaluation& evaluation,
                            const std::optional<ComparedEvaluation>& compared);

}  // namespace coldopen
