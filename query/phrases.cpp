#include "query/phrases.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace coldopen {

namespace {

constexpr std::size_t kJoinedWordsMax = 4;

// Whether a place belongs to the field a rule names. An attribute's name is known by its article.
class FieldTest {
 public:
  FieldTest(const Documents& documents, const std::string& field)
      : documents_(documents), field_(field) {
    if (field == "title") wanted_ = Field::title;
    if (field == "alias") wanted_ = Field::alias;
    if (field == "heading") wanted_ = Field::heading;
    if (field == "body") wanted_ = Field::body;
  }

  bool operator()(DocId doc, const FieldPlace& place) const {
    if (place.field != wanted_) return false;
    if (wanted_ != Field::attribute) return true;
    return documents_.attribute_name(doc, place.item) == field_;
  }

 private:
  const Documents& documents_;
  const std::string& field_;
  Field wanted_ = Field::attribute;
};

// Starts weighed by their places.
class StartCounter {
 public:
  StartCounter(const Documents& documents, const PlaceRule& rule)
      : documents_(documents), rule_(rule), in_field_(documents, rule.field) {}

  std::uint32_t operator()(DocId doc, const std::vector<std::uint32_t>& starts) {
    const std::vector<FieldPlace> places = documents_.places(doc);
    std::uint32_t count = 0;
    std::uint32_t in_alias = 0;  // of the alias that is being counted
    std::uint32_t best_alias = 0;
    std::optional<std::uint32_t> alias;
    for (const std::uint32_t start : starts) {
      const FieldPlace* place = place_of(places, start);
      if (place == nullptr) continue;
      if (!rule_.field.empty()) {
        count += in_field_(doc, *place) ? 1 : 0;
      } else if (place->field == Field::alias) {
        in_alias = alias == place->item ? in_alias + 1 : 1;
        alias = place->item;
        best_alias = std::max(best_alias, in_alias);
      } else {
        count += place->weight(rule_.weights);
      }
    }
    return count + best_alias * rule_.weights.aliases;
  }

 private:
  const Documents& documents_;
  const PlaceRule& rule_;
  FieldTest in_field_;
};

// Exact words alone, in the living documents that are not among `others`.
MergedList find_exact(ExactPhrase& phrase, const SegmentView& view, const PlaceRule& rule,
                      const std::vector<DocId>& others, Deadline& deadline) {
  MergedList found;
  StartCounter count_starts(view.segment->documents(), rule);
  std::vector<std::uint32_t> starts;
  auto other = others.begin();
  const auto passes = [&](DocId doc) {
    other = std::lower_bound(other, others.end(), doc);
    return (other == others.end() || *other != doc) && view.alive(doc) && !deadline.over_at_step();
  };
  while (!deadline.over() && phrase.next(0)) {
    phrase.for_each(
        passes, [] { return std::uint8_t{0}; },
        [&](DocId doc, std::uint32_t at) {
          auto known = rule.field.empty() ? phrase.known_count(at) : std::nullopt;
          if (!known) {
            phrase.starts(at, starts);
            if (starts.empty()) return;
            if (rule.field.empty()) known = phrase.folded_count(starts.size());
          }
          const std::uint32_t count = known ? *known : count_starts(doc, starts);
          if (count == 0) return;
          found.documents.push_back(doc);
          found.counts.push_back(count);
        });
  }
  return found;
}

// All spellings, in the living ones of `candidates`.
MergedList find_spellings(PhraseReader& reader, const SegmentView& view, const PlaceRule& rule,
                          const std::vector<DocId>& candidates, Deadline& deadline) {
  MergedList found;
  StartCounter count_starts(view.segment->documents(), rule);
  std::vector<std::uint32_t> starts;
  for (const DocId doc : candidates) {
    if (deadline.over_at_step()) break;
    if (!view.alive(doc)) continue;
    reader.starts(doc, starts);
    const std::uint32_t count = starts.empty() ? 0 : count_starts(doc, starts);
    if (count == 0) continue;
    found.documents.push_back(doc);
    found.counts.push_back(count);
  }
  return found;
}

// Lists that have no document in common, as one.
MergedList merged(const MergedList& a, const MergedList& b) {
  MergedList all;
  std::size_t at = 0;
  const auto add = [&all](const MergedList& from, std::size_t i) {
    all.documents.push_back(from.documents[i]);
    all.counts.push_back(from.counts[i]);
  };
  for (std::size_t i = 0; i < a.documents.size(); ++i) {
    for (; at < b.documents.size() && b.documents[at] < a.documents[i]; ++at) add(b, at);
    add(a, i);
  }
  for (; at < b.documents.size(); ++at) add(b, at);
  return all;
}

ElementList changed(const PostingList& stored, MergedList changes) {
  if (changes.documents.empty()) return ElementList(stored);
  ChangedList list{stored, std::move(changes), 0};
  for (const DocId doc : list.changes.documents) list.added += stored.find(doc) ? 0 : 1;
  return ElementList(std::move(list));
}

}  // namespace

std::string text_of(const std::vector<PhraseWord>& words) {
  std::string text;
  for (const PhraseWord& word : words) text += (text.empty() ? "" : " ") + word.term;
  return text;
}

std::vector<PhraseStep> steps_of(const std::vector<PhraseWord>& words, bool joined) {
  std::vector<PhraseStep> steps;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool last = i + 1 == words.size();
    const std::uint32_t distance = last ? 1 : words[i + 1].offset - words[i].offset;
    steps.push_back({i, i + 1, Space::exact, words[i].term, distance});
    if (!joined) continue;
    steps.push_back({i, i + 1, Space::joined, words[i].term, 0});
    std::string term = words[i].term;
    for (std::size_t to = i + 2; to <= std::min(words.size(), i + kJoinedWordsMax); ++to) {
      term += words[to - 1].term;
      steps.push_back({i, to, Space::exact, term, 1});
    }
  }
  return steps;
}

PhraseReader::PhraseReader(const Segment& segment, const std::vector<PhraseWord>& words,
                           bool joined)
    : words_(words.size()), places_(words.size() + 1), covered_(words.size()) {
  for (const PhraseStep& step : steps_of(words, joined)) {
    const auto info = segment.find(step.space, step.term);
    if (!info) continue;
    steps_.push_back({.from = step.from,
                      .to = step.to,
                      .joined = step.space == Space::joined,
                      .distance = step.distance,
                      .list = segment.postings(*info),
                      .rank = std::nullopt});
  }
}

template <class Chosen>
void PhraseReader::unite(Chosen&& chosen, std::vector<DocId>& out) const {
  out.clear();
  std::size_t lists = 0;
  std::vector<DocId> documents;
  for (const Step& step : steps_) {
    if (!chosen(step)) continue;
    step.list.documents(documents);
    out.insert(out.end(), documents.begin(), documents.end());
    ++lists;
  }
  if (lists < 2) return;
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
}

PhraseReader::Candidates PhraseReader::candidates(std::vector<DocId>& out) const {
  out.clear();
  std::size_t rarest = 0;
  std::uint64_t fewest = 0;
  for (std::size_t word = 0; word < words_; ++word) {
    std::uint64_t postings = 0;
    for (const Step& step : steps_)
      if (step.from <= word && word < step.to) postings += step.list.df();
    if (postings == 0) return Candidates::all;
    if (word == 0 || postings < fewest) {
      rarest = word;
      fewest = postings;
    }
  }
  const auto is_other = [](const Step& step) { return step.joined || step.to - step.from > 1; };
  std::uint64_t others = 0;
  for (const Step& step : steps_)
    if (is_other(step)) others += step.list.df();
  if (others < fewest) {
    unite(is_other, out);
    return Candidates::spelled_otherwise;
  }
  unite([&](const Step& step) { return step.from <= rarest && rarest < step.to; }, out);
  return Candidates::all;
}

// Each word is covered by some token of the document. No position is read for those that are not.
bool PhraseReader::may_hold(DocId doc) {
  std::ranges::fill(covered_, 0);
  for (Step& step : steps_) {
    step.rank = step.list.find(doc);
    if (step.rank)
      std::fill(covered_.begin() + static_cast<std::ptrdiff_t>(step.from),
                covered_.begin() + static_cast<std::ptrdiff_t>(step.to), 1);
  }
  return std::ranges::find(covered_, 0) == covered_.end();
}

// The places of a step from which the rest of the phrase follows.
void PhraseReader::add_places(const Step& step) {
  std::vector<std::uint32_t>& places = places_[step.from];
  const std::vector<std::uint32_t>& next = places_[step.to];
  step.list.positions(*step.rank, entries_);
  if (step.joined) {  // position * 16 + length - 1
    for (const std::uint32_t entry : entries_)
      if (step.to == words_ || std::ranges::binary_search(next, entry / 16 + entry % 16 + 1))
        places.push_back(entry / 16);
    return;
  }
  auto at = next.begin();
  for (const std::uint32_t place : entries_) {  // both rise: one pass
    while (at != next.end() && *at < place + step.distance) ++at;
    if (step.to == words_ || (at != next.end() && *at == place + step.distance))
      places.push_back(place);
  }
}

void PhraseReader::starts(DocId doc, std::vector<std::uint32_t>& out) {
  out.clear();
  if (steps_.empty() || !may_hold(doc)) return;
  for (std::vector<std::uint32_t>& places : places_) places.clear();
  for (std::size_t end = steps_.size(); end > 0;) {  // from the last word to the first
    const std::size_t word = steps_[end - 1].from;
    std::size_t lists = 0;
    for (; end > 0 && steps_[end - 1].from == word; --end) {
      if (!steps_[end - 1].rank) continue;
      add_places(steps_[end - 1]);
      ++lists;
    }
    if (lists < 2) continue;
    std::ranges::sort(places_[word]);
    places_[word].erase(std::ranges::unique(places_[word]).begin(), places_[word].end());
  }
  out = places_[0];
}

ElementList find_phrase(const SegmentView& view, const std::vector<PhraseWord>& words, bool joined,
                        const PlaceRule& rule, Deadline& deadline) {
  std::vector<DocId> candidates;
  MergedList spellings;
  if (joined) {
    PhraseReader reader(*view.segment, words, joined);
    const PhraseReader::Candidates are = reader.candidates(candidates);
    spellings = find_spellings(reader, view, rule, candidates, deadline);
    if (are == PhraseReader::Candidates::all) return ElementList(std::move(spellings));
  }
  Workspace& scratch = scratch_of_thread();
  scratch.reset();
  ExactPhrase phrase(*view.segment, words, scratch);
  if (phrase.nowhere()) return ElementList(std::move(spellings));
  if (const PostingList* whole = phrase.whole_stored(); whole != nullptr && rule.field.empty())
    return changed(*whole, std::move(spellings));
  MergedList exact = find_exact(phrase, view, rule, candidates, deadline);
  return ElementList(spellings.documents.empty() ? std::move(exact) : merged(exact, spellings));
}

std::uint64_t count_phrase(const Snapshot& snapshot, const std::vector<PhraseWord>& words,
                           Deadline& deadline) {
  std::uint64_t holders = 0;
  for (const SegmentView& view : snapshot.segments) {
    Workspace& scratch = scratch_of_thread();
    scratch.reset();
    ExactPhrase phrase(*view.segment, words, scratch);
    if (const PostingList* whole = phrase.whole_stored()) {
      holders += count_alive(view, *whole);
      continue;
    }
    while (!deadline.over() && phrase.next(0)) {
      phrase.for_each([&](DocId doc) { return view.alive(doc) && !deadline.over_at_step(); },
                      [] { return std::uint8_t{0}; },
                      [&](DocId, std::uint32_t at) { holders += phrase.count(at) != 0 ? 1 : 0; });
    }
  }
  return holders;
}

const FieldPlace* place_of(const std::vector<FieldPlace>& places, std::uint32_t position) noexcept {
  auto at = std::ranges::upper_bound(places, position, {}, &FieldPlace::begin);
  if (at == places.begin()) return nullptr;
  --at;
  return position < at->end ? &*at : nullptr;
}

}  // namespace coldopen
