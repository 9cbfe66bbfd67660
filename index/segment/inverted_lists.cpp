#include "index/segment/inverted_lists.hpp"

#include <algorithm>

namespace coldopen {
namespace {

class InvertedPlaces : public WordPlaceReader {
 public:
  explicit InvertedPlaces(Inversion::Reader reader) : reader_(std::move(reader)) { go_on(); }

  void read_until(DocId end, std::vector<WordPlace>& out) override {
    for (; has_ && posting_.doc < end; go_on()) {
      for (const std::uint32_t position : positions_) out.push_back({posting_.doc, position});
    }
  }

 private:
  void go_on() {
    positions_.clear();
    has_ = reader_.next(posting_, positions_);
  }

  Inversion::Reader reader_;
  bool has_ = false;
  Posting posting_;
  std::vector<std::uint32_t> positions_;
};

}  // namespace

InvertedLists::InvertedLists(Inversion& inversion, DocumentsWriter& documents)
    : inversion_(inversion), documents_(documents), order_(inversion.sorted_terms()) {}

bool InvertedLists::next(ListName& name) {
  if (next_ == order_.size()) return false;
  constexpr std::size_t kAhead = 8;  // terms whose memory is asked for
  const std::size_t last = order_.size() - 1;
  inversion_.prefetch_read(order_[std::min(next_ + kAhead, last)],
                           order_[std::min(next_ + 2 * kAhead, last)]);
  const std::uint32_t term = order_[next_++];
  name = {inversion_.terms().space(term), inversion_.terms().text(term)};
  return true;
}

void InvertedLists::read_term(std::uint32_t term, ListContent& content) const {
  content.postings.clear();
  content.positions.clear();
  Inversion::Reader reader = inversion_.read(term);
  for (Posting posting; reader.next(posting, content.positions);) {
    content.postings.push_back(posting);
  }
}

void InvertedLists::read(ListContent& content) { read_term(order_[next_ - 1], content); }

void InvertedLists::read_counts(std::string_view word, ListContent& content) {
  read_term(inversion_.terms().number_of(Space::exact, word), content);
  content.positions.clear();
}

std::unique_ptr<WordPlaceReader> InvertedLists::places_of(std::string_view word) {
  const std::uint32_t term = inversion_.terms().number_of(Space::exact, word);
  return std::make_unique<InvertedPlaces>(inversion_.read(term));
}

}  // namespace coldopen
