// Attributes by document, for filters, facets and sorting. Views over proved bytes.
//
// Format: FORMAT.md, "columns". Reading is noexcept and inside the section whatever the bytes say.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/article.hpp"
#include "index/io/bytes.hpp"
#include "index/made_beside.hpp"
#include "index/made_once.hpp"
#include "index/segment/bitpack.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// The values of some documents in a row: those of document i at values[begins[i], begins[i + 1]).
struct ColumnRun {
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> values;  // ordinals of texts, whole numbers (zigzag)
  std::vector<double> numbers;        // others

  double number(std::size_t i) const { return numbers.empty() ? unzigzag(values[i]) : numbers[i]; }
};

// One attribute of one segment. Text values are ordinals into a sorted list of distinct values;
// dates are days since 1970-01-01, booleans 0 or 1, both as numbers.
class Column {
 public:
  std::string_view name() const noexcept { return name_; }
  AttributeType type() const noexcept { return type_; }

  // Distinct text values, sorted by bytes; each with its key (Analyzer::key: equal spellings).
  std::uint32_t value_count() const noexcept { return value_count_; }
  std::string_view value(std::uint32_t ordinal) const noexcept;
  std::string_view key(std::uint32_t ordinal) const noexcept;

  // Documents of the segment, also those that lack the attribute.
  std::uint32_t document_count() const noexcept { return starts_.size() - 1; }
  // The values of all documents.
  std::uint32_t entry_count() const noexcept { return entry_count_; }
  // The values of a document, each once, in the order given; 0 where it lacks the attribute (or
  // had another type: not filterable).
  std::uint32_t count(DocId doc) const noexcept;
  std::uint32_t ordinal(DocId doc, std::uint32_t i) const noexcept;  // text
  double number(DocId doc, std::uint32_t i) const noexcept;          // number, boolean, date
  // All values of the documents [first, first + n), at once. O(their values).
  void read(DocId first, std::uint32_t n, ColumnRun& run) const;

  // Tables of its values that live as long as the segment, made when somebody first asks.
  struct Tables {
    MadeOnce of_keys;      // index/segment/value_keys
    MadeOnce of_order;     // index/segment/value_order
    MadeOnce of_counts;    // index/segment/value_counts
    MadeBeside of_groups;  // index/segment/joined_values
  };
  const Tables& tables() const noexcept { return *tables_; }  // of a column of a segment
  // The same as long as the segment lives, and of no other column.
  std::weak_ptr<const void> identity() const noexcept { return tables_; }

 private:
  friend class Columns;
  static std::optional<Column> open(ByteReader& reader, std::uint32_t doc_count) noexcept;

  std::string_view name_;
  AttributeType type_ = AttributeType::text;
  std::uint32_t value_count_ = 0;
  std::uint32_t entry_count_ = 0;
  PackedArray starts_;    // of each document's values; one more at the end
  PackedArray ordinals_;  // of texts, or whole numbers (zigzag)
  PackedArray value_starts_, key_starts_;
  Bytes values_, keys_, numbers_;
  std::shared_ptr<const Tables> tables_;
};

// All columns of a segment, by name.
class Columns {
 public:
  // None if a part does not fit the section.
  static std::optional<Columns> open(Bytes section, std::uint32_t doc_count);

  std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(columns_.size()); }
  Column at(std::uint32_t i) const noexcept;  // names rising
  std::optional<Column> find(std::string_view name) const noexcept;

 private:
  std::vector<Column> columns_;
};

class ColumnsWriter {
 public:
  // The type of that column; none if it has no value yet.
  std::optional<AttributeType> type_of(std::string_view name) const;
  // A column has the type of its first value; a value of another type is left out, and so is a
  // second equal value of one document. Documents come in rising order.
  void add_text(std::string_view name, DocId doc, std::string_view value);
  void add_number(std::string_view name, AttributeType type, DocId doc, double value);
  void add(std::string_view name, DocId doc, const Value& value);

  std::size_t memory_bytes() const noexcept { return memory_bytes_; }
  // The section. `key_of` is asked once a distinct text value of a column.
  ByteBuffer finish(std::uint32_t doc_count,
                    const std::function<std::string(std::string_view)>& key_of);

 private:
  struct Building {
    AttributeType type = AttributeType::text;
    std::map<std::string, std::uint32_t, std::less<>> numbers_of_texts;  // by first appearance
    std::vector<std::pair<DocId, std::uint32_t>> texts;
    std::vector<std::pair<DocId, double>> numbers;
  };
  Building* building(std::string_view name, AttributeType type);

  std::map<std::string, Building, std::less<>> columns_;
  std::size_t memory_bytes_ = 0;
};

}  // namespace coldopen
