// The text values of one attribute in several segments, joined: values of one key are one group.
//
// A value is named by its place: the values of each column follow those of the columns before it,
// in the order of their ordinals. A group is named by the least place of its key. Columns stand by
// their size, the largest first: so the groups of a column hang on no smaller one, and what a write
// adds or merges at the small end lets the tables of the others stand.
//
// Memory  four bytes a value of those columns that share a key with one before them or have one
//         twice, kept with the segment (index/made_beside); nothing for the others.
// Cost    to begin O(columns). `join` looks up, once for each value of a new column, its key in the
//         columns before it until one has it: some 100 ns each. Without `join` `group_of` does so.
// Threads one at a time; the tables behind it are shared.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "index/segment/columns.hpp"
#include "index/segment/value_keys.hpp"

namespace coldopen {

class JoinedValues {
 public:
  using Place = std::uint32_t;

  // Columns of segments, each of another one, of one attribute and of type text.
  explicit JoinedValues(std::vector<Column> columns);

  std::size_t column_count() const noexcept { return columns_.size(); }
  const Column& column(std::size_t i) const noexcept { return columns_[i]; }  // by size, falling
  const ValueKeys& keys(std::size_t i) const noexcept { return *keys_[i]; }
  // Which of them is the one that was given as `i`-th.
  std::size_t order_of(std::size_t i) const noexcept { return order_of_[i]; }
  Place begin(std::size_t i) const noexcept { return begins_[i]; }
  Place size() const noexcept { return begins_.back(); }  // all values

  std::size_t column_of(Place place) const noexcept;
  std::string_view value(Place place) const noexcept;

  // Makes the groups of all values; those that were made before are found.
  void join();
  // After `join`: the groups of the column's values by ordinal; null: each is its own group.
  const std::vector<Place>* groups(std::size_t i) const noexcept { return groups_[i].get(); }

  Place group_of(std::size_t i, std::uint32_t ordinal) const;
  std::optional<Place> find(std::string_view key) const;  // the group of that key
  // All values of the group, rising. O(columns).
  std::vector<Place> members(Place group) const;

 private:
  // Of the first `columns` ones, the least place that has the key.
  std::optional<Place> find_before(std::size_t columns, std::string_view key) const;
  std::vector<Place> make_groups(std::size_t i) const;

  std::vector<Column> columns_;
  std::vector<std::size_t> order_of_;
  std::vector<Place> begins_;  // one more at the end
  std::vector<const ValueKeys*> keys_;
  std::vector<std::shared_ptr<const std::vector<Place>>> groups_;
};

}  // namespace coldopen
