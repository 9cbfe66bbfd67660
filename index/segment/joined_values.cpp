#include "index/segment/joined_values.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {

JoinedValues::JoinedValues(std::vector<Column> columns) : order_of_(columns.size()) {
  std::vector<std::size_t> order(columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const std::uint32_t values_of_a = columns[a].value_count();
    const std::uint32_t values_of_b = columns[b].value_count();
    if (values_of_a != values_of_b) return values_of_a > values_of_b;
    return columns[a].identity().owner_before(columns[b].identity());
  });
  std::uint64_t values = 0;
  begins_.push_back(0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    order_of_[order[i]] = i;
    Column& column = columns[order[i]];
    values += column.value_count();
    ensure(values < std::numeric_limits<Place>::max(), "an index has below four billion values");
    begins_.push_back(static_cast<Place>(values));
    keys_.push_back(&value_keys(column));
    columns_.push_back(std::move(column));
  }
  groups_.resize(columns_.size());
}

std::size_t JoinedValues::column_of(Place place) const noexcept {
  const auto behind = std::ranges::upper_bound(begins_, place);
  return static_cast<std::size_t>(behind - begins_.begin()) - 1;
}

std::string_view JoinedValues::value(Place place) const noexcept {
  const std::size_t i = column_of(place);
  return columns_[i].value(place - begins_[i]);
}

std::optional<JoinedValues::Place> JoinedValues::find_before(std::size_t columns,
                                                             std::string_view key) const {
  const HashedKey hashed(key);
  for (std::size_t i = 0; i < columns; ++i)
    if (const auto first = keys_[i]->find_first(columns_[i], hashed)) return begins_[i] + *first;
  return std::nullopt;
}

JoinedValues::Place JoinedValues::group_of(std::size_t i, std::uint32_t ordinal) const {
  const std::uint32_t first = keys_[i]->first(ordinal);
  return find_before(i, columns_[i].key(first)).value_or(begins_[i] + first);
}

std::optional<JoinedValues::Place> JoinedValues::find(std::string_view key) const {
  return find_before(columns_.size(), key);
}

std::vector<JoinedValues::Place> JoinedValues::members(Place group) const {
  const std::size_t of = column_of(group);
  const std::string_view key = columns_[of].key(group - begins_[of]);
  std::vector<Place> places;
  for (std::size_t i = of; i < columns_.size(); ++i)
    for (const std::uint32_t ordinal : keys_[i]->find(columns_[i], key))
      places.push_back(begins_[i] + ordinal);
  return places;
}

std::vector<JoinedValues::Place> JoinedValues::make_groups(std::size_t i) const {
  std::vector<Place> groups(columns_[i].value_count());
  bool each_its_own = true;
  for (std::uint32_t ordinal = 0; ordinal < groups.size(); ++ordinal) {
    const std::uint32_t first = keys_[i]->first(ordinal);  // ordinal or one before it
    groups[ordinal] = first < ordinal ? groups[first] : group_of(i, ordinal);
    each_its_own = each_its_own && groups[ordinal] == begins_[i] + ordinal;
  }
  if (each_its_own) groups = {};
  return groups;
}

void JoinedValues::join() {
  MadeBeside::Others before;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    groups_[i] = columns_[i].tables().of_groups.get<std::vector<Place>>(
        before, [&] { return make_groups(i); });
    if (groups_[i]->empty()) groups_[i] = nullptr;
    before.push_back(columns_[i].identity());
  }
}

}  // namespace coldopen
