// How many documents of a segment have each value of a column, the dead ones included.
//
// So a facet in which most documents count reads only those that do not. Made when somebody first
// asks for it, not stored.
// Threads  immutable; any number of readers.
// Cost     to make some 5 ns a value of a document; 4 bytes a text value, 16 a distinct number.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "index/segment/columns.hpp"

namespace coldopen {

struct TextCounts {
  std::vector<std::uint32_t> of_value;  // by ordinal
  // Documents with several spellings of one key: by the least ordinal of that key, how often it is
  // counted too much when all its spellings are added.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> too_often;
};
const TextCounts& text_counts(const Column& column);

// A number as facets show it: the year of a date.
double shown_number(AttributeType type, double number);

// The numbers of a column as they are shown, rising; two of one document that are shown alike count
// once.
using NumberCounts = std::vector<std::pair<double, std::uint32_t>>;
const NumberCounts& number_counts(const Column& column);

}  // namespace coldopen
