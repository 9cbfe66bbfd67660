#include "query/name_classes.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <span>
#include <variant>

#include "index/segment/kernels.hpp"
#include "query/filter.hpp"
#include "query/meant_codes.hpp"
#include "query/merged_list.hpp"
#include "query/series_name.hpp"
#include "query/word_class.hpp"
#include "query/writings.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kSeriesLettersMin = 3;  // of a series as it is named in passing
constexpr std::uint32_t kNamesakesMax =
    1'000;  // where more have a word in their title, it is no name
constexpr std::uint32_t kEpisodesMax = kSeasonSteps;  // no code of the analysis has more digits

PostingList list_of(const Segment& segment, Space space, const std::string& term) {
  const auto info = segment.find(space, term);
  return info ? segment.postings(*info) : PostingList{};
}

std::string in_titles(const std::string& word) {
  return std::string("title") + kFieldSeparator + word;
}

bool has_word(const NameKeys& keys, const std::string& word) {
  return std::ranges::any_of(keys.whole, [&](const std::string& key) {
    return (" " + key + " ").find(" " + word + " ") != std::string::npos;
  });
}

// The highest class of each document, by its kind and title.
class Caps {
 public:
  Caps(const Segment& segment, bool ambiguous_wanted)
      : documents_(segment.documents()),
        kinds_(segment.columns().find("kind")),
        ambiguous_wanted_(ambiguous_wanted) {
    if (kinds_ && kinds_->type() != AttributeType::text) kinds_.reset();
    for (std::uint32_t i = 0; kinds_ && i < kinds_->value_count(); ++i)
      of_kind_.push_back(of_kind(kinds_->key(i)));
  }

  DocClass by_kind(DocId doc) const noexcept {
    DocClass most = DocClass::title;
    const std::uint32_t count = kinds_ ? kinds_->count(doc) : 0;
    for (std::uint32_t i = 0; i < count; ++i)
      most = std::min(most, of_kind_[kinds_->ordinal(doc, i)]);
    return most;
  }

  DocClass operator()(DocId doc) const noexcept {
    const bool ambiguous = documents_.title(doc).ends_with("(disambiguation)");
    return ambiguous && !ambiguous_wanted_ ? std::min(by_kind(doc), DocClass::named) : by_kind(doc);
  }

 private:
  DocClass of_kind(std::string_view kind) const noexcept {
    if (is_part_of_page(kind)) return DocClass::covered;
    const bool leads_on = kind == "disambiguation" || kind == "list" || kind == "redirect";
    return leads_on && !ambiguous_wanted_ ? DocClass::named : DocClass::title;
  }

  const Documents& documents_;
  std::optional<Column> kinds_;
  std::vector<DocClass> of_kind_;  // by ordinal
  bool ambiguous_wanted_;
};

bool is_of_kind(const Column& kinds, DocId doc, std::string_view kind) {
  for (std::uint32_t i = 0; i < kinds.count(doc); ++i)
    if (kinds.key(kinds.ordinal(doc, i)) == kind) return true;
  return false;
}

// The kind that people call so; most call it as it is.
std::string_view kind_meant(std::string_view word) noexcept {
  if (word == "actor" || word == "actress") return "person";
  if (word == "movie") return "film";
  return word == "show" ? "series" : word;
}

enum class Place : std::uint8_t { first, last, within };

// Where `word` stands in a title, by letters of ASCII; those of other alphabets stand within.
Place place_in(std::string_view title, std::string_view word) {
  if (const std::size_t bare = title.rfind(" ("); bare != std::string_view::npos)
    title = title.substr(0, bare);
  if (title.size() < word.size()) return Place::within;
  const auto is = [](char letter, char lower) {
    return letter == lower || (letter >= 'A' && letter <= 'Z' && letter + ('a' - 'A') == lower);
  };
  const std::size_t behind = title.size() - word.size();
  const auto is_space = [&](std::size_t at) { return at >= title.size() || title[at] == ' '; };
  if (std::ranges::equal(title.substr(0, word.size()), word, is) && is_space(word.size()))
    return Place::first;
  const bool last = std::ranges::equal(title.substr(behind), word, is) && is_space(behind - 1);
  return last ? Place::last : Place::within;
}

// Documents by the keys and codes of a query: each with the class of the list it is in.
class Caller {
 public:
  Caller(const SegmentView& view, std::size_t segment, const ResolvedQuery& query)
      : view_(view), segment_(segment), query_(query) {}

  std::vector<std::pair<DocId, DocClass>> found;          // in any order, several times
  std::vector<std::pair<DocId, std::uint32_t>> episodes;  // of typed seasons, likewise
  std::vector<std::pair<DocId, std::uint32_t>> steps;     // of those meant by a part of their name

  void by_keys(const NameKeys& keys) {
    add(Space::title_key, keys.whole, DocClass::title);
    add(Space::bare_key, keys.whole, DocClass::bare_title);
    add(Space::alias_key, keys.whole, DocClass::alias);
    // A tight key that is a whole one, too, is kept as that alone (index/segment/names).
    for (const Space space :
         {Space::tight_key, Space::title_key, Space::bare_key, Space::alias_key})
      add(space, keys.tight, DocClass::tight);
  }

  // "pilot office", "the office pilot", "pilot of parks and rec"
  void by_series(const NameKeys& keys) {
    const auto series = view_.segment->columns().find("series");
    if (!series || series->type() != AttributeType::text || keys.whole.empty()) return;
    const std::string& key = keys.whole.front();
    for (std::size_t at = key.find(' '); at != std::string::npos; at = key.find(' ', at + 1)) {
      const std::string first = key.substr(0, at), last = key.substr(at + 1);
      add_of_series(first, last, *series);
      add_of_series(last, first, *series);
    }
  }

  // "michael scott character", "Creed Bratton (actor)", "up movie": a title and its kind.
  void by_kind(const NameKeys& keys) {
    const auto kinds = view_.segment->columns().find("kind");
    if (!kinds || kinds->type() != AttributeType::text || keys.whole.empty()) return;
    const std::string& key = keys.whole.front();
    const std::size_t space = key.rfind(' ');
    if (space == std::string::npos) return;
    const std::string_view kind = kind_meant(std::string_view(key).substr(space + 1));
    for (const auto& [names, of] : {std::pair(Space::title_key, DocClass::bare_title),
                                    std::pair(Space::bare_key, DocClass::alias)})
      list_of(*view_.segment, names, key.substr(0, space)).for_each([&](DocId doc, Rank) {
        if (view_.alive(doc) && is_of_kind(*kinds, doc, kind)) found.emplace_back(doc, of);
      });
  }

  // Of one word: characters and people with that first or last name.
  void by_part_of_name(const NameKeys& keys) {
    const auto kinds = view_.segment->columns().find("kind");
    if (!kinds || kinds->type() != AttributeType::text || keys.whole.empty()) return;
    const std::string& word = keys.whole.front();
    const PostingList titled = list_of(*view_.segment, Space::field, in_titles(word));
    titled.for_each([&](DocId doc, Rank) {
      if (!view_.alive(doc)) return;
      const std::uint32_t who = is_of_kind(*kinds, doc, "character") ? 3
                                : is_of_kind(*kinds, doc, "person")  ? 1
                                                                     : 0;
      const Place place = place_in(view_.segment->documents().title(doc), word);
      if (who == 0 || place == Place::within) return;
      found.emplace_back(doc, DocClass::meant);
      steps.emplace_back(doc, who + (place == Place::first ? 1 : 0));
    });
  }

  // The codes of a season's episodes begin with its own: s04, s04e13.
  void by_seasons(const Strings& seasons) {
    for (const std::string& season : seasons)
      view_.segment->for_each_term(
          Space::code_key, season + "e", [&](std::string_view code, const TermInfo& info) {
            std::uint32_t number = 0;
            const char* const end = code.data() + code.size();
            const auto read = std::from_chars(code.data() + season.size() + 1, end, number);
            if (read.ec != std::errc() || read.ptr != end || number >= kEpisodesMax) return true;
            view_.segment->postings(info).for_each([&](DocId doc, Rank) {
              if (!view_.alive(doc)) return;
              found.emplace_back(doc, DocClass::of_season);
              episodes.emplace_back(doc, number);
            });
            return true;
          });
  }

  void by_cast(const Cast& cast) {
    for (const auto& [pages, of] :
         {std::pair(&cast.asked, DocClass::asked), std::pair(&cast.beside, DocClass::beside)})
      for (const PageAt& page : *pages)
        if (page.segment == segment_) found.emplace_back(page.doc, of);
  }

  void by_codes(const QueryNames& names) {
    const std::size_t before = found.size();
    add(Space::code_key, names.codes, DocClass::bare_title);
    add(Space::alias_key, names.codes, DocClass::alias);
    const auto lacks_some = [&](const std::pair<DocId, DocClass>& doc) {
      return std::ranges::any_of(names.beside, [&](std::size_t i) {
        return !query_.matching(query_.elements[i], segment_).find(doc.first);
      });
    };
    found.erase(std::remove_if(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(),
                               lacks_some),
                found.end());
  }

 private:
  void add_of_series(const std::string& title, std::string_view typed, const Column& series) {
    for (const std::string_view of : {"of ", "from ", "in "})
      if (typed.starts_with(of)) typed.remove_prefix(of.size());
    if (typed.size() < kSeriesLettersMin || typed == "the") return;
    const auto add_if = [&](DocId doc, Rank) {
      bool fits = false;
      for (std::uint32_t i = 0; i < series.count(doc); ++i)
        fits = fits || begins_series(typed, series.key(series.ordinal(doc, i)));
      if (fits && view_.alive(doc)) found.emplace_back(doc, DocClass::alias);
    };
    for (const Space space : {Space::title_key, Space::bare_key})
      list_of(*view_.segment, space, title).for_each(add_if);
  }

  void add(Space space, const Strings& keys, DocClass of) {
    for (const std::string& key : keys)
      list_of(*view_.segment, space, key).for_each([&](DocId doc, Rank) {
        if (view_.alive(doc)) found.emplace_back(doc, of);
      });
  }

  const SegmentView& view_;
  std::size_t segment_;
  const ResolvedQuery& query_;
};

bool is_alive(const Snapshot& snapshot, const std::string& language, const std::string& word) {
  return std::ranges::any_of(snapshot.segments, [&](const SegmentView& view) {
    return view.segment->language() == language &&
           count_alive(view, list_of(*view.segment, Space::exact, word)) > 0;
  });
}

// The words of which a name must have one to hold `word`: other spellings of it, no other word that
// means the same, so that of two titles the one with the typed words comes first. Those of its
// class that live somewhere in the language: a joined form in a title is of it wherever its word
// is, and whoever is dead.
Strings spellings(const Snapshot& snapshot, const std::string& language, const Element& word) {
  if (!word.decorated.empty()) return {word.decorated};
  Strings all;
  for (const SegmentView& view : snapshot.segments)
    if (view.segment->language() == language)
      std::ranges::copy(class_words(snapshot, *view.segment, word.text), std::back_inserter(all));
  std::ranges::sort(all);
  const auto doubles = std::ranges::unique(all);
  all.erase(doubles.begin(), doubles.end());
  std::erase_if(all, [&](const std::string& term) { return !is_alive(snapshot, language, term); });
  std::ranges::copy(word.also(), std::back_inserter(all));
  all.push_back(word.text);
  return all;
}

// Adds what names must have to hold `element`; false: no name can.
bool add_words(const Snapshot& snapshot, const std::string& language, const Element& element,
               std::vector<NameWord>& words) {
  if (element.form == ElementForm::word) {
    words.push_back({spellings(snapshot, language, element), element.apart()});
    return true;
  }
  if (element.form == ElementForm::prefix) {
    words.push_back({element.terms, {}});
    return true;
  }
  const bool anywhere = element.field.empty();
  const bool in_title = anywhere || element.field == "title";
  const bool in_alias = anywhere || element.field == "alias";
  for (const PhraseWord& word : element.words)
    words.push_back({{word.term}, {}, in_title, in_alias});
  return in_title || in_alias;
}

std::vector<NameWord> words_of(const Snapshot& snapshot, const std::string& language,
                               const ResolvedQuery& query) {
  std::vector<NameWord> words;
  for (const Element& element : query.elements)
    if (element.informative && !add_words(snapshot, language, element, words)) return {};
  return words;
}

// The lists of a word in the names of a segment.
struct NameLists {
  std::vector<PostingList> spellings;           // of which one suffices
  std::vector<std::vector<PostingList>> apart;  // one of each does, too
};

std::vector<PostingList> lists_of(const Segment& segment, const NameWord& word,
                                  const Strings& terms) {
  std::vector<PostingList> lists;
  const auto add = [&](const std::string& field, const std::string& term) {
    PostingList list = list_of(segment, Space::field, field + kFieldSeparator + term);
    if (list.df() > 0) lists.push_back(list);
  };
  for (const std::string& term : terms) {
    if (word.in_title) add("title", term);
    if (word.in_alias) add("alias", term);
  }
  return lists;
}

NameLists lists_of(const Segment& segment, const NameWord& word) {
  NameLists lists{lists_of(segment, word, word.terms), {}};
  for (const std::string& part : word.apart) lists.apart.push_back(lists_of(segment, word, {part}));
  return lists;
}

ChunkBits hold_one(std::uint32_t chunk, const std::vector<PostingList>& lists) {
  ChunkBits bits;
  for (const PostingList& list : lists) list.add_to(chunk, bits);
  return bits;
}

void intersect(ChunkBits& bits, const ChunkBits& others) {
  for (std::size_t i = 0; i < bits.words.size(); ++i) bits.words[i] &= others.words[i];
}

ChunkBits hold(std::uint32_t chunk, const NameLists& lists) {
  ChunkBits bits = hold_one(chunk, lists.spellings);
  if (lists.apart.empty()) return bits;
  ChunkBits parts = hold_one(chunk, lists.apart[0]);
  for (std::size_t i = 1; i < lists.apart.size(); ++i)
    intersect(parts, hold_one(chunk, lists.apart[i]));
  for (std::size_t i = 0; i < bits.words.size(); ++i) bits.words[i] |= parts.words[i];
  return bits;
}

// By chunk, the documents whose names hold all words; empty: nobody's.
std::vector<ChunkBits> hold_all(const Segment& segment, const std::vector<NameWord>& words) {
  std::vector<NameLists> lists;
  for (const NameWord& word : words) {
    lists.push_back(lists_of(segment, word));
    if (lists.back().spellings.empty() && lists.back().apart.empty()) return {};
  }
  if (lists.empty()) return {};
  std::vector<ChunkBits> all(segment.chunk_count());
  for (std::uint32_t chunk = 0; chunk < all.size(); ++chunk) {
    all[chunk] = hold(chunk, lists[0]);
    for (std::size_t i = 1; i < lists.size(); ++i) intersect(all[chunk], hold(chunk, lists[i]));
  }
  return all;
}

}  // namespace

QueryNames names_in(const Snapshot& snapshot, const Query& tree, std::string_view q,
                    const ResolvedQuery& query, Deadline& deadline) {
  QueryNames names;
  const Phrase* phrase = std::get_if<Phrase>(&tree.is);
  names.keys = snapshot.analyzer->keys(phrase != nullptr ? std::string_view(phrase->text) : q);
  if (phrase == nullptr) names.cast = find_cast(snapshot, names.shown());
  MeantCodes codes = meant_codes(snapshot, query, deadline);
  names.only_seasons = codes.only_seasons();
  names.codes = std::move(codes.codes);
  names.beside = std::move(codes.beside);
  for (const SegmentView& view : snapshot.segments) {
    const std::string& language = view.segment->language();
    if (!names.words.contains(language))
      names.words.emplace(language, words_of(snapshot, language, query));
  }
  const std::string word = names.shown();
  names.may_be_part_of_name =
      !word.empty() && word.find(' ') == std::string::npos &&
      living_holders(snapshot, Space::field, in_titles(word)) <= kNamesakesMax;
  return names;
}

NameClasses::NameClasses(const Snapshot& snapshot, std::size_t segment, const QueryNames& names,
                         const ResolvedQuery& query) {
  const SegmentView& view = snapshot.segments[segment];
  ambiguous_wanted_ = has_word(names.keys, "disambiguation");
  const Caps cap(*view.segment, ambiguous_wanted_);
  Caller caller(view, segment, query);
  caller.by_keys(names.keys);
  caller.by_codes(names);
  caller.by_cast(names.cast);
  if (names.only_seasons) caller.by_seasons(names.codes);
  caller.by_series(names.keys);
  caller.by_kind(names.keys);
  if (names.may_be_part_of_name) caller.by_part_of_name(names.keys);
  std::vector<SegmentFilter> filters;
  if (!caller.found.empty())
    for (const Condition& condition : query.filters)
      filters.emplace_back(*view.segment, condition, *snapshot.analyzer);
  std::ranges::sort(caller.found, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  for (const auto& candidate : caller.found) {
    const DocId doc = candidate.first;
    if (!called_.empty() && called_.back().first == doc) continue;
    const DocClass of = std::min(candidate.second, cap(doc));
    const bool wanted = std::ranges::all_of(
        filters, [doc](const SegmentFilter& filter) { return filter.holds(doc); });
    if (wanted && of > DocClass::covered) called_.emplace_back(doc, of);
  }
  for (const auto& [doc, step] : caller.steps)
    if (called(doc) == DocClass::meant) set_step(doc, step);
  std::ranges::sort(caller.episodes);
  for (const auto& episode : caller.episodes) {
    const auto& [doc, number] = episode;
    const bool known = !steps_.empty() && steps_.back().first == doc;
    if (!known && called(doc) == DocClass::of_season)
      steps_.emplace_back(doc, kSeasonSteps - 1 - number);
  }
  named_ = hold_all(*view.segment, names.words.at(view.segment->language()));
  const std::span<const ChunkBits> parts = view.segment->parts_of_pages();
  for (std::size_t chunk = 0; chunk < named_.size(); ++chunk)
    kernels().and_not_into(named_[chunk].words.data(), parts[chunk].words.data(),
                           parts[chunk].words.size());
}

DocClass NameClasses::called(DocId doc) const noexcept {
  const auto at = std::ranges::lower_bound(called_, doc, {}, &std::pair<DocId, DocClass>::first);
  return at != called_.end() && at->first == doc ? at->second : DocClass::none;
}

std::uint32_t NameClasses::step(DocId doc) const noexcept {
  const auto at =
      std::ranges::lower_bound(steps_, doc, {}, &std::pair<DocId, std::uint32_t>::first);
  return at == steps_.end() || at->first != doc ? 0 : at->second;
}

void NameClasses::set_step(DocId doc, std::uint32_t step) {
  const auto at =
      std::ranges::lower_bound(steps_, doc, {}, &std::pair<DocId, std::uint32_t>::first);
  if (at != steps_.end() && at->first == doc) {
    at->second = step;
  } else {
    steps_.insert(at, {doc, step});
  }
}

std::vector<DocId> NameClasses::add_meant(const SegmentView& view, const std::string& name,
                                          std::span<const SegmentFilter> filters,
                                          std::uint32_t step) {
  const Caps cap(*view.segment, ambiguous_wanted_);
  std::vector<DocId> added;
  const auto add = [&](DocId doc, Rank) {
    const bool wanted = std::ranges::all_of(
        filters, [doc](const SegmentFilter& filter) { return filter.holds(doc); });
    if (!wanted || !view.alive(doc) || cap(doc) < DocClass::meant) return;
    const auto at = std::ranges::lower_bound(called_, doc, {}, &std::pair<DocId, DocClass>::first);
    const bool known = at != called_.end() && at->first == doc;
    if (known && at->second >= DocClass::meant) return;
    if (known) at->second = DocClass::meant;
    if (!known) called_.insert(at, {doc, DocClass::meant});
    set_step(doc, step);
    added.push_back(doc);
  };
  for (const Space space : {Space::title_key, Space::bare_key, Space::alias_key})
    list_of(*view.segment, space, name).for_each(add);
  return added;
}

bool NameClasses::named(DocId doc) const noexcept {
  return !named_.empty() && named_[doc / kChunkDocs].test(doc % kChunkDocs);
}

void NameClasses::add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  const auto first =
      std::ranges::lower_bound(called_, chunk * kChunkDocs, {}, &std::pair<DocId, DocClass>::first);
  for (auto at = first; at != called_.end() && at->first / kChunkDocs == chunk; ++at)
    bits.set(at->first % kChunkDocs);
}

}  // namespace coldopen
