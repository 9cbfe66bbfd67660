#include "query/facet_texts.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>

#include "index/segment/value_counts.hpp"
#include "index/segment/value_order.hpp"

namespace coldopen {
namespace {

// The table of all values is cleared and read through a few times: it is worth that where so many
// times the documents are as many as the values.
constexpr std::uint64_t kValuesADocument = 64;
// So many groups of one count are compared; of more the first are looked for in value_order.
constexpr std::size_t kEqualCompared = 4'096;

}  // namespace

// --- Counting

FacetTexts::FacetTexts(std::vector<Column> columns, std::uint64_t documents)
    : values_(std::move(columns)) {
  if (documents * kValuesADocument < values_.size()) return;
  values_.join();
  counts_.resize(values_.size());
}

void FacetTexts::begin(std::size_t i, bool all_but) {
  column_ = values_.order_of(i);
  begin_ = values_.begin(column_);
  if (!in_table()) return;
  table_ = counts_.data() + begin_;
  step_ = all_but ? ~std::uint32_t{0} : 1;
  if (!all_but) return;
  const TextCounts& all = text_counts(values_.column(column_));
  std::ranges::copy(all.of_value, table_);
  for (const auto& [first, times] : all.too_often) repeated_[begin_ + first] += times;
}

void FacetTexts::count_repeated(std::span<const std::uint32_t> ordinals) {
  values_.keys(column_).for_each_repeated(
      ordinals, room_, [&](std::uint32_t first) { repeated_[begin_ + first] += step_; });
}

FacetTexts::Place FacetTexts::commonest(std::span<Spelling> spellings) const {
  if (spellings.size() == 1) return spellings.front().place;
  const auto text = [&](const Spelling& one) { return values_.value(one.place); };
  std::ranges::sort(spellings, {}, text);
  Place best = spellings.front().place;
  std::uint64_t most = 0;
  for (std::size_t begin = 0, end = 0; begin < spellings.size(); begin = end) {
    std::uint64_t count = 0;
    for (end = begin; end < spellings.size() && text(spellings[end]) == text(spellings[begin]);
         ++end)
      count += spellings[end].count;
    if (count <= most) continue;
    most = count;
    best = spellings[begin].place;
  }
  return best;
}

// --- Few documents

FacetTexts::Groups FacetTexts::sorted_groups() {
  std::ranges::sort(counted_);
  std::vector<Spelling> spellings;
  for (std::size_t i = 0; i < counted_.size(); ++i) {
    if (i == 0 || counted_[i] != counted_[i - 1]) {
      const std::size_t column = values_.column_of(counted_[i]);
      spellings.push_back(
          {values_.group_of(column, counted_[i] - values_.begin(column)), counted_[i], 0});
    }
    ++spellings.back().count;
  }
  std::ranges::sort(spellings, {}, &Spelling::group);
  Groups groups;
  for (std::size_t begin = 0, end = 0; begin < spellings.size(); begin = end) {
    Group& group = groups.emplace_back();
    group.group = spellings[begin].group;
    for (end = begin; end < spellings.size() && spellings[end].group == group.group; ++end)
      group.count += spellings[end].count;
    group.shown = commonest(std::span(spellings).subspan(begin, end - begin));
  }
  for (const auto& [place, times] : repeated_) {
    const std::size_t column = values_.column_of(place);
    const Place of = values_.group_of(column, place - values_.begin(column));
    std::ranges::lower_bound(groups, of, {}, &Group::group)->count -= times;
  }
  return groups;
}

// --- Many documents

void FacetTexts::add_up() {
  totals_ = counts_;
  several_.resize(totals_.size());
  for (std::size_t i = 0; i < values_.column_count(); ++i) {
    const std::vector<Place>* groups = values_.groups(i);
    if (groups == nullptr) continue;
    Place place = values_.begin(i);
    for (const Place group : *groups) {
      if (group != place && totals_[place] != 0) {
        totals_[group] += totals_[place];
        totals_[place] = 0;
        several_[group] = true;
      }
      ++place;
    }
  }
  for (const auto& [place, times] : repeated_) {
    const std::size_t column = values_.column_of(place);
    const std::vector<Place>* groups = values_.groups(column);
    totals_[groups == nullptr ? place : (*groups)[place - values_.begin(column)]] -= times;
  }
}

// The count of the `limit`-th best group; 0 where there are fewer.
std::uint32_t FacetTexts::least_of_best(std::size_t limit) const {
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> best;
  std::uint32_t least = 0;
  for (const std::uint32_t count : totals_) {
    if (count <= least) continue;
    if (best.size() == limit) best.pop();
    best.push(count);
    if (best.size() == limit) least = best.top();
  }
  return least;
}

FacetTexts::Place FacetTexts::shown(Place group) const {
  if (!several_[group]) return group;
  std::vector<Spelling> spellings;
  for (const Place place : values_.members(group))
    if (counts_[place] != 0) spellings.push_back({group, place, counts_[place]});
  return commonest(spellings);
}

// Adds groups among which are the first `needed` of those with this count. A walk through each
// column ends behind so many texts that are shown: what no walk met is shown by a text behind.
void FacetTexts::first_of_equal(std::uint32_t count, std::size_t needed, const Collation& collation,
                                std::vector<Place>& groups) const {
  for (std::size_t i = 0; i < values_.column_count() && needed > 0; ++i) {
    const Place begin = values_.begin(i);
    const std::vector<Place>* of = values_.groups(i);
    std::size_t met = 0;
    for (const std::uint32_t ordinal : value_order(values_.column(i), collation)) {
      const Place place = begin + ordinal;
      const Place group = of == nullptr ? place : (*of)[ordinal];
      if (totals_[group] != count || counts_[place] == 0) continue;
      groups.push_back(group);
      if (values_.value(shown(group)) != values_.value(place)) continue;
      if (++met == needed) break;
    }
  }
}

FacetTexts::Groups FacetTexts::best_of_table(std::size_t limit, const TickedTexts& ticked,
                                             const Collation& collation) {
  add_up();
  std::vector<Place> best;
  if (limit > 0) {
    const std::uint32_t least = least_of_best(limit);
    const auto equal = least == 0 ? 0 : std::ranges::count(totals_, least);
    const bool all = static_cast<std::size_t>(equal) <= kEqualCompared;
    for (Place group = 0; group < totals_.size(); ++group)
      if (totals_[group] > least || (all && least != 0 && totals_[group] == least))
        best.push_back(group);
    if (!all) first_of_equal(least, limit - best.size(), collation, best);
  }
  for (const auto& [key, typed] : ticked)
    if (const auto group = values_.find(key); group && totals_[*group] != 0) best.push_back(*group);
  std::ranges::sort(best);
  const auto repeated = std::ranges::unique(best);
  best.erase(repeated.begin(), repeated.end());
  Groups groups;
  for (const Place group : best)
    groups.push_back({totals_[group], group, shown(group), nullptr, 0});
  return groups;
}

// --- The best

// `groups` rise by their places.
void FacetTexts::tick(Groups& groups, const TickedTexts& ticked) const {
  for (const auto& [key, typed] : ticked) {
    const auto of = values_.find(key);
    const auto found = std::ranges::lower_bound(groups, of.value_or(0), {}, &Group::group);
    if (of && found != groups.end() && found->group == *of) found->ticked = &typed;
  }
}

// Leaves the `limit` best, and those that are ticked, in their order.
void FacetTexts::keep_best(Groups& groups, std::size_t limit, const Collation& collation) const {
  const auto is_dropped = [](const Group& group) { return group.ticked == nullptr; };
  const auto place = [&](std::size_t at) {
    return groups.begin() + static_cast<std::ptrdiff_t>(std::min(at, groups.size()));
  };
  if (limit > 0 && groups.size() > limit) {  // most are told apart by their counts
    std::ranges::nth_element(groups, place(limit - 1), std::greater{}, &Group::count);
    const std::uint32_t least = place(limit - 1)->count;
    std::erase_if(groups,
                  [&](const Group& group) { return group.count < least && is_dropped(group); });
  }
  for (Group& group : groups) group.prefix = collation.prefix(values_.value(group.shown));
  const auto before = [&](const Group& a, const Group& b) {
    if (a.count != b.count) return a.count > b.count;
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return collation.before(values_.value(a.shown), values_.value(b.shown));
  };
  std::ranges::nth_element(groups, place(limit), before);
  groups.erase(std::remove_if(place(limit), groups.end(), is_dropped), groups.end());
  std::ranges::sort(groups, before);
}

std::vector<FacetValue> FacetTexts::values(std::size_t limit, const TickedTexts& ticked,
                                           const Collation& collation) {
  Groups found = in_table() ? best_of_table(limit, ticked, collation) : sorted_groups();
  tick(found, ticked);
  keep_best(found, limit, collation);
  std::vector<FacetValue> values;
  for (const Group& group : found)
    values.push_back({std::string(values_.value(group.shown)), group.count, group.ticked != nullptr,
                      group.ticked != nullptr ? *group.ticked : ""});
  std::vector<FacetValue> nowhere;
  for (const auto& [key, typed] : ticked) {
    const bool counts =
        std::ranges::any_of(found, [&](const Group& group) { return group.ticked == &typed; });
    // As typed: how articles spell it may be what the reader must not see yet.
    if (!counts) nowhere.push_back({typed, 0, true, typed});
  }
  std::ranges::sort(nowhere, [&](const FacetValue& a, const FacetValue& b) {
    return collation.before(a.value, b.value);
  });
  values.insert(values.end(), nowhere.begin(), nowhere.end());
  return values;
}

}  // namespace coldopen
