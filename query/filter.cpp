#include "query/filter.hpp"

#include <algorithm>

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
  Strings keys;
  for (const std::string& text : condition.texts) keys.push_back(analyzer.key(text));
  std::ranges::sort(keys);
  wanted_.resize(column_->value_count());
  for (std::uint32_t ordinal = 0; ordinal < column_->value_count(); ++ordinal)
    wanted_[ordinal] = std::ranges::binary_search(keys, column_->key(ordinal), std::less<>{});
}

bool SegmentFilter::has_value(DocId doc) const noexcept {
  if (!column_) return false;
  const std::uint32_t values = column_->count(doc);
  if (condition_.any_value) return values > 0;
  for (std::uint32_t i = 0; i < values; ++i) {
    if (column_->type() == AttributeType::text) {
      if (!wanted_.empty() && wanted_[column_->ordinal(doc, i)]) return true;
    } else {
      const double number = column_->number(doc, i);
      for (const Condition::Range& range : condition_.ranges)
        if (in_range(number, range)) return true;
    }
  }
  return false;
}

bool SegmentFilter::holds(DocId doc) const noexcept { return has_value(doc) != condition_.negated; }

void SegmentFilter::match(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  bits.clear();
  const DocId first = chunk * kChunkDocs;
  const std::uint32_t size = std::min(documents_ - first, kChunkDocs);
  for (std::uint32_t bit = 0; bit < size; ++bit)
    if (holds(first + bit)) bits.set(bit);
}

void SegmentFilter::restrict(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  const DocId first = chunk * kChunkDocs;
  for (std::uint32_t word = 0; word < bits.words.size(); ++word)
    for (std::uint64_t left = bits.words[word]; left != 0; left &= left - 1)
      if (!holds(first + word * 64 + static_cast<std::uint32_t>(__builtin_ctzll(left))))
        bits.words[word] &= ~(left & (~left + 1));
}

}  // namespace coldopen
