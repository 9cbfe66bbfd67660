#include "corpus/passages.hpp"

#include "corpus/blocks.hpp"
#include "corpus/listicle.hpp"

namespace coldopen {

std::vector<Passage> passages_of(const Article& article) {
  if (!article.passages.empty()) return article.passages;
  std::vector<Block> blocks = blocks_of_text(article.body);
  mark_items(blocks);
  return passages_of_blocks(blocks, Cut::by_paragraph);
}

}  // namespace coldopen
