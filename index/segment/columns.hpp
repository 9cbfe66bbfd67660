// Attributes by document, for filters, facets and sorting. Views over proved bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "corpus/article.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// One attribute of one segment. Text values are ordinals into a sorted list of distinct values;
// dates are days since 1970-01-01, booleans 0 or 1, both as numbers.
class Column {
 public:
  std::string_view name() const noexcept;
  AttributeType type() const noexcept;

  // Distinct text values, sorted by bytes; each with its key (Analyzer::key: equal spellings).
  std::uint32_t value_count() const noexcept;
  std::string_view value(std::uint32_t ordinal) const noexcept;
  std::string_view key(std::uint32_t ordinal) const noexcept;

  // The values of a document; 0 where it lacks the attribute (or had another type: not filterable).
  std::uint32_t count(DocId doc) const noexcept;
  std::uint32_t ordinal(DocId doc, std::uint32_t i) const noexcept;  // text
  double number(DocId doc, std::uint32_t i) const noexcept;          // number, boolean, date

 private:
  friend class Columns;
};

// All columns of a segment, by name.
class Columns {
 public:
  std::uint32_t count() const noexcept;
  Column at(std::uint32_t i) const noexcept;  // names rising
  std::optional<Column> find(std::string_view name) const noexcept;
};

}  // namespace coldopen
