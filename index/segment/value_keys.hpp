// The text values of a column by their keys: which are spellings of one (B.J. Novak, BJ Novak).
//
// Keys are equal as in columns (Analyzer::key) or if they differ only in spaces that do not stand
// between two digits: `b j novak` is `bj novak`, `1 12` is not `11 2`.
// Made when somebody first asks for it, not stored: most columns are never filtered nor counted.
// Threads  immutable; any number of readers.
// Cost     to make 0.1 to 0.2 us a value; 8 bytes a value, 4 more where some share a key.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/segment/columns.hpp"

namespace coldopen {

// The key without those spaces: the same for equal keys.
std::string tight_key(std::string_view key);
struct KeyHash {  // another one in each process
  std::size_t operator()(std::string_view key) const;
};
struct KeyEqual {
  bool operator()(std::string_view a, std::string_view b) const noexcept;
};

// A key that is looked up in several columns.
struct HashedKey {
  explicit HashedKey(std::string_view of) : key(of), hash(KeyHash{}(of)) {}
  std::string_view key;
  std::size_t hash;
};

class ValueKeys {
 public:
  explicit ValueKeys(const Column& column);

  // The least ordinal whose value has this key. O(1).
  std::optional<std::uint32_t> find_first(const Column& column, const HashedKey& key) const;

  // All ordinals whose values have this key, rising. O(1).
  std::vector<std::uint32_t> find(const Column& column, std::string_view key) const;

  // Whether some values share a key.
  bool some_share() const noexcept { return !first_.empty(); }
  // Whether another value has the key of this one.
  bool shares(std::uint32_t ordinal) const noexcept { return !first_.empty() && shares_[ordinal]; }
  // The least ordinal of that key; `ordinal` itself where no value shares it.
  std::uint32_t first(std::uint32_t ordinal) const noexcept {
    return first_.empty() ? ordinal : first_[ordinal];
  }
  // Calls visit(the least ordinal of the key) for each of these values of one document whose key
  // another one before it has. `room` is for it alone.
  template <class Visit>
  void for_each_repeated(std::span<const std::uint32_t> ordinals, std::vector<std::uint32_t>& room,
                         Visit&& visit) const;

 private:
  std::vector<std::uint32_t> slots_;  // ordinals by the hash of their keys; the least of each key
  std::vector<std::uint32_t> first_;  // by ordinal; empty: no key is shared
  std::vector<bool> shares_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> others_;  // (the least, another), rising
};

template <class Visit>
void ValueKeys::for_each_repeated(std::span<const std::uint32_t> ordinals,
                                  std::vector<std::uint32_t>& room, Visit&& visit) const {
  if (ordinals.size() < 2 || !some_share()) return;
  room.clear();
  for (const std::uint32_t ordinal : ordinals)
    if (shares(ordinal)) room.push_back(first(ordinal));
  std::ranges::sort(room);
  for (std::size_t i = 1; i < room.size(); ++i)
    if (room[i] == room[i - 1]) visit(room[i]);
}

// That of the column, which is of type text.
const ValueKeys& value_keys(const Column& column);

}  // namespace coldopen
