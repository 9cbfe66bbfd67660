// An HTML file is one article: its main content by headings, without menus, footers and scripts.
// At most 16 MiB.
#pragma once

#include <memory>

#include "corpus/byte_source.hpp"
#include "corpus/reader.hpp"

namespace coldopen {

std::unique_ptr<Reader> open_html_page(ByteSource source, SourceName name);
ReadArticle read_html_page(std::string_view html, const SourceName& name);  // of valid UTF-8

}  // namespace coldopen
