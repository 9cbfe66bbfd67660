#include "index/segment/value_counts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "index/segment/value_keys.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kRun = 4'096;

// Calls visit(run, begin, end) for each document: its values are those [begin, end) of the run.
template <class Visit>
void for_each_document(const Column& column, Visit&& visit) {
  ColumnRun run;
  for (DocId first = 0; first < column.document_count(); first += kRun) {
    const std::uint32_t n = std::min(column.document_count() - first, kRun);
    column.read(first, n, run);
    for (std::uint32_t i = 0; i < n; ++i) visit(run, run.begins[i], run.begins[i + 1]);
  }
}

TextCounts count_texts(const Column& column) {
  const ValueKeys& keys = value_keys(column);
  TextCounts counts;
  counts.of_value.resize(column.value_count());
  std::map<std::uint32_t, std::uint32_t> too_often;
  std::vector<std::uint32_t> room;
  for_each_document(column, [&](const ColumnRun& run, std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t at = begin; at < end; ++at) ++counts.of_value[run.values[at]];
    keys.for_each_repeated(std::span(run.values).subspan(begin, end - begin), room,
                           [&](std::uint32_t first) { ++too_often[first]; });
  });
  counts.too_often.assign(too_often.begin(), too_often.end());
  return counts;
}

NumberCounts count_numbers(const Column& column) {
  std::map<double, std::uint32_t> counts;
  std::vector<double> shown;  // of one document
  for_each_document(column, [&](const ColumnRun& run, std::uint32_t begin, std::uint32_t end) {
    shown.clear();
    for (std::uint32_t at = begin; at < end; ++at)
      shown.push_back(shown_number(column.type(), run.number(at)));
    std::ranges::sort(shown);
    const auto repeated = std::ranges::unique(shown);
    for (auto at = shown.begin(); at != repeated.begin(); ++at) ++counts[*at];
  });
  return {counts.begin(), counts.end()};
}

}  // namespace

double shown_number(AttributeType type, double number) {
  if (!std::isfinite(number)) return 0;  // of damaged bytes alone
  if (type != AttributeType::date) return number;
  constexpr double kDaysMax = 4e6;  // more than ten thousand years either way
  return date_of_days(static_cast<std::int32_t>(std::clamp(number, -kDaysMax, kDaysMax))).year;
}

const TextCounts& text_counts(const Column& column) {
  return column.tables().of_counts.get<TextCounts>([&] { return count_texts(column); });
}

const NumberCounts& number_counts(const Column& column) {
  return column.tables().of_counts.get<NumberCounts>([&] { return count_numbers(column); });
}

}  // namespace coldopen
