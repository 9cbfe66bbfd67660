// Lists, documents and columns -> the bytes of a segment: what inverter and merger share.
//
// Makes the stems' lists out of the exact ones, asks the analyzer once for each distinct word, and
// takes the average length of these documents for the impacts. The bytes are a function of what
// comes in alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/scoring.hpp"
#include "index/segment/columns.hpp"
#include "index/segment/documents.hpp"
#include "index/segment/layout.hpp"
#include "index/segment/postings.hpp"

namespace coldopen {

struct ListName {
  Space space = Space::exact;
  std::string_view text;
  auto operator<=>(const ListName&) const = default;
};

struct ListContent {
  std::vector<Posting> postings;         // documents rising
  std::vector<std::uint32_t> positions;  // of all postings in a row; none in lists without
};

struct SegmentContent {
  SegmentIdentity identity;
  FieldWeights weights;
  std::vector<std::uint8_t> length_codes;  // by document
  std::vector<ListName> lists;             // rising, without Space::stem
  // Fills `content` with list `i`; empty lists are left out of the segment. Without positions where
  // they are not asked for.
  std::function<void(std::size_t i, bool with_positions, ListContent& content)> load;
  DocumentsWriter documents;
  ColumnsWriter columns;
};

// Without an analyzer every word is its own stem, and there are no columns.
ByteBuffer build_segment(SegmentContent content, const Analyzer* analyzer, const Scoring& scoring);

}  // namespace coldopen
