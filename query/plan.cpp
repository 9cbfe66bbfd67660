#include "query/plan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "query/matcher.hpp"
#include "query/page_language.hpp"
#include "query/resolve.hpp"

namespace coldopen {

namespace {

constexpr std::uint32_t kNameSteps = 8;  // of pages that are called alike, or may be meant
constexpr std::size_t kCalledRead = 64;  // more pages called alike have no order among themselves

// What words, nearness and links cannot reach: each saturation is below 1.
double points_max(const Scoring& scoring, const ResolvedQuery& query) {
  double points = 0;
  for (const std::size_t i : query.scored)
    for (const ElementPart& part : query.elements[i].parts) points += part.weight;
  for (const WordPair& pair : query.pairs)
    points += std::min(query.elements[pair.first].idf, query.elements[pair.second].idf) *
              (scoring.k1 + 1) * (scoring.next + scoring.near);
  points += query.speaker_idf() * (scoring.k1 + 1);
  return points + scoring.w_prior;
}

bool is_character(const Segment& segment, DocId doc) {
  const auto kinds = segment.columns().find("kind");
  if (!kinds || kinds->type() != AttributeType::text) return false;
  for (std::uint32_t i = 0; i < kinds->count(doc); ++i)
    if (kinds->key(kinds->ordinal(doc, i)) == "character") return true;
  return false;
}

class Planner {
 public:
  Planner(const Snapshot& snapshot, const SearchRequest& request, bool blank, Deadline& deadline,
          std::size_t terms_max)
      : snapshot_(snapshot),
        request_(request),
        blank_(blank),
        deadline_(deadline),
        terms_max_(terms_max) {}

  Matches run(const Query& tree) {
    resolve_words(tree, {});
    for (const SegmentView& view : snapshot_.segments) {
      SegmentMatches& found = matches_.segments.emplace_back();
      for (const Condition& condition : request_.filters)
        found.filters.emplace_back(*view.segment, condition, *snapshot_.analyzer);
    }
    if (matches_.query.flat)
      for (std::size_t i = 0; i < snapshot_.segments.size(); ++i)
        for (const Condition& condition : matches_.query.filters)
          matches_.segments[i].filters_of_text.emplace_back(segment_at(i), condition,
                                                            *snapshot_.analyzer);
    pin();
    const bool relaxes = matches_.query.flat && request_.match == Match::automatic &&
                         !matches_.query.elements.empty();
    if (relaxes && snapshot_.scoring.parts.classes) set_classes(tree);
    match([&](std::size_t segment) { return first_step(segment); });
    matches_.covered_total = matches_.total;
    if (relaxes && unpinned_ < snapshot_.scoring.relax_below) look_further(tree);
    const double step = std::ceil(points_max(snapshot_.scoring, matches_.query));
    if (relaxes && snapshot_.scoring.parts.classes)
      matches_.height = step;  // of the words that score
    if (has_pins_) matches_.pin_step = std::max(step, 1.0);
    return std::move(matches_);
  }

 private:
  const Segment& segment_at(std::size_t i) const { return *snapshot_.segments[i].segment; }

  void resolve_words(const Query& tree, const Strings& lost) {
    const StageTime timed(request_.clock, Stage::words);
    matches_.query = resolve(snapshot_, tree, deadline_, {lost, terms_max_});
  }

  void pin() {
    const Pin* pin = pin_for(snapshot_, request_.q);
    has_pins_ = pin != nullptr;
    for (std::size_t i = 0; has_pins_ && i < snapshot_.segments.size(); ++i)
      matches_.segments[i].pins.emplace(snapshot_.segments[i], *pin);
  }

  void set_classes(const Query& tree) {
    const StageTime timed(request_.clock, Stage::names);
    const auto telling = std::ranges::count_if(matches_.query.elements, &Element::informative);
    matches_.covering_counts =
        static_cast<std::size_t>(telling) <= snapshot_.scoring.covered_elements_max;
    matches_.names = names_in(snapshot_, tree, request_.q, matches_.query, deadline_);
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i)
      matches_.segments[i].names.emplace(snapshot_, i, matches_.names, matches_.query);
    if (matches_.names.only_seasons) {
      matches_.steps = kSeasonSteps;
    } else {
      set_steps();
    }
  }

  // Of pages called alike, those in the language asked for and then characters come first, where
  // they differ in that.
  void set_steps() {
    std::vector<std::pair<std::size_t, DocId>> alike;
    for (std::size_t i = 0; i < matches_.segments.size(); ++i)
      for (const auto& [doc, of] : matches_.segments[i].names->called()) {
        if (of == DocClass::meant) matches_.steps = kNameSteps;
        if (of >= DocClass::tight) alike.emplace_back(i, doc);
      }
    if (alike.size() < 2 || alike.size() > kCalledRead) return;
    const PageLanguage language(snapshot_, request_.lang);
    std::vector<std::uint32_t> steps;
    for (const auto& [i, doc] : alike)
      steps.push_back(2 * language.nearness(segment_at(i).documents().head(doc).lang) +
                      (is_character(segment_at(i), doc) ? 1 : 0));
    if (std::ranges::count(steps, steps.front()) == std::ssize(steps)) return;
    matches_.steps = kNameSteps;
    for (std::size_t at = 0; at < alike.size(); ++at)
      matches_.segments[alike[at].first].names->set_step(alike[at].second, steps[at]);
  }

  MatcherPtr first_step(std::size_t segment) const {
    const ResolvedQuery& query = matches_.query;
    const std::uint32_t size = segment_at(segment).size();
    if (query.empty()) return blank_ ? match_everything(size) : match_nothing();
    if (!query.flat)
      return match_tree(query.root, query, segment_at(segment), segment, *snapshot_.analyzer);
    Matchers lists;
    for (const Element& element : query.elements)
      if (request_.match != Match::automatic || element.informative)
        lists.push_back(match_list(query.matching(element, segment)));
    return request_.match == Match::any && !lists.empty() ? match_any_of(std::move(lists))
                                                          : match_all_of(std::move(lists), size);
  }

  // The second step of auto; what the first one found stays, and is what is covered.
  void look_further(const Query& tree) {
    for (SegmentMatches& found : matches_.segments) found.covered = found.words;
    Strings lost;
    for (const Element& element : matches_.query.elements)
      if (element.form == ElementForm::phrase && element.holders == 0) lost.push_back(element.text);
    if (!lost.empty()) {
      std::vector<Note> notes = std::move(matches_.query.notes);
      resolve_words(tree, lost);
      matches_.query.notes = std::move(notes);
    }
    const ResolvedQuery& query = matches_.query;
    const Scoring& scoring = snapshot_.scoring;
    double idf = 0;
    for (const std::size_t i : query.scored) idf += query.elements[i].total_idf();
    const double share = query.elements.size() <= scoring.covered_elements_max ? scoring.relax_short
                                                                               : scoring.relax_long;
    match([&](std::size_t segment) {
      std::vector<WeighedList> lists;
      for (const std::size_t i : query.scored) {
        const Element& element = query.elements[i];
        lists.push_back(
            {&query.matching(element, segment), element.total_idf(), element.informative});
      }
      return match_share(std::move(lists), share * idf);
    });
  }

  // Fills words, hits and totals with what the matchers find and what is covered already.
  template <class MakeMatcher>
  void match(MakeMatcher&& make_matcher) {
    matches_.total = 0;
    unpinned_ = 0;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
      const SegmentView& view = snapshot_.segments[i];
      SegmentMatches& found = matches_.segments[i];
      const std::uint32_t chunks = view.segment->chunk_count();
      const MatcherPtr matcher = make_matcher(i);
      found.words.resize(chunks);
      found.hits.resize(chunks);
      found.total = 0;
      for (std::uint32_t chunk = 0; chunk < chunks && !deadline_.over(); ++chunk) {
        ChunkBits& words = found.words[chunk];
        matcher->match(chunk, words);
        for (const SegmentFilter& filter : found.filters_of_text) filter.restrict(chunk, words);
        if (view.dead) view.dead->remove_from(chunk, words);
        if (found.names) found.names->add_to(chunk, words);
        if (!found.covered.empty())
          for (std::size_t word = 0; word < words.words.size(); ++word)
            words.words[word] |= found.covered[chunk].words[word];
        std::uint64_t hits = count_hits(found, chunk);
        unpinned_ += hits;
        if (found.pins) {
          add_pins(found, chunk);
          hits = count_hits(found, chunk);
        }
        found.total += hits;
      }
      matches_.total += found.total;
    }
  }

  std::uint64_t count_hits(SegmentMatches& found, std::uint32_t chunk) const {
    ChunkBits& hits = found.hits[chunk];
    hits = found.words[chunk];
    for (const SegmentFilter& filter : found.filters) filter.restrict(chunk, hits);
    return hits.count();
  }

  void add_pins(SegmentMatches& found, std::uint32_t chunk) const {
    ChunkBits pinned;
    found.pins->add_to(chunk, pinned);
    for (const SegmentFilter& filter : found.filters_of_text) filter.restrict(chunk, pinned);
    ChunkBits& words = found.words[chunk];
    for (std::size_t word = 0; word < words.words.size(); ++word)
      words.words[word] |= pinned.words[word];
    found.pins->hide_from(chunk, words);
  }

  const Snapshot& snapshot_;
  const SearchRequest& request_;
  bool blank_;
  Deadline& deadline_;
  std::size_t terms_max_;
  std::uint64_t unpinned_ = 0;  // hits without a pin's help: these say whether to look further
  bool has_pins_ = false;
  Matches matches_;
};

}  // namespace

DocClass Matches::class_of(std::size_t segment, DocId doc) const noexcept {
  const SegmentMatches& found = segments[segment];
  if (found.pins && found.pins->rank(doc) > 0) return DocClass::pinned;
  if (!found.names) return DocClass::none;
  const DocClass called = found.names->called(doc);
  if (called >= DocClass::named) return called;
  const bool covers =
      found.covered.empty() || found.covered[doc / kChunkDocs].test(doc % kChunkDocs);
  if (!covers) return DocClass::none;
  if (found.names->named(doc)) return DocClass::named;
  return covering_counts ? DocClass::covered : DocClass::none;
}

double Matches::points_of(std::size_t segment, DocId doc) const noexcept {
  const DocClass of = class_of(segment, doc);
  const double points = static_cast<double>(of) * height * steps;
  if (of == DocClass::pinned) return points + segments[segment].pins->rank(doc) * pin_step;
  return steps == 1 ? points : points + segments[segment].names->step(doc) * height;
}

bool add_meant(const Snapshot& snapshot, const Strings& names, Matches& matches) {
  bool added = false;
  for (std::size_t i = 0; i < matches.segments.size(); ++i) {
    SegmentMatches& found = matches.segments[i];
    if (!found.names) return false;
    for (std::size_t at = 0; at < std::min<std::size_t>(names.size(), kNameSteps - 1); ++at) {
      const auto step = static_cast<std::uint32_t>(kNameSteps - 1 - at);
      for (const DocId doc :
           found.names->add_meant(snapshot.segments[i], names[at], found.filters_of_text, step)) {
        if (found.pins && found.pins->hides(doc)) continue;
        found.words[doc / kChunkDocs].set(doc % kChunkDocs);
        const bool passes = std::ranges::all_of(
            found.filters, [doc = doc](const SegmentFilter& filter) { return filter.holds(doc); });
        if (!passes) continue;
        added = true;
        matches.steps = std::max(matches.steps, kNameSteps);
        ChunkBits& hits = found.hits[doc / kChunkDocs];
        if (hits.test(doc % kChunkDocs)) continue;
        hits.set(doc % kChunkDocs);
        ++found.total;
        ++matches.total;
      }
    }
  }
  return added;
}

Matches find_matches(const Snapshot& snapshot, const Query& tree, bool blank,
                     const SearchRequest& request, Deadline& deadline, std::size_t terms_max) {
  const StageTime timed(request.clock, Stage::matching);
  return Planner(snapshot, request, blank, deadline, terms_max).run(tree);
}

}  // namespace coldopen
