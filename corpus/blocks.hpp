// The pieces that every text format is read into, and how they become passages.
//
// A reader makes blocks; listicle marks what starts a passage of its own; boilerplate takes out
// what is no content; passages_of_blocks cuts the rest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"

namespace coldopen {

enum class BlockKind : std::uint8_t {
  heading,
  paragraph,
  list_item,  // of any list, as the format gives it
  table_row,
  item,   // a list item that is a passage of its own (listicle)
  slide,  // a slide of a gallery (listicle)
};

struct Block {
  BlockKind kind = BlockKind::paragraph;
  int level = 0;              // of a heading (1 to 6), depth of a list item (from 1)
  std::uint32_t ordinal = 0;  // the number of an ordered list item, item or slide
  bool joined = false;        // belongs to the block before it (next line, same item)
  std::string text;
  std::string heading = {};  // of a list item, item or slide
  std::string anchor = {};   // as the source has it
  std::uint64_t line = 0;    // in the source, from 1
};

struct DroppedLine {  // boilerplate: in the source, not in the article
  std::string text;
  std::string reason;  // "byline", "related posts", "photo credit", "repeated caption", ...
  std::uint64_t line = 0;
};

// The lines of plain text: a paragraph's next lines are joined to it; lines that were broken for
// width are one block again. CR LF and lone CR are line ends.
std::vector<Block> blocks_of_text(std::string_view text);

enum class Cut : std::uint8_t {
  by_paragraph,  // plain text: every paragraph is a passage (p-1, p-2, ...)
  by_heading,    // documents: what stands under one heading is a passage
};

inline constexpr std::size_t kPassageWordsMax = 400;

// Items and slides are passages of their own (item-7, slide-7; below a heading without a name of
// their own they have the heading's and its anchor); what stands before the first and after the
// last in plain text are `intro` and `outro`. Longer ones than 400 words are cut at
// sentence ends and keep heading, anchor and ordinal. Given anchors are kept; made ones differ.
std::vector<Passage> passages_of_blocks(const std::vector<Block>& blocks, Cut cut);

}  // namespace coldopen
