// Text -> tree and notes (SYNTAX.md tells the language; every example there is run by a test).
//
// Typing never fails: malformed text gets its best reading, and a note says what was read.
// Iterative, O(bytes); input is valid UTF-8.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "index/segment/inverter.hpp"
#include "query/query_tree.hpp"
#include "query/request.hpp"

namespace coldopen {

struct ParsedQuery {
  Query tree;
  std::vector<Note> notes;
  bool blank = false;       // nothing was typed: all articles
  std::uint32_t depth = 0;  // of parentheses that pair; beyond SearchLimits::depth_max the tree is
                            // empty and the caller refuses
};

// `types` tells fields and filters from words with a colon in them.
ParsedQuery parse(std::string_view text, const AttributeTypes& types);

}  // namespace coldopen
