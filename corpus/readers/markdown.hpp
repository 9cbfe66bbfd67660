// A Markdown file is one article: front matter gives title, url, aliases and attributes; the first
// `# heading` is the title where that gives none; headings make passages with the anchors that
// renderers give them.
//
// Front matter is a small part of YAML between two lines `---`: `key: value`, `key: [a, b]`, `key:`
// with `- item` lines below it, strings in quotes, comments. What is none of these is left out with
// a warning. Values without quotes are read as value_of_text reads them.
#pragma once

#include <memory>

#include "corpus/byte_source.hpp"
#include "corpus/reader.hpp"

namespace coldopen {

std::unique_ptr<Reader> open_markdown(ByteSource source, SourceName name);
ReadArticle read_markdown(std::string_view text, const SourceName& name);  // of valid UTF-8

}  // namespace coldopen
