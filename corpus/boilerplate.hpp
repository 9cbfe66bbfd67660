// Takes out of a page what is no content, and says what it took: related posts, calls to share,
// the farewell below a list, rating lines, bylines and dates of update, photo credits, share bars,
// repeated titles.
//
// Rules go by the form of a whole line, block or sentence, never by a word inside one: "Photo
// credits roll" stays. corpus/README.md lists them. English; another language adds rows to tables.
#pragma once

#include <string_view>
#include <vector>

#include "corpus/blocks.hpp"

namespace coldopen {

// After mark_items. `title` is the article's. O(bytes).
std::vector<DroppedLine> drop_boilerplate(std::vector<Block>& blocks, std::string_view title);

}  // namespace coldopen
