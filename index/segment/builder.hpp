// Lists, documents and columns -> the bytes of a segment: what inverters and merger share.
//
// Makes the stems' lists and those of pairs out of the exact ones, asks the analyzer once for each
// distinct word, and takes the average length of these documents for the impacts. The bytes are a
// function of what comes in alone. One list after the other: in a file the segment may be larger
// than memory.
#pragma once

#include <cstdint>
#include <vector>

#include "index/fields.hpp"
#include "index/io/spool.hpp"
#include "index/segment/columns.hpp"
#include "index/segment/documents.hpp"
#include "index/segment/layout.hpp"
#include "index/segment/list_source.hpp"
#include "index/segment/making.hpp"
#include "index/segment/sketches.hpp"

namespace coldopen {

struct SegmentContent {
  SegmentIdentity identity;
  FieldWeights weights;
  std::vector<std::uint8_t> length_codes;  // by document
  ListSource* lists = nullptr;
  DocumentsWriter* documents = nullptr;  // taken when the lists are done
  ColumnsWriter* columns = nullptr;
  SketchesWriter* sketches = nullptr;  // none: the documents have no text
};

// Writes the bytes, in order, to `sink`; those that wait for their turn stand in `place`.
void build_segment(SegmentContent content, const SegmentMaking& making, SpoolPlace& place,
                   const ByteSink& sink);

}  // namespace coldopen
