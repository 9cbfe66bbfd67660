#include "query/facet_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "index/segment/value_counts.hpp"
#include "query/filter.hpp"

namespace coldopen {
namespace {

std::string number_text(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return {text, end};
}

}  // namespace

void FacetNumbers::begin(const Column& column, bool all_but) {
  step_ = all_but ? -1 : 1;
  if (!all_but) return;
  for (const auto& [number, documents] : number_counts(column)) {
    const auto times = static_cast<std::int32_t>(documents);
    if (type_ == AttributeType::date) {  // a year already
      others_.emplace_back(number, times);
    } else {
      add(number, times);
    }
  }
}

void FacetNumbers::add(double number, std::int32_t times) {
  const double place = number - first_tallied();
  if (place >= 0 && place < kTallied && place == std::floor(place)) {
    const auto at = static_cast<std::size_t>(place);
    if (at >= tallies_.size()) tallies_.resize(std::max(at + 1, tallies_.size() * 2));
    tallies_[at] += times;
  } else {
    others_.emplace_back(shown_number(type_, number), times);
  }
}

void FacetNumbers::count_several(const ColumnRun& run, std::uint32_t from, std::uint32_t to) {
  several_.clear();
  for (std::uint32_t i = from; i < to; ++i)
    several_.push_back(std::isfinite(run.number(i)) ? run.number(i) : 0);
  std::ranges::sort(several_);
  for (std::size_t i = 0; i < several_.size(); ++i) {
    const auto shown = [&](std::size_t at) { return shown_number(type_, several_[at]); };
    if (i == 0 || shown(i) != shown(i - 1)) add(several_[i], step_);  // two days of one year
  }
}

bool FacetNumbers::is_ticked(double number, const std::vector<Condition::Range>& ticked) const {
  return std::ranges::any_of(ticked, [&](const Condition::Range& range) {
    if (type_ != AttributeType::date) return in_range(number, range);
    return (!range.from || number >= shown_number(type_, *range.from)) &&
           (!range.to || number <= shown_number(type_, *range.to));
  });
}

std::vector<FacetValue> FacetNumbers::values(std::size_t limit,
                                             const std::vector<Condition::Range>& ticked) const {
  struct Counted {
    double number;
    std::int64_t count;
    bool shown_anyway;
  };
  std::vector<Counted> all;
  for (const auto& [number, times] : others_) all.push_back({number, times, false});
  for (std::size_t i = 0; i < tallies_.size(); ++i)
    if (tallies_[i] != 0)
      all.push_back(
          {shown_number(type_, static_cast<double>(i) + first_tallied()), tallies_[i], false});
  for (const Condition::Range& range : ticked) {  // single values, also those in no match
    if (!range.from || !range.to) continue;
    const double from = shown_number(type_, *range.from);
    if (from == shown_number(type_, *range.to)) all.push_back({from, 0, true});
  }
  std::ranges::sort(all, {}, &Counted::number);
  std::vector<FacetValue> values;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    Counted sum = all[begin];
    for (end = begin + 1; end < all.size() && all[end].number == sum.number; ++end) {
      sum.count += all[end].count;
      sum.shown_anyway = sum.shown_anyway || all[end].shown_anyway;
    }
    if (sum.count <= 0) {  // below 0 by wrong bytes only
      if (!sum.shown_anyway) continue;
      sum.count = 0;
    }
    const bool selected = is_ticked(sum.number, ticked);
    if (values.size() >= limit && !selected) continue;
    const bool is_boolean = type_ == AttributeType::boolean;
    values.push_back({is_boolean ? (sum.number != 0 ? "true" : "false") : number_text(sum.number),
                      static_cast<std::uint64_t>(sum.count), selected});
  }
  return values;
}

}  // namespace coldopen
