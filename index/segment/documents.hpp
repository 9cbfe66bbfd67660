// What a segment keeps of each document: its article as it is shown, and where its fields lie.
//
// A search never opens the store: texts stand here, uncompressed, so that a hit's passage always
// matches its postings. Format: FORMAT.md, "documents".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "index/fields.hpp"
#include "index/io/bytes.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// Where one field value lies in the document's positions: exact words [begin, end).
struct FieldPlace {
  Field field = Field::body;
  std::uint32_t item = 0;  // which alias, attribute of the article, or passage
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
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
  // The document of that id, the last one if there are several; O(log n) over sorted ids.
  std::optional<DocId> find(std::string_view id) const noexcept;

  // The article as indexed: its passages are those of passages_of, its body is empty.
  Article article(DocId doc) const;

  // Where its fields lie, by rising position. A heading and the text below it are two places.
  std::vector<FieldPlace> places(DocId doc) const;

  // All of it as it lies, for a merge to copy.
  Bytes record(DocId doc) const noexcept;

 private:
  std::uint32_t count_ = 0;
  Bytes by_id_;    // document numbers, by (id, number)
  Bytes offsets_;  // of records; one more at the end
  Bytes records_;
};

class DocumentsWriter {
 public:
  // `article` with these passages in place of its own.
  void add(const Article& article, const std::vector<Passage>& passages,
           const std::vector<FieldPlace>& places);
  void add_record(Bytes record);
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(offsets_.size()); }
  std::size_t memory_bytes() const noexcept { return records_.size() + offsets_.size() * 12; }
  ByteBuffer finish();

 private:
  ByteBuffer records_;
  ByteBuffer places_;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace coldopen
