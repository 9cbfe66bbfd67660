#include "index/segment/value_keys.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <random>

#include "index/io/checksum.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

// Nobody outside can choose values whose keys meet in one slot.
std::uint64_t seed_of_process() {
  static const std::uint64_t kSeed = [] {
    std::random_device device;
    return std::uint64_t{device()} << 32U | device();
  }();
  return kSeed;
}

// The slot of the key, or the empty one where it would stand. Half of all slots are empty.
std::size_t slot_of(const Column& column, const std::vector<std::uint32_t>& slots,
                    const HashedKey& key) {
  const KeyEqual equal;
  std::size_t at = key.hash & (slots.size() - 1);
  while (slots[at] != kNobody && !equal(column.key(slots[at]), key.key))
    at = (at + 1) & (slots.size() - 1);
  return at;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool counts(std::string_view key, std::size_t at) noexcept {
  if (key[at] != ' ') return true;
  return at > 0 && at + 1 < key.size() && is_digit(key[at - 1]) && is_digit(key[at + 1]);
}

}  // namespace

std::string tight_key(std::string_view key) {
  std::string tight;
  for (std::size_t at = 0; at < key.size(); ++at)
    if (counts(key, at)) tight += key[at];
  return tight;
}

std::size_t KeyHash::operator()(std::string_view key) const {
  const std::uint64_t seed = seed_of_process();
  return key.find(' ') == key.npos ? hash64(key, seed) : hash64(tight_key(key), seed);
}

bool KeyEqual::operator()(std::string_view a, std::string_view b) const noexcept {
  std::size_t i = 0, j = 0;
  for (;;) {
    while (i < a.size() && !counts(a, i)) ++i;
    while (j < b.size() && !counts(b, j)) ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (a[i++] != b[j++]) return false;
  }
}

ValueKeys::ValueKeys(const Column& column) {
  const std::uint32_t values = column.value_count();
  slots_.assign(std::bit_ceil(std::size_t{values} * 2 + 1), kNobody);
  for (std::uint32_t ordinal = 0; ordinal < values; ++ordinal) {
    const std::size_t at = slot_of(column, slots_, HashedKey(column.key(ordinal)));
    if (slots_[at] == kNobody) {
      slots_[at] = ordinal;
    } else {
      others_.emplace_back(slots_[at], ordinal);
    }
  }
  if (others_.empty()) return;
  first_.resize(values);
  for (std::uint32_t ordinal = 0; ordinal < values; ++ordinal) first_[ordinal] = ordinal;
  shares_.resize(values);
  for (const auto& [first, other] : others_) {
    first_[other] = first;
    shares_[first] = shares_[other] = true;
  }
  std::ranges::sort(others_);
}

std::optional<std::uint32_t> ValueKeys::find_first(const Column& column,
                                                   const HashedKey& key) const {
  const std::uint32_t first = slots_[slot_of(column, slots_, key)];
  return first == kNobody ? std::nullopt : std::optional(first);
}

std::vector<std::uint32_t> ValueKeys::find(const Column& column, std::string_view key) const {
  const auto first = find_first(column, HashedKey(key));
  if (!first) return {};
  std::vector<std::uint32_t> ordinals = {*first};
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  for (const auto& [of, other] : std::ranges::equal_range(others_, *first, {}, &Pair::first))
    ordinals.push_back(other);
  return ordinals;
}

const ValueKeys& value_keys(const Column& column) {
  return column.tables().of_keys.get<ValueKeys>([&column] { return ValueKeys(column); });
}

}  // namespace coldopen
