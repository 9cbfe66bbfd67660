#include "query/facet_texts.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace coldopen {
namespace {

// A table of all values is cleared and read through: worth it where so many times its size count.
constexpr std::uint64_t kValuesADocument = 4;
// Beginnings of so many collation keys are made for one answer; of more once and for all.
constexpr std::size_t kPrefixesAnAnswer = 512;

using Prefixes = std::vector<std::uint64_t>;  // by ordinal

const Prefixes& prefixes_of(const Column& column, const Collation& collation) {
  return column.tables().of_order.get<Prefixes>([&] {
    Prefixes prefixes;
    for (std::uint32_t ordinal = 0; ordinal < column.value_count(); ++ordinal)
      prefixes.push_back(collation.prefix(column.value(ordinal)));
    return prefixes;
  });
}

}  // namespace

std::string_view FacetTexts::value(const Counted& one) const {
  return columns_[one.segment].value(one.ordinal);
}

// --- Counting

void FacetTexts::begin(const Column& column, std::uint64_t documents) {
  end_segment();
  columns_.push_back(column);
  keys_ = &value_keys(column);
  in_table_ = documents * kValuesADocument >= column.value_count();
  table_.assign(in_table_ ? column.value_count() : 0, 0);
}

void FacetTexts::count(std::span<const std::uint32_t> ordinals) {
  if (in_table_) {
    for (const std::uint32_t ordinal : ordinals) ++table_[ordinal];
  } else {
    ordinals_.insert(ordinals_.end(), ordinals.begin(), ordinals.end());
  }
  if (ordinals.size() < 2 || !keys_->some_share()) return;
  firsts_.clear();
  for (const std::uint32_t ordinal : ordinals)
    if (keys_->shares(ordinal)) firsts_.push_back(keys_->first(ordinal));
  std::ranges::sort(firsts_);
  for (std::size_t i = 1; i < firsts_.size(); ++i)
    if (firsts_[i] == firsts_[i - 1])
      ++twice_[{static_cast<std::uint32_t>(columns_.size() - 1), firsts_[i]}];
}

void FacetTexts::end_segment() {
  if (columns_.empty()) return;
  const auto segment = static_cast<std::uint32_t>(columns_.size() - 1);
  for (std::uint32_t ordinal = 0; ordinal < table_.size(); ++ordinal)
    if (table_[ordinal] != 0) counted_.push_back({segment, ordinal, table_[ordinal]});
  std::ranges::sort(ordinals_);
  for (std::size_t i = 0; i < ordinals_.size(); ++i) {
    if (i == 0 || ordinals_[i] != ordinals_[i - 1]) counted_.push_back({segment, ordinals_[i], 0});
    ++counted_.back().count;
  }
  table_.clear();
  ordinals_.clear();
}

// --- Spellings to values

FacetTexts::Groups FacetTexts::groups_of_one_segment() {
  const ValueKeys& keys = value_keys(columns_[counted_.front().segment]);
  Groups groups;
  groups.reserve(counted_.size());
  std::unordered_map<std::uint32_t, std::size_t> of_first;  // of keys that have several spellings
  for (const Counted& one : counted_) {
    if (!keys.shares(one.ordinal)) {
      groups.push_back({one.count, one, nullptr, 0});
      continue;
    }
    const auto at = of_first.try_emplace(keys.first(one.ordinal), groups.size()).first;
    if (at->second == groups.size()) groups.emplace_back();
    Group& group = groups[at->second];
    group.count += one.count;
    if (one.count > group.shown.count) group.shown = one;  // ordinals rise with their bytes
  }
  for (const auto& [place, times] : twice_) groups[of_first.at(place.second)].count -= times;
  return groups;
}

FacetTexts::Groups FacetTexts::groups_of_keys() {
  Groups groups;
  std::unordered_map<std::string_view, std::size_t, KeyHash, KeyEqual> of_key;
  of_key.reserve(counted_.size());
  std::vector<std::size_t> group_of;
  for (const Counted& one : counted_) {
    const std::string_view key = columns_[one.segment].key(one.ordinal);
    group_of.push_back(of_key.try_emplace(key, groups.size()).first->second);
    if (group_of.back() == groups.size()) groups.push_back({0, one, nullptr, 0});
    groups[group_of.back()].count += one.count;
  }
  for (const auto& [place, times] : twice_)
    groups[of_key.at(columns_[place.first].key(place.second))].count -= times;
  choose_spellings(groups, group_of);
  return groups;
}

// Where the texts of a group differ: each counts in all segments together.
void FacetTexts::choose_spellings(Groups& groups, const std::vector<std::size_t>& group_of) const {
  std::vector<bool> differ(groups.size());
  for (std::size_t i = 0; i < counted_.size(); ++i)
    if (value(counted_[i]) != value(groups[group_of[i]].shown)) differ[group_of[i]] = true;
  std::map<std::pair<std::size_t, std::string_view>, Counted> spellings;
  for (std::size_t i = 0; i < counted_.size(); ++i) {
    if (!differ[group_of[i]]) continue;
    Counted& spelling = spellings
                            .try_emplace({group_of[i], value(counted_[i])}, counted_[i].segment,
                                         counted_[i].ordinal)
                            .first->second;
    spelling.count += counted_[i].count;
    groups[group_of[i]].shown.count = 0;
  }
  for (const auto& [place, spelling] : spellings) {  // rising by bytes
    Counted& shown = groups[place.first].shown;
    if (spelling.count > shown.count) shown = spelling;
  }
}

FacetTexts::Groups FacetTexts::groups() {
  end_segment();
  if (counted_.empty()) return {};
  const bool one_segment = counted_.front().segment == counted_.back().segment;
  return one_segment ? groups_of_one_segment() : groups_of_keys();
}

// --- The best

void FacetTexts::tick(Groups& groups, const TickedTexts& ticked) const {
  if (ticked.empty()) return;
  for (Group& group : groups) {
    const auto found =
        ticked.find(tight_key(columns_[group.shown.segment].key(group.shown.ordinal)));
    if (found != ticked.end()) group.ticked = &found->second;
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
    const std::uint64_t least = place(limit - 1)->count;
    std::erase_if(groups,
                  [&](const Group& group) { return group.count < least && is_dropped(group); });
  }
  const bool many = groups.size() > kPrefixesAnAnswer;
  for (Group& group : groups)
    group.prefix = many ? prefixes_of(columns_[group.shown.segment], collation)[group.shown.ordinal]
                        : collation.prefix(value(group.shown));
  const auto before = [&](const Group& a, const Group& b) {
    if (a.count != b.count) return a.count > b.count;
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return collation.before(value(a.shown), value(b.shown));
  };
  std::ranges::nth_element(groups, place(limit), before);
  groups.erase(std::remove_if(place(limit), groups.end(), is_dropped), groups.end());
  std::ranges::sort(groups, before);
}

std::vector<FacetValue> FacetTexts::values(std::size_t limit, const TickedTexts& ticked,
                                           const Collation& collation) {
  Groups found = groups();
  tick(found, ticked);
  keep_best(found, limit, collation);
  std::vector<FacetValue> values;
  for (const Group& group : found)
    values.push_back({std::string(value(group.shown)), group.count, group.ticked != nullptr,
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
