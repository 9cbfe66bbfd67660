// What a segment keeps of each document: its article as it is shown, and where its fields lie.
//
// A search never opens the store: texts stand here, uncompressed, so that a hit's passage always
// matches its postings. Format: FORMAT.md, "documents".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "corpus/article.hpp"
#include "index/fields.hpp"
#include "index/io/bytes.hpp"
#include "index/io/spool.hpp"
#include "index/segment/bitpack.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// Where one field value lies in the document's positions: exact words [begin, end).
struct FieldPlace {
  Field field = Field::body;
  std::uint32_t item = 0;  // which of every_alias(), attribute of the article, or passage
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t own_weight = 0;  // of an attribute that has one
  std::uint32_t weight(const FieldWeights& weights) const noexcept {
    return own_weight != 0 ? own_weight : weights.of(field);
  }
  bool operator==(const FieldPlace&) const = default;
};

class Documents {
 public:
  Documents() = default;
  // None if a table does not fit the section. O(documents).
  static std::optional<Documents> open(Bytes section) noexcept;

  std::uint32_t size() const noexcept { return count_; }
  std::string_view id(DocId doc) const noexcept;     // O(1)
  std::string_view title(DocId doc) const noexcept;  // O(1)
  DocId by_id(std::uint32_t i) const noexcept;       // the i-th by (id, number); i < size()
  // The document of that id, the last one if there are several; O(log n) over sorted ids.
  std::optional<DocId> find(std::string_view id) const noexcept;

  // The article as indexed: its passages are those of passages_of, its body is empty.
  Article article(DocId doc) const;

  // The same without its passages: what a line about it tells. O(its attributes and aliases).
  Article head(DocId doc) const;

  bool has_passage_aliases(DocId doc) const noexcept;  // O(1)

  // The name of its i-th attribute; empty if it has not so many.
  std::string_view attribute_name(DocId doc, std::uint32_t i) const;

  // Where its fields lie, by rising position. A heading and the text below it are two places.
  std::vector<FieldPlace> places(DocId doc) const;

  Bytes record(DocId doc) const noexcept;  // as it lies, for checks
  static std::vector<FieldPlace> places_of(Bytes record);

 private:
  friend class DocumentsWriter;
  struct Record;
  static Record open_record(Bytes record) noexcept;
  std::vector<Bytes> attributes_of(const Record& record) const;
  Article read_head(const Record& record, ByteReader& rest) const;

  std::uint32_t count_ = 0;
  std::uint32_t shared_count_ = 0;
  std::uint64_t record_begin(std::size_t doc) const noexcept;  // or the end of all, doc == count_

  PackedArray by_id_;    // document numbers, by (id, number)
  Bytes run_begins_;     // of every kRun-th record
  PackedArray offsets_;  // of records from the beginning of their run; one more at the end
  Bytes shared_begin_;   // of shared attributes; one more at the end
  Bytes shared_;
  Bytes records_;
};

// Small attributes are written once and named by number: in lists of episodes, scenes or lines the
// same few (series, season, director) are most of each record.
class DocumentsWriter {
 public:
  DocumentsWriter() = default;                                      // all in memory
  explicit DocumentsWriter(SpoolPlace& place) : records_(place) {}  // which must outlive it

  // `article` with these passages in place of its own. Places begin at 0, each later one
  // kPositionGap after the end of the one before.
  void add(const Article& article, const std::vector<Passage>& passages,
           const std::vector<FieldPlace>& places);
  void add(const Documents& documents, DocId doc);  // as it stands there
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(offsets_.size()); }
  std::size_t memory_bytes() const noexcept;
  Bytes record(DocId doc) noexcept;  // where all is in memory
  std::vector<FieldPlace> places(DocId doc);
  Spools finish();

 private:
  void begin_record(std::string_view id);
  void add_attribute(Bytes attribute);
  void end_attributes(std::string_view title, unsigned rest_parts);
  void write_offsets(ByteBuffer& out);

  Spool records_;
  std::vector<std::uint64_t> offsets_;
  std::string ids_;
  std::vector<std::uint64_t> id_ends_;
  ByteBuffer shared_;
  std::vector<std::uint32_t> shared_begin_;
  std::unordered_map<std::string, std::uint32_t> shared_numbers_;  // by bytes; from 1
  ByteBuffer attributes_;  // of the record that is being added
  ByteBuffer scratch_;
};

}  // namespace coldopen
