// The numbers of one attribute, counted: numbers, years of dates and booleans, rising.
//
// Cost  some ns a document where they are whole numbers up to 131,072 or days of 1870 to 2228;
//       others are sorted.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "index/segment/columns.hpp"
#include "query/request.hpp"

namespace coldopen {

class FacetNumbers {
 public:
  explicit FacetNumbers(AttributeType type) : type_(type) {}

  // All that is counted from now on lies in this column of that type; with `all_but` all documents
  // of its segment count but those.
  void begin(const Column& column, bool all_but);
  // The values [from, to) of the run: those of one document.
  void count(const ColumnRun& run, std::uint32_t from, std::uint32_t to) {
    if (to - from == 1) {
      add(run.number(from), step_);
    } else if (to - from > 1) {
      count_several(run, from, to);
    }
  }

  // The first `limit` and all that are ticked.
  std::vector<FacetValue> values(std::size_t limit,
                                 const std::vector<Condition::Range>& ticked) const;

 private:
  static constexpr std::uint32_t kTallied = 1U << 17;  // seasons, numbers; days of 359 years
  static constexpr double kDaysBefore1970 = 36'525;    // of a century
  double first_tallied() const { return type_ == AttributeType::date ? -kDaysBefore1970 : 0; }

  void add(double number, std::int32_t times);
  void count_several(const ColumnRun& run, std::uint32_t from, std::uint32_t to);
  bool is_ticked(double number, const std::vector<Condition::Range>& ticked) const;

  AttributeType type_;
  std::int32_t step_ = 1;
  std::vector<std::int32_t> tallies_;                    // of whole numbers from first_tallied()
  std::vector<std::pair<double, std::int32_t>> others_;  // as they are shown, in any order
  std::vector<double> several_;                          // of one document
};

}  // namespace coldopen
