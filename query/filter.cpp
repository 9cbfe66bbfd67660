#include "query/filter.hpp"

#include <algorithm>

#include "index/segment/value_keys.hpp"

namespace coldopen {

bool in_range(double number, const Condition::Range& range) noexcept {
  return (!range.from || number >= *range.from) && (!range.to || number <= *range.to);
}

SegmentFilter::SegmentFilter(const Segment& segment, const Condition& condition,
                             const Analyzer& analyzer)
    : documents_(segment.size()),
      condition_(condition),
      column_(segment.columns().find(condition.attribute)) {
  if (!column_ || column_->type() != AttributeType::text || condition.texts.empty()) return;
  const ValueKeys& keys = value_keys(*column_);
  for (const std::string& text : condition.texts)
    for (const std::uint32_t ordinal : keys.find(*column_, analyzer.key(text)))
      wanted_.push_back(ordinal);
  std::ranges::sort(wanted_);
}

bool SegmentFilter::is_wanted_text(std::uint32_t ordinal) const noexcept {
  return std::ranges::binary_search(wanted_, ordinal);
}

bool SegmentFilter::is_wanted(double number) const noexcept {
  return std::ranges::any_of(condition_.ranges, [number](const Condition::Range& range) {
    return in_range(number, range);
  });
}

bool SegmentFilter::has_value(DocId doc) const noexcept {
  if (!column_) return false;
  const std::uint32_t values = column_->count(doc);
  if (condition_.any_value) return values > 0;
  for (std::uint32_t i = 0; i < values; ++i) {
    if (column_->type() == AttributeType::text) {
      if (is_wanted_text(column_->ordinal(doc, i))) return true;
    } else if (is_wanted(column_->number(doc, i))) {
      return true;
    }
  }
  return false;
}

bool SegmentFilter::holds(DocId doc) const noexcept { return has_value(doc) != condition_.negated; }

// Sets the bits of those that have a value; they begin at document `first` of the chunk.
void SegmentFilter::mark(const ColumnRun& run, DocId first, ChunkBits& bits) const noexcept {
  const auto mark_where = [&](auto&& wanted) {
    for (std::uint32_t i = 0; i + 1 < run.begins.size(); ++i)
      for (std::uint32_t at = run.begins[i]; at < run.begins[i + 1]; ++at)
        if (wanted(at)) bits.set(first + i);
  };
  if (condition_.any_value) return mark_where([](std::uint32_t) { return true; });
  if (column_->type() == AttributeType::text) {
    if (wanted_.empty()) return;
    if (wanted_.size() > 1)
      return mark_where([&](auto at) { return is_wanted_text(run.values[at]); });
    mark_where([&, only = wanted_[0]](std::uint32_t at) { return run.values[at] == only; });
  } else if (run.numbers.empty()) {
    mark_where([&](std::uint32_t at) { return is_wanted(unzigzag(run.values[at])); });
  } else {
    mark_where([&](std::uint32_t at) { return is_wanted(run.numbers[at]); });
  }
}

void SegmentFilter::match(std::uint32_t chunk, ChunkBits& bits) const {
  bits.clear();
  const DocId begin = chunk * kChunkDocs;
  const std::uint32_t size = std::min(documents_ - begin, kChunkDocs);
  ColumnRun run;
  const bool some =
      column_ && (condition_.any_value || !wanted_.empty() || !condition_.ranges.empty());
  for (std::uint32_t at = 0; some && at < size; at += kRun) {
    column_->read(begin + at, std::min(size - at, kRun), run);
    mark(run, at, bits);
  }
  if (!condition_.negated) return;
  for (std::uint32_t word = 0; word * 64 < size; ++word) bits.words[word] = ~bits.words[word];
  if (size % 64 != 0) bits.words[size / 64] &= (std::uint64_t{1} << (size % 64)) - 1;
}

void SegmentFilter::restrict(std::uint32_t chunk, ChunkBits& bits) const {
  const DocId first = chunk * kChunkDocs;
  if (bits.count() > std::min(documents_ - first, kChunkDocs) / kRunsADocument) {
    ChunkBits all;
    match(chunk, all);
    for (std::size_t word = 0; word < bits.words.size(); ++word)
      bits.words[word] &= all.words[word];
    return;
  }
  for_each_bit(bits, [&](std::uint32_t bit) {
    if (!holds(first + bit)) bits.reset(bit);
  });
}

}  // namespace coldopen
