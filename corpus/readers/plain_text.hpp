// A text file is one article: its first line is the title (at most 200 characters; else the file's
// name is), the rest is cut into items, slides or paragraphs (p-1, p-2, ...).
//
// Bytes that are not UTF-8 become U+FFFD, counted in a warning; more than one in a hundred of them
// or of NUL bytes, and the file is binary: a problem. At most 8 MiB.
#pragma once

#include <memory>

#include "corpus/byte_source.hpp"
#include "corpus/reader.hpp"

namespace coldopen {

std::unique_ptr<Reader> open_plain_text(ByteSource source, SourceName name);

}  // namespace coldopen
