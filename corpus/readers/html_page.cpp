#include "corpus/readers/html_page.hpp"

#include <iterator>
#include <utility>

#include "corpus/document_reader.hpp"
#include "corpus/html.hpp"
#include "corpus/passages.hpp"

namespace coldopen {

ReadArticle read_html_page(std::string_view html, const SourceName& name) {
  ReadArticle out;
  HtmlPage page = read_html(html, name.keep_boilerplate);
  CutDocument cut =
      cut_document(std::move(page.blocks), page.title, Cut::by_heading, name.keep_boilerplate);
  out.article.title = std::move(page.title);
  out.article.lang = std::move(page.lang);
  out.article.url = std::move(page.url);
  out.article.passages = std::move(cut.passages);
  out.dropped = std::move(page.dropped);
  out.dropped.insert(out.dropped.end(), std::make_move_iterator(cut.dropped.begin()),
                     std::make_move_iterator(cut.dropped.end()));
  return out;
}

std::unique_ptr<Reader> open_html_page(ByteSource source, SourceName name) {
  return read_as_document(std::move(source), std::move(name), 2 * ArticleLimits::bytes_max,
                          read_html_page);
}

}  // namespace coldopen
