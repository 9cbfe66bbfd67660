#include "query/passages.hpp"

#include <algorithm>
#include <tuple>

#include "query/merged_list.hpp"

namespace coldopen {

namespace {

bool is_phrase(const Element& element) {
  return element.form == ElementForm::phrase || element.form == ElementForm::field_phrase;
}

bool counts_in(const Element& element, Field field) {
  if (field != Field::heading && field != Field::body) return false;
  return element.field.empty() || element.field == (field == Field::body ? "body" : "heading");
}

}  // namespace

PassageFinder::PassageFinder(const Snapshot& snapshot, std::size_t segment,
                             const ResolvedQuery& query)
    : segment_(*snapshot.segments[segment].segment) {
  for (const std::size_t index : query.scored) {
    const Element& element = query.elements[index];
    if (!element.informative) continue;
    if (!counts_in(element, Field::heading) && !counts_in(element, Field::body)) continue;
    Source source;
    source.element = &element;
    const auto add_list = [&](std::string_view term, bool as_typed) {
      const auto info = segment_.find(Space::exact, term);
      if (!info && !is_phrase(element)) return;
      source.lists.push_back(info ? segment_.postings(*info) : PostingList());
      source.as_typed.push_back(as_typed);
    };
    if (element.form == ElementForm::word) {
      for (const std::string& member : segment_.class_members(element.stem))
        add_list(member, member == element.text);
    } else if (element.form == ElementForm::prefix) {
      for (const std::string& term : element.terms) add_list(term, true);
    } else {
      for (const PhraseWord& word : element.words) add_list(word.term, true);
    }
    sources_.push_back(std::move(source));
  }
}

void PassageFinder::add(std::uint32_t source, bool as_typed,
                        const std::vector<std::uint32_t>& positions,
                        const std::vector<FieldPlace>& places, std::vector<Occurrence>& out) const {
  for (const std::uint32_t position : positions) {
    const FieldPlace* place = place_of(places, position);
    if (place == nullptr || !counts_in(*sources_[source].element, place->field)) continue;
    out.push_back({place->item, source, as_typed, place->field == Field::heading});
  }
}

std::vector<PassageFinder::Occurrence> PassageFinder::occurrences(DocId doc) const {
  const std::vector<FieldPlace> places = segment_.documents().places(doc);
  std::vector<Occurrence> found;
  std::vector<std::uint32_t> positions;
  for (std::uint32_t s = 0; s < sources_.size(); ++s) {
    const Source& source = sources_[s];
    if (is_phrase(*source.element)) {
      phrase_starts(source.element->words, source.lists, doc, positions);
      add(s, true, positions, places, found);
      continue;
    }
    for (std::size_t i = 0; i < source.lists.size(); ++i) {
      const auto rank = source.lists[i].find(doc);
      if (!rank) continue;
      source.lists[i].positions(*rank, positions);
      add(s, source.as_typed[i], positions, places, found);
    }
  }
  std::ranges::sort(found, {}, [](const Occurrence& o) { return std::tuple(o.passage, o.source); });
  return found;
}

std::vector<PassageMatch> PassageFinder::find(DocId doc) const {
  const std::vector<Occurrence> found = occurrences(doc);
  std::vector<PassageMatch> matches;
  for (std::size_t begin = 0; begin < found.size();) {
    const Occurrence& first = found[begin];
    double times = 0;
    bool as_typed = false;
    bool in_heading = false;
    std::size_t end = begin;
    for (; end < found.size() && found[end].passage == first.passage &&
           found[end].source == first.source;
         ++end) {
      ++times;
      as_typed = as_typed || found[end].as_typed;
      in_heading = in_heading || found[end].in_heading;
    }
    if (matches.empty() || matches.back().index != first.passage)
      matches.push_back({.index = first.passage, .mass = 0, .score = -0.01 * first.passage});
    const double idf = sources_[first.source].element->idf;
    matches.back().mass += idf;
    matches.back().score += idf * (as_typed ? 1 : 0.8) * times / (times + 1);
    if (in_heading) matches.back().score += 0.2;
    begin = end;
  }
  std::ranges::sort(matches, [](const PassageMatch& a, const PassageMatch& b) {
    return std::tuple(-a.mass, -a.score, a.index) < std::tuple(-b.mass, -b.score, b.index);
  });
  return matches;
}

std::size_t PassageFinder::worth_showing(const std::vector<PassageMatch>& found,
                                         std::size_t count) {
  std::size_t shown = std::min(found.size(), std::min<std::size_t>(count, 1));
  while (shown < std::min(found.size(), count) && found[shown].score >= 0.5 * found[0].score)
    ++shown;
  return shown;
}

}  // namespace coldopen
