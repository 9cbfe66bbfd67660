#include "server/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace coldopen {
namespace {

// Optimal string alignment distance; three rows are enough.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> names) {
  constexpr std::size_t kWordBytesMax = 64;  // longer is no typing error, and costs nothing
  if (word.size() > kWordBytesMax) return {};
  std::string_view best;
  std::size_t best_edits = word.size() / 3 + 2;
  for (const std::string_view name : names) {
    const std::size_t count = edits(word, name);
    if (count >= best_edits) continue;
    best = name;
    best_edits = count;
  }
  return best;
}

}  // namespace coldopen
