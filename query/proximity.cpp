#include "query/proximity.hpp"

#include <algorithm>
#include <string>

#include "query/word_class.hpp"

namespace coldopen {

Proximity::Proximity(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query,
                     const LengthNorms& norms)
    : segment_(*snapshot.segments[segment].segment),
      norms_(norms),
      scoring_(snapshot.scoring),
      // Words of two places lie further apart than this, so no place is looked up.
      near_words_(std::min(scoring_.near_words, kPositionGap)) {
  for (const WordPair& pair : query.pairs) {
    const Element& first = query.elements[pair.first];
    const Element& second = query.elements[pair.second];
    const std::size_t first_word = word_of(snapshot, first);
    const std::size_t second_word = word_of(snapshot, second);
    pairs_.push_back({first_word, second_word, pair.distance, std::min(first.idf, second.idf)});
  }
}

std::size_t Proximity::word_of(const Snapshot& snapshot, const Element& element) {
  const auto known = std::ranges::find(words_, &element, &Word::element);
  if (known != words_.end()) return static_cast<std::size_t>(known - words_.begin());
  Word word{&element, {}, {}};
  for (const std::string& member : class_words(snapshot, segment_, element.text)) {
    const PostingList list = find_list(segment_, Space::exact, member);
    if (list.df() > 0) word.lists.push_back(list);
  }
  words_.push_back(std::move(word));
  return words_.size() - 1;
}

void Proximity::read(DocId doc) {
  for (Word& word : words_) {
    word.places.clear();
    std::size_t lists = 0;
    for (const PostingList& list : word.lists) {
      const auto rank = list.find(doc);
      if (!rank) continue;
      list.positions(*rank, positions_);
      word.places.insert(word.places.end(), positions_.begin(), positions_.end());
      ++lists;
    }
    if (lists > 1) std::ranges::sort(word.places);
  }
}

Proximity::Counts Proximity::count(const Pair& pair) const {
  const std::vector<std::uint32_t>& first = words_[pair.first].places;
  const std::vector<std::uint32_t>& second = words_[pair.second].places;
  Counts counts;
  auto from = second.begin();  // the first place that is near enough
  for (const std::uint32_t place : first) {
    while (from != second.end() && *from + near_words_ < place) ++from;
    auto at = from;
    if (at != second.end() && *at == place) ++at;  // of one class: not the word itself
    if (at != second.end() && *at <= place + near_words_) ++counts.near;
    if (std::binary_search(from, second.end(), place + pair.distance)) ++counts.next;
  }
  return counts;
}

template <class Visit>
double Proximity::sum(DocId doc, Visit&& visit) {
  if (pairs_.empty()) return 0;
  read(doc);
  const double k = norms_[segment_.length_code(doc)];
  double total = 0;
  for (const Pair& pair : pairs_) {
    const Counts counts = count(pair);
    if (counts.next == 0 && counts.near == 0) continue;
    const double points =
        pair.idf * (scoring_.k1 + 1) *
        (scoring_.next * saturated(counts.next, k) + scoring_.near * saturated(counts.near, k));
    total += points;
    visit(pair, counts, points);
  }
  return total;
}

double Proximity::points(DocId doc) {
  return sum(doc, [](const Pair&, Counts, double) {});
}

double Proximity::explain(DocId doc, std::vector<ScorePart>& parts) {
  const auto times = [](std::uint32_t count) {
    return count == 1 ? std::string("once") : std::to_string(count) + " times";
  };
  return sum(doc, [&](const Pair& pair, Counts counts, double points) {
    const std::string words =
        words_[pair.first].element->text + " " + words_[pair.second].element->text;
    std::string note = counts.next > 0 ? "side by side " + times(counts.next) : "";
    if (counts.near > 0)
      note += (note.empty() ? "" : ", ") + ("near each other " + times(counts.near));
    parts.push_back({.source = "proximity",
                     .term = words,
                     .form = "",
                     .idf = pair.idf,
                     .count = static_cast<double>(counts.next),
                     .length = static_cast<double>(segment_.length(doc)),
                     .points = points,
                     .note = std::move(note)});
  });
}

}  // namespace coldopen
