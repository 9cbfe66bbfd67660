// JSON: one article a line (NDJSON), a list of articles, or one article over several lines.
//
// Blank lines are passed over. A record longer than 8 MiB is a problem and read past; memory is one
// record and a buffer.
#pragma once

#include <memory>

#include "corpus/byte_source.hpp"
#include "corpus/reader.hpp"

namespace coldopen {

std::unique_ptr<Reader> open_ndjson(ByteSource source, SourceName name);
std::unique_ptr<Reader> open_json(ByteSource source, SourceName name);

}  // namespace coldopen
