#include "query/ordering.hpp"

#include <algorithm>
#include <utility>

namespace coldopen {

bool is_by_score(const std::vector<SortKey>& sort) noexcept {
  return sort.empty() || (sort.size() == 1 && sort[0].attribute == "_score" && sort[0].descending);
}

Ordering::Ordering(const Snapshot& snapshot, const std::vector<SortKey>& keys, std::size_t keep,
                   const std::optional<HitPlace>& after)
    : snapshot_(snapshot), keys_(keys), keep_(keep) {
  if (after) after_ = candidate_of({after->segment, after->doc, after->score, false});
}

std::string_view Ordering::id(const Ranked& ranked) const {
  return snapshot_.segments[ranked.segment].segment->documents().id(ranked.doc);
}

Ordering::SortValue Ordering::value_of(std::size_t key, const Ranked& ranked) const {
  const SortKey& sort = keys_[key];
  if (sort.attribute == "_score") return {.missing = false, .number = ranked.score, .text = {}};
  if (sort.attribute == "title") {
    const Documents& documents = snapshot_.segments[ranked.segment].segment->documents();
    return {.missing = false, .number = 0, .text = documents.title(ranked.doc)};
  }
  const std::optional<Column>& column = columns_[key];
  const std::uint32_t count = column ? column->count(ranked.doc) : 0;
  if (count == 0) return {};
  SortValue smallest{.missing = false, .number = 0, .text = {}};
  if (column->type() == AttributeType::text) {
    std::uint32_t ordinal = column->ordinal(ranked.doc, 0);  // ordinals rise with their values
    for (std::uint32_t i = 1; i < count; ++i)
      ordinal = std::min(ordinal, column->ordinal(ranked.doc, i));
    smallest.text = column->value(ordinal);
  } else {
    smallest.number = column->number(ranked.doc, 0);
    for (std::uint32_t i = 1; i < count; ++i)
      smallest.number = std::min(smallest.number, column->number(ranked.doc, i));
  }
  return smallest;
}

bool Ordering::before(const Candidate& a, const Candidate& b) const {
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    const SortValue& left = a.values[key];
    const SortValue& right = b.values[key];
    if (left.missing != right.missing) return right.missing;
    if (left.number != right.number) return (left.number < right.number) != keys_[key].descending;
    if (left.text != right.text) return (left.text < right.text) != keys_[key].descending;
  }
  if (a.ranked.score != b.ranked.score) return a.ranked.score > b.ranked.score;
  return id(a.ranked) < id(b.ranked);
}

Ordering::Candidate Ordering::candidate_of(const Ranked& ranked) {
  if (!keys_.empty() && columns_of_ != ranked.segment) {
    columns_.clear();
    for (const SortKey& key : keys_)
      columns_.push_back(snapshot_.segments[ranked.segment].segment->columns().find(key.attribute));
    columns_of_ = ranked.segment;
  }
  Candidate candidate{ranked, {}};
  for (std::size_t key = 0; key < keys_.size(); ++key)
    candidate.values.push_back(value_of(key, ranked));
  return candidate;
}

bool Ordering::offer(const Ranked& ranked) {
  if (keep_ == 0) return false;
  const bool full = heap_.size() == keep_;
  if (full && keys_.empty() && ranked.score < heap_.front().ranked.score) return true;
  Candidate candidate = candidate_of(ranked);
  if (after_ && !before(*after_, candidate)) return false;
  const auto better = [this](const Candidate& a, const Candidate& b) { return before(a, b); };
  if (full) {
    if (!before(candidate, heap_.front())) return true;
    std::ranges::pop_heap(heap_, better);
    heap_.back() = std::move(candidate);
  } else {
    heap_.push_back(std::move(candidate));
  }
  std::ranges::push_heap(heap_, better);
  return true;
}

std::vector<Ranked> Ordering::take() {
  std::ranges::sort(heap_, [this](const Candidate& a, const Candidate& b) { return before(a, b); });
  std::vector<Ranked> ranked;
  for (const Candidate& candidate : heap_) ranked.push_back(candidate.ranked);
  heap_.clear();
  return ranked;
}

}  // namespace coldopen
