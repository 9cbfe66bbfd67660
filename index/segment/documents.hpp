// What a segment keeps of each document: its article as it is shown, and where its fields lie.
//
// A search never opens the store: texts stand here, uncompressed, so that a hit's passage always
// matches its postings.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "index/fields.hpp"
#include "index/segment/term.hpp"

namespace coldopen {

// Where one field value lies in the document's positions: exact words [begin, end).
struct FieldPlace {
  Field field = Field::body;
  std::uint32_t item = 0;  // which alias, attribute of the article, or passage
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class Documents {
 public:
  std::string_view id(DocId doc) const noexcept;                  // O(1)
  std::string_view title(DocId doc) const noexcept;               // O(1)
  std::optional<DocId> find(std::string_view id) const noexcept;  // O(log n) over sorted ids

  // The article as indexed: its passages are those of passages_of, its body is empty.
  Article article(DocId doc) const;

  // Where its fields lie, by rising position. A heading and the text below it are two places.
  std::vector<FieldPlace> places(DocId doc) const;
};

}  // namespace coldopen
