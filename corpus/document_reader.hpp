// A reader of files that are one article each: text, Markdown, HTML differ in one function.
#pragma once

#include <memory>
#include <string_view>

#include "corpus/byte_source.hpp"
#include "corpus/reader.hpp"

namespace coldopen {

// From valid UTF-8 to an article; may leave id and title empty, the file's name stands in then.
using ReadDocument = ReadArticle (*)(std::string_view text, const SourceName& name);

// Bytes that are not UTF-8 become U+FFFD, counted in a warning; where more than one byte in a
// hundred is so or NUL, the file is binary: a problem. UTF-16 with its mark is read. A file without
// any words gives nothing. Memory: the file, at most `bytes_max`.
std::unique_ptr<Reader> read_as_document(ByteSource source, SourceName name, std::size_t bytes_max,
                                         ReadDocument read);

}  // namespace coldopen
