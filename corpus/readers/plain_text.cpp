#include "corpus/readers/plain_text.hpp"

#include <utility>

#include "corpus/document_reader.hpp"
#include "corpus/passages.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kTitleCharactersMax = 200;

ReadArticle read_text(std::string_view text, const SourceName& name) {
  ReadArticle out;
  std::vector<Block> blocks = blocks_of_text(text);
  if (!blocks.empty() && count_characters(blocks.front().text) <= kTitleCharactersMax) {
    out.article.title = std::move(blocks.front().text);
    blocks.erase(blocks.begin());
    if (!blocks.empty()) blocks.front().joined = false;
  }
  CutDocument cut =
      cut_document(std::move(blocks), out.article.title, Cut::by_paragraph, name.keep_boilerplate);
  out.article.passages = std::move(cut.passages);
  out.dropped = std::move(cut.dropped);
  return out;
}

}  // namespace

std::unique_ptr<Reader> open_plain_text(ByteSource source, SourceName name) {
  return read_as_document(std::move(source), std::move(name), ArticleLimits::bytes_max, read_text);
}

}  // namespace coldopen
