// CSV with a header line (RFC 4180; UTF-8, or UTF-16 with its mark): each row is an article.
//
// The header names members: id, title, body, url, lang, aliases; any other is an attribute, read as
// value_of_text reads it. In aliases, cast, character, director, writer, codes, links, portrays and
// portrayed_by a cell may hold several values with ';' between them. Empty cells give nothing.
// A row with more or fewer cells than the header, or longer than 8 MiB, is a problem named by its
// line. Without a header the whole source is one. Memory: one row.
#pragma once

#include <memory>
#include <string_view>

#include "corpus/byte_source.hpp"
#include "corpus/reader.hpp"

namespace coldopen {

std::unique_ptr<Reader> open_csv(ByteSource source, SourceName name);

// Whether a line names `id` and one of title, body, url among its cells.
bool is_csv_header(std::string_view line);

}  // namespace coldopen
