// Sorted by stretches of their collation keys, one after the other: what is equal in the first is
// told apart by the next. So long values that begin alike cost time and no memory.
#include "index/segment/value_order.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace coldopen {
namespace {

constexpr std::size_t kWords = 4;         // 32 bytes of the key
constexpr std::size_t kStretchesMax = 8;  // behind so many, values are compared themselves

struct Placed {
  std::array<std::uint64_t, kWords> stretch{};
  std::uint32_t ordinal = 0;
};

class Sorting {
 public:
  Sorting(const Column& column, const Collation& collation)
      : column_(column), collation_(collation) {}

  // Those that are equal in all stretches before this one.
  void sort(std::span<Placed> values, std::size_t stretch) {
    if (values.size() < 2) return;
    if (stretch == kStretchesMax) {
      std::ranges::sort(values, [&](const Placed& a, const Placed& b) {
        return collation_.before(column_.value(a.ordinal), column_.value(b.ordinal));
      });
      return;
    }
    for (Placed& value : values) read(stretch, value);
    std::ranges::sort(values, [](const Placed& a, const Placed& b) {
      return a.stretch != b.stretch ? a.stretch < b.stretch : a.ordinal < b.ordinal;
    });
    for (std::size_t begin = 0, end = 0; begin < values.size(); begin = end) {
      end = begin + 1;
      while (end < values.size() && values[end].stretch == values[begin].stretch) ++end;
      // Keys that are over and equal stand by the bytes of their values already: by ordinal.
      if ((values[begin].stretch.back() & 0xFFU) != 0)
        sort(values.subspan(begin, end - begin), stretch + 1);
    }
  }

 private:
  void read(std::size_t stretch, Placed& value) {
    constexpr std::size_t kBytes = kWords * sizeof(std::uint64_t);
    std::array<std::uint8_t, kBytes> bytes{};
    collation_.key_part(column_.value(value.ordinal), stretch * kBytes, bytes);
    for (std::size_t i = 0; i < kBytes; ++i)
      value.stretch[i / 8] = value.stretch[i / 8] << 8U | bytes[i];
  }

  const Column& column_;
  const Collation& collation_;
};

std::vector<std::uint32_t> make_order(const Column& column, const Collation& collation) {
  std::vector<Placed> values(column.value_count());
  for (std::uint32_t ordinal = 0; ordinal < values.size(); ++ordinal)
    values[ordinal].ordinal = ordinal;
  Sorting(column, collation).sort(values, 0);
  std::vector<std::uint32_t> order;
  order.reserve(values.size());
  for (const Placed& value : values) order.push_back(value.ordinal);
  return order;
}

}  // namespace

const std::vector<std::uint32_t>& value_order(const Column& column, const Collation& collation) {
  return column.tables().of_order.get<std::vector<std::uint32_t>>(
      [&] { return make_order(column, collation); });
}

}  // namespace coldopen
