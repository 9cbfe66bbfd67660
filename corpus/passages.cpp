#include "corpus/passages.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "corpus/boilerplate.hpp"
#include "corpus/listicle.hpp"

namespace coldopen {

std::vector<Passage> passages_of(const Article& article) {
  if (!article.passages.empty()) return article.passages;
  std::vector<Block> blocks = blocks_of_text(article.body);
  mark_items(blocks);
  return passages_of_blocks(blocks, Cut::by_paragraph);
}

CutDocument cut_document(std::vector<Block> blocks, std::string_view title, Cut cut,
                         bool keep_boilerplate) {
  CutDocument out;
  out.dropped = mark_items(blocks);
  if (!keep_boilerplate) {
    std::vector<DroppedLine> more = drop_boilerplate(blocks, title);
    std::move(more.begin(), more.end(), std::back_inserter(out.dropped));
  }
  std::sort(out.dropped.begin(), out.dropped.end(), [](const DroppedLine& a, const DroppedLine& b) {
    return std::tie(a.line, a.reason, a.text) < std::tie(b.line, b.reason, b.text);
  });
  out.passages = passages_of_blocks(blocks, cut);
  return out;
}

}  // namespace coldopen
