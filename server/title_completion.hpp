// Titles that complete what was typed, for the search boxes of wikis.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/live/snapshot.hpp"

namespace coldopen {

struct CompletedTitle {
  std::string id, title, url;  // url as the article has it; may be empty
  std::string alias;           // that matched instead of the title; else empty
  std::string anchor;          // of the passage whose alias matched; else empty
  std::string description;     // one line; may be empty
  std::vector<Attribute> attributes;
};

// At most `limit`: what query/suggest suggests, then what a search of these words finds. Empty for
// nothing typed. Errors: those of suggest() and search(). Cost: theirs; the search only where the
// suggestions are fewer than `limit`.
std::vector<CompletedTitle> complete_titles(const Snapshot& snapshot, std::string_view typed,
                                            std::uint32_t limit);

}  // namespace coldopen
