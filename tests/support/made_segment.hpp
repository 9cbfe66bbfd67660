// A segment of lists that a test has made up: no articles, no analyzer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/segment/builder.hpp"
#include "index/segment/segment.hpp"

namespace coldopen {

struct MadeList {
  Space space = Space::exact;
  std::string text;
  ListContent content;
};

// The bytes; `lists` rise by (space, text). Pairs are made of the exact ones, if options say so.
inline ByteBuffer made_segment(const SegmentIdentity& identity,
                               std::vector<std::uint8_t> length_codes,
                               const std::vector<MadeList>& lists, const Scoring& scoring,
                               const SegmentOptions& options = {}) {
  class Places : public WordPlaceReader {
   public:
    explicit Places(const ListContent& content) : content_(content) {}
    void read_until(DocId end, std::vector<WordPlace>& out) override {
      for (; next_ < content_.postings.size() && content_.postings[next_].doc < end; ++next_) {
        for (std::uint32_t i = 0; i < content_.postings[next_].positions; ++i)
          out.push_back({content_.postings[next_].doc, content_.positions[place_++]});
      }
    }

   private:
    const ListContent& content_;
    std::size_t next_ = 0, place_ = 0;
  };
  class Source : public ListSource {
   public:
    explicit Source(const std::vector<MadeList>& lists) : lists_(lists) {}
    bool next(ListName& name) override {
      if (next_ == lists_.size()) return false;
      name = {lists_[next_].space, lists_[next_].text};
      ++next_;
      return true;
    }
    void read(ListContent& content) override { content = lists_[next_ - 1].content; }
    void read_counts(std::string_view, ListContent&) override {}  // no stems are made
    std::unique_ptr<WordPlaceReader> places_of(std::string_view word) override {
      for (const MadeList& list : lists_) {
        if (list.space == Space::exact && list.text == word)
          return std::make_unique<Places>(list.content);
      }
      return nullptr;
    }
    std::vector<FieldPlace> fields_of(DocId) override { return {{Field::body, 0, 0, 0xFFFF'FFFF}}; }

   private:
    const std::vector<MadeList>& lists_;
    std::size_t next_ = 0;
  };
  Source source(lists);
  DocumentsWriter documents;
  for (std::size_t doc = 0; doc < length_codes.size(); ++doc) documents.add(Article(), {}, {});
  ColumnsWriter columns;
  SegmentContent content;
  content.identity = identity;
  content.length_codes = std::move(length_codes);
  content.lists = &source;
  content.documents = &documents;
  content.columns = &columns;
  ByteBuffer bytes;
  SpoolPlace memory;
  build_segment(std::move(content), {nullptr, scoring, options}, memory,
                [&bytes](Bytes part) { append_bytes(bytes, part); });
  return bytes;
}

}  // namespace coldopen
