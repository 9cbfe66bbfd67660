// Titles that complete what was typed, for the search boxes of wikis.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"

namespace coldopen {

struct CompletedTitle {
  Article article;
  std::string alias;  // that begins with what was typed, where the title does not; else empty
};

// At most `limit`: the title or alias that is `typed`, then titles, then aliases that begin with
// it, the shortest first, then what a search of these words finds. Empty for nothing typed.
// Errors: those of search() for its `q`. Cost: the names that begin so (at most 2,000 a segment),
// and a search where they are fewer than `limit`.
std::vector<CompletedTitle> complete_titles(const Snapshot& snapshot, std::string_view typed,
                                            std::uint32_t limit);

}  // namespace coldopen
