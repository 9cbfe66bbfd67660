#include "corpus/nearest.hpp"

#include <cstddef>

#include "corpus/edit_distance.hpp"

namespace coldopen {

std::string_view nearest(std::string_view word, std::span<const std::string_view> names) {
  constexpr std::size_t kWordBytesMax = 64;  // longer is no typing error, and costs nothing
  if (word.size() > kWordBytesMax) return {};
  std::string_view best;
  std::size_t best_edits = word.size() / 3 + 2;
  for (const std::string_view name : names) {
    const std::size_t count = edit_distance(word, name);
    if (count >= best_edits) continue;
    best = name;
    best_edits = count;
  }
  return best;
}

}  // namespace coldopen
