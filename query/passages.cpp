#include "query/passages.hpp"

#include <algorithm>
#include <tuple>

namespace coldopen {

namespace {

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
    if (element.form == ElementForm::word) {
      add_word(snapshot, source);
    } else if (element.form == ElementForm::prefix) {
      for (const std::string& term : element.terms) add_term(source, Space::exact, term, true);
    } else if (element.is_phrase()) {
      const bool joined = element.form == ElementForm::phrase && snapshot.scoring.parts.joins;
      source.phrases.push_back({PhraseReader(segment_, element.words, joined), true});
    } else {
      add_term(source, Space::exact, element.text, true);
    }
    sources_.push_back(std::move(source));
  }
}

void PassageFinder::add_word(const Snapshot& snapshot, Source& source) const {
  const Element& element = *source.element;
  const auto add_class = [&](const std::string& stem) {
    for (const std::string& member : class_words(snapshot, segment_, stem))
      add_term(source, Space::exact, member, member == element.text);
  };
  if (element.decorated.empty()) {
    add_class(element.stem);
  } else {
    add_term(source, Space::joined, element.decorated, true);
  }
  for (const Writing& writing : element.writings) {
    if (writing.source == Writing::Source::term) {
      add_term(source, writing.space, writing.terms[0], true);
    } else if (writing.is_phrase()) {
      source.phrases.push_back({PhraseReader(segment_, phrase_of(writing),
                                             snapshot.scoring.parts.joins && !writing.is_apart()),
                                writing.is_apart()});
    } else if (writing.source == Writing::Source::words) {
      add_class(writing.terms[0]);
    }
  }
}

void PassageFinder::add_term(Source& source, Space space, std::string_view term,
                             bool as_typed) const {
  const PostingList list = find_list(segment_, space, term);
  if (list.df() > 0) source.terms.push_back({list, space != Space::exact, as_typed});
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

std::vector<PassageFinder::Occurrence> PassageFinder::occurrences(DocId doc) {
  const std::vector<FieldPlace> places = segment_.documents().places(doc);
  std::vector<Occurrence> found;
  std::vector<std::uint32_t> positions;
  for (std::uint32_t s = 0; s < sources_.size(); ++s) {
    Source& source = sources_[s];
    for (Phrases& phrase : source.phrases) {
      phrase.reader.starts(doc, positions);
      add(s, phrase.as_typed, positions, places, found);
    }
    for (const Terms& terms : source.terms) {
      const auto rank = terms.list.find(doc);
      if (!rank) continue;
      terms.list.positions(*rank, positions);
      if (terms.joined)
        for (std::uint32_t& position : positions) position /= 16;
      add(s, terms.as_typed, positions, places, found);
    }
  }
  std::ranges::sort(found, {}, [](const Occurrence& o) { return std::tuple(o.passage, o.source); });
  return found;
}

std::vector<PassageMatch> PassageFinder::find(DocId doc) {
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
