// The lists of an Inversion, as a segment's builder takes them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "index/segment/inversion.hpp"
#include "index/segment/list_source.hpp"

namespace coldopen {

class InvertedLists : public ListSource {
 public:
  // Both must outlive it, and nothing may be added to them.
  InvertedLists(Inversion& inversion, DocumentsWriter& documents);

  bool next(ListName& name) override;
  void read(ListContent& content) override;
  void read_counts(std::string_view word, ListContent& content) override;
  std::unique_ptr<WordPlaceReader> places_of(std::string_view word) override;
  std::vector<FieldPlace> fields_of(DocId doc) override { return documents_.places(doc); }

 private:
  void read_term(std::uint32_t term, ListContent& content) const;

  Inversion& inversion_;
  DocumentsWriter& documents_;
  std::vector<std::uint32_t> order_;  // of the terms
  std::size_t next_ = 0;
};

}  // namespace coldopen
