// Numbered items and slides become passages of their own, with the number that people see.
//
// Recognised, in any format:
//   slides   a line that is only `7 / 13` (also behind a bullet, or `7 of 13`), counting up by one,
//            three at least with the same total; the next line is the slide's heading
//   items    paragraphs or headings that begin with `7.` `7)` or `#7`, counting up from 1 or down
//            to 1, three at least
//   lists    an ordered list of three items or more, as the format gives it
// A number inside a paragraph starts nothing.
#pragma once

#include <vector>

#include "corpus/blocks.hpp"

namespace coldopen {

// Marks the blocks; what belongs to an item is joined to it. Returns the lines that are no text
// of their own: counters, and captions that stand twice. O(bytes).
std::vector<DroppedLine> mark_items(std::vector<Block>& blocks);

}  // namespace coldopen
