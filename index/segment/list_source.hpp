// Where the lists of a segment come from while it is made: words just inverted, or other segments.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "index/segment/documents.hpp"
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

// One word in one place.
struct WordPlace {
  DocId doc = 0;
  std::uint32_t position = 0;
};

// Reads the places of one word from the first document to the last.
class WordPlaceReader {
 public:
  virtual ~WordPlaceReader() = default;
  // Appends those in documents below `end` that were not read yet.
  virtual void read_until(DocId end, std::vector<WordPlace>& out) = 0;
};

class ListSource {
 public:
  virtual ~ListSource() = default;
  // Goes on to the next list, rising; those of stems and pairs are left out. False at the end. The
  // name is valid until the next call.
  virtual bool next(ListName& name) = 0;
  virtual void read(ListContent& content) = 0;  // that list; it may be empty
  // An exact word's list once more: without positions, or its places piece by piece.
  virtual void read_counts(std::string_view word, ListContent& content) = 0;
  virtual std::unique_ptr<WordPlaceReader> places_of(std::string_view word) = 0;
  virtual std::vector<FieldPlace> fields_of(DocId doc) = 0;
};

}  // namespace coldopen
