// The passages of an article, as index and page see them.
#pragma once

#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "corpus/blocks.hpp"

namespace coldopen {

// The article's own passages, or its body cut as plain text: list items and slides where the text
// is numbered, else paragraphs. A passage holds at most 400 words; longer ones are cut at sentence
// ends. Deterministic; O(bytes).
std::vector<Passage> passages_of(const Article& article);

struct CutDocument {
  std::vector<Passage> passages;
  std::vector<DroppedLine> dropped;
};

// What the readers of text, Markdown and HTML do with their blocks: items are found, boilerplate
// goes (unless it is to be kept), the rest is cut.
CutDocument cut_document(std::vector<Block> blocks, std::string_view title, Cut cut,
                         bool keep_boilerplate);

}  // namespace coldopen
