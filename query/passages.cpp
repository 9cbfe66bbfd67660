#include "query/passages.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "query/word_class.hpp"

namespace coldopen {

namespace {

constexpr double kOtherForm = 0.8;  // of a word in another form than typed
constexpr double kHalfEmpty = 0.5, kWords = 60;
constexpr double kInHeading = 0.2;
constexpr double kLater = 0.01;

constexpr std::uint32_t kNoPassage = 0xFFFF'FFFF;

// An alias here is one of a passage, and is no field that can be asked for.
bool counts_in(const Element& element, Field field) {
  if (field == Field::alias) return element.field.empty();
  if (field != Field::heading && field != Field::body) return false;
  return element.field.empty() || element.field == (field == Field::body ? "body" : "heading");
}

}  // namespace

PassageFinder::PassageFinder(const Snapshot& snapshot, std::size_t segment,
                             const ResolvedQuery& query)
    : segment_(*snapshot.segments[segment].segment), scoring_(snapshot.scoring) {
  for (const std::size_t index : query.scored) {
    const Element& element = query.elements[index];
    if (!element.informative) continue;
    if (!counts_in(element, Field::heading) && !counts_in(element, Field::body)) continue;
    Source source;
    source.element = &element;
    source.is_speaker = query.is_speaker(element);
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
    if (!source.is_speaker) said_idf_ += element.idf;
    sources_.push_back(std::move(source));
  }
  for (const std::string& word : query.speaker)
    speaker_.push_back(find_list(segment_, Space::exact, word));
  speaker_idf_ = query.speaker_idf();
  add_pairs(query);
}

void PassageFinder::add_pairs(const ResolvedQuery& query) {
  const auto source_of = [&](std::size_t element) {
    const auto at = std::ranges::find(sources_, &query.elements[element], &Source::element);
    return static_cast<std::uint32_t>(at - sources_.begin());
  };
  for (const WordPair& pair : query.pairs) {
    const Pair found{source_of(pair.first), source_of(pair.second), pair.distance,
                     std::min(query.elements[pair.first].idf, query.elements[pair.second].idf)};
    if (std::max(found.first, found.second) < sources_.size()) pairs_.push_back(found);
  }
}

void PassageFinder::add_word(const Snapshot& snapshot, Source& source) const {
  const Element& element = *source.element;
  const auto add_class = [&](const std::string& word) {
    for (const std::string& member : class_words(snapshot, segment_, word))
      add_term(source, Space::exact, member, member == element.text);
  };
  if (element.decorated.empty()) {
    add_class(element.text);
  } else {
    add_term(source, Space::joined, element.decorated, true);
  }
  for (const Writing* one : writings_in(snapshot, segment_, element.text, element.writings)) {
    const Writing& writing = *one;
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
    if (place == nullptr || place->item == kNoPassage) continue;
    if (!counts_in(*sources_[source].element, place->field)) continue;
    out.push_back({place->item, source, position, as_typed, place->field != Field::body});
  }
}

std::vector<PassageFinder::Occurrence> PassageFinder::occurrences(
    DocId doc, const std::vector<FieldPlace>& places) {
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
  std::ranges::sort(
      found, {}, [](const Occurrence& o) { return std::tuple(o.passage, o.source, o.position); });
  return found;
}

void PassageFinder::count(std::span<const Occurrence> found, std::uint32_t words,
                          PassageMatch& match) const {
  const Source& source = sources_[found[0].source];
  const bool as_typed = std::ranges::any_of(found, &Occurrence::as_typed);
  const double idf = source.element->idf;
  const auto times = static_cast<double>(found.size());
  match.mass += idf;
  match.score += idf * (as_typed ? 1 : kOtherForm) * times / (times + kHalfEmpty + words / kWords);
  if (std::ranges::any_of(found, &Occurrence::in_heading)) match.score += kInHeading;
  if (!source.is_speaker) match.said += idf;
}

double PassageFinder::nearness(std::span<const Occurrence> passage) const {
  double points = 0;
  for (const Pair& pair : pairs_) {
    const auto first = std::ranges::equal_range(passage, pair.first, {}, &Occurrence::source);
    const auto second = std::ranges::equal_range(passage, pair.second, {}, &Occurrence::source);
    double next = 0;
    double near = 0;
    auto from = second.begin();  // the first that is near enough
    for (const Occurrence& one : first) {
      while (from != second.end() && from->position + scoring_.near_words < one.position) ++from;
      auto at = from;
      if (at != second.end() && at->position == one.position) ++at;
      if (at != second.end() && at->position <= one.position + scoring_.near_words) ++near;
      const std::uint32_t behind = one.position + pair.distance;
      const auto beside =
          std::ranges::lower_bound(from, second.end(), behind, {}, &Occurrence::position);
      if (beside != second.end() && beside->position == behind) ++next;
    }
    points +=
        2 * pair.idf * (scoring_.next * next / (next + 1) + scoring_.near * near / (near + 1));
  }
  return points;
}

// Where the fields of a document lie. Aliases stand for their passage and say what it is about, as
// its heading does; those of the article, and all where none are asked for, stand for none.
std::vector<FieldPlace> PassageFinder::places(DocId doc, bool with_aliases) const {
  const Documents& documents = segment_.documents();
  std::vector<FieldPlace> places = documents.places(doc);
  std::vector<std::uint32_t> passage_of;  // by number of the alias
  if (with_aliases && documents.has_passage_aliases(doc)) {
    const Article article = documents.article(doc);
    passage_of.assign(article.aliases.size(), kNoPassage);
    for (std::uint32_t i = 0; i < article.passages.size(); ++i)
      passage_of.insert(passage_of.end(), article.passages[i].aliases.size(), i);
  }
  for (FieldPlace& place : places)
    if (place.field == Field::alias)
      place.item = place.item < passage_of.size() ? passage_of[place.item] : kNoPassage;
  return places;
}

std::vector<PassageMatch> PassageFinder::find(DocId doc, bool by_aliases) {
  const std::vector<FieldPlace> places = this->places(doc, by_aliases);
  const std::vector<Occurrence> found = occurrences(doc, places);
  std::map<std::uint32_t, std::uint32_t> words;  // by passage, whatever number stored bytes say
  for (const FieldPlace& place : places)
    if (place.field == Field::body || place.field == Field::heading)
      words[place.item] += place.end - place.begin;
  std::vector<PassageMatch> matches;
  const std::span<const Occurrence> all = found;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    const std::uint32_t passage = all[begin].passage;
    PassageMatch match{.index = passage, .score = -kLater * passage};
    while (end < all.size() && all[end].passage == passage) {
      const std::size_t first = end;
      while (end < all.size() && all[end].passage == passage &&
             all[end].source == all[first].source)
        ++end;
      count(all.subspan(first, end - first), words[passage], match);
    }
    match.score += nearness(all.subspan(begin, end - begin));
    matches.push_back(match);
  }
  mark_spoken(doc, places, matches);
  std::ranges::sort(matches, [](const PassageMatch& a, const PassageMatch& b) {
    return std::tuple(-a.mass, -a.score, a.index) < std::tuple(-b.mass, -b.score, b.index);
  });
  return matches;
}

void PassageFinder::mark_spoken(DocId doc, const std::vector<FieldPlace>& places,
                                std::vector<PassageMatch>& matches) const {
  std::vector<std::uint32_t> spoken;  // passages, rising
  bool all = false;
  if (!speaker_.empty()) {
    const SpeakerNames named = names_of_speaker(doc);
    for (const FieldPlace& place : places)
      if (place.field == Field::body && stands_at(named, place.begin)) spoken.push_back(place.item);
    all = is_line_of_speaker(doc, named, places);
  }
  for (PassageMatch& match : matches) {
    if (all || std::ranges::binary_search(spoken, match.index)) {
      match.mass += speaker_idf_;
      match.score += speaker_idf_;
      if (said_idf_ > 0) match.said /= said_idf_;
    } else {
      match.said = 0;
    }
  }
}

PassageFinder::SpeakerNames PassageFinder::names_of_speaker(DocId doc) const {
  SpeakerNames named;
  for (const PostingList& word : speaker_) {
    const auto rank = word.find(doc);
    if (!rank) return {};
    word.positions(*rank, named.emplace_back());
  }
  return named;
}

bool PassageFinder::stands_at(const SpeakerNames& named, std::uint32_t position) {
  if (named.empty()) return false;
  return std::ranges::all_of(named, [&](const std::vector<std::uint32_t>& word) {
    return std::ranges::binary_search(word, position++);
  });
}

bool PassageFinder::is_line_of_speaker(DocId doc, const SpeakerNames& named,
                                       const std::vector<FieldPlace>& places) const {
  const std::span<const ChunkBits> parts = segment_.parts_of_pages();
  if (parts.empty() || !parts[doc / kChunkDocs].test(doc % kChunkDocs)) return false;
  return std::ranges::any_of(places, [&](const FieldPlace& place) {
    if (place.field != Field::attribute) return false;
    const std::string_view name = segment_.documents().attribute_name(doc, place.item);
    return (name == "characters" || name == "character" || name == "speaker") &&
           stands_at(named, place.begin);
  });
}

std::size_t PassageFinder::worth_showing(const std::vector<PassageMatch>& found,
                                         std::size_t count) {
  std::size_t shown = std::min(found.size(), std::min<std::size_t>(count, 1));
  while (shown < std::min(found.size(), count) && found[shown].score >= 0.5 * found[0].score)
    ++shown;
  return shown;
}

}  // namespace coldopen
