#include "query/element_lists.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "query/bm25.hpp"
#include "query/list_sums.hpp"
#include "query/typing_costs.hpp"
#include "query/word_class.hpp"

namespace coldopen {

namespace {

// Finds the lists of one element in every segment.
class ElementMaker {
 public:
  ElementMaker(const Snapshot& snapshot, Deadline& deadline, std::vector<Note>& notes)
      : snapshot_(snapshot), deadline_(deadline), notes_(notes) {}

  void complete(ElementUnit& unit) {
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
      const SegmentView& view = snapshot_.segments[i];
      std::vector<ElementList> own;
      own.push_back(find_phrase(view, unit.is.words, false, {"", snapshot_.weights}, deadline_));
      own.emplace_back(find_list(*view.segment, Space::exact, unit.is.joined));
      own.emplace_back(find_list(*view.segment, Space::joined, unit.is.joined));
      std::vector<const ElementList*> lists;
      for (const ElementList& list : own) lists.push_back(&list);
      for (const Writing& writing : unit.is.others) lists.push_back(&lists_of(writing)[i]);
      unit.lists.emplace_back(any_of(view, lists));
    }
  }

  void complete(Element& element) {
    switch (element.form) {
      case ElementForm::word:
        word(element);
        break;
      case ElementForm::phrase:
        phrase(element);
        break;
      case ElementForm::prefix:
        prefix(element);
        break;
      case ElementForm::field_word:
      case ElementForm::field_phrase:
        in_field(element);
        break;
    }
    element.idf = element.parts[0].idf;
  }

  void weigh(Element& element) const {
    for (ElementPart& part : element.parts) part.weight = weight_once(part) * element.times;
  }

 private:
  struct Stored {
    std::vector<ElementList> lists;
    std::uint64_t holders = 0;
  };

  template <class Find>  // PostingList(const Segment&)
  Stored stored(Find&& find) const {
    Stored found;
    for (const SegmentView& view : snapshot_.segments) {
      const PostingList list = find(*view.segment);
      found.holders += count_alive(view, list);
      found.lists.emplace_back(list);
    }
    return found;
  }

  Stored stored_term(Space space, const std::string& text) const {
    return stored([&](const Segment& segment) { return find_list(segment, space, text); });
  }

  double idf(std::uint64_t holders) const {
    return inverse_document_frequency(snapshot_.stats.documents, holders);
  }

  double weight_once(const ElementPart& part) const {
    const Scoring& scoring = snapshot_.scoring;
    const double idf = part.form == "exact"     ? scoring.exact * part.idf
                       : part.form == "written" ? scoring.written * part.idf
                                                : part.idf;
    return idf * (scoring.k1 + 1);
  }

  void add_part(Element& element, std::string form, double part_idf, std::vector<ElementList> lists,
                bool length_counts = true) const {
    ElementPart part{.form = std::move(form),
                     .idf = part_idf,
                     .weight = 0,
                     .length_counts = length_counts,
                     .lists = std::move(lists),
                     .except = {}};
    element.parts.push_back(std::move(part));
  }

  void word(Element& element) {
    element.informative =
        !snapshot_.scoring.parts.stop_words || !snapshot_.analyzer->is_stop_word(element.text);
    Stored of_class, exact;
    if (!element.decorated.empty()) {
      of_class = stored_term(Space::joined, element.decorated);
      exact = of_class;
    } else {
      of_class = stored(
          [&](const Segment& segment) { return class_list(snapshot_, segment, element.text); });
      exact = stored_term(Space::exact, element.text);
    }
    Stored all = with_writings(element, of_class, of_class, true);
    element.holders = all.holders;
    add_part(element, "stem", idf(all.holders), std::move(all.lists));
    exact = with_writings(element, std::move(exact), of_class, false);
    add_part(element, "exact", idf(exact.holders), std::move(exact.lists));
    if (element.decorated.empty()) written(element);
  }

  // The word in the spelling that was typed, with its marks or without. The latter only where
  // somebody writes it with marks; documents that do so anywhere are left out.
  void written(Element& element) {
    const std::string forms = element.text + kFieldSeparator;
    if (!element.written.empty()) {
      Stored typed = stored_term(Space::written, forms + element.written);
      return add_part(element, "written", idf(typed.holders), std::move(typed.lists));
    }
    if (snapshot_.analyzer->is_stop_word(element.text)) return;
    std::vector<ElementList> with_marks;
    std::uint64_t marked = 0;
    for (const SegmentView& view : snapshot_.segments) {
      std::vector<PostingList> lists;
      view.segment->for_each_term(Space::written, forms,
                                  [&](std::string_view, const TermInfo& info) {
                                    lists.push_back(view.segment->postings(info));
                                    return !deadline_.over_at_step();
                                  });
      with_marks.emplace_back(unite(view, lists));
      marked += with_marks.back().living(view);
    }
    if (marked == 0) return;
    // Whoever holds a form holds the word.
    Stored plain = stored_term(Space::exact, element.text);
    add_part(element, "written", idf(plain.holders - marked), std::move(plain.lists));
    element.parts.back().except = std::move(with_marks);
  }

  // `own` and the lists of the element's writings. Where a segment has none of those, its stored
  // list stays as it is.
  Stored with_writings(const Element& element, Stored own, const Stored& of_class, bool synonyms) {
    if (element.writings.empty()) return own;
    own.holders = 0;
    for (std::size_t i = 0; i < own.lists.size(); ++i) {
      const SegmentView& view = snapshot_.segments[i];
      std::vector<Addend> addends;
      const ElementList* apart = nullptr;  // comes before the joined form
      for (const Writing* one :
           writings_in(snapshot_, *view.segment, element.text, element.writings)) {
        const Writing& writing = *one;
        if (writing.kind == WritingKind::synonym && !synonyms) continue;
        const ElementList& list = lists_of(writing)[i];
        std::vector<const ElementList*> except;
        if (writing.kind == WritingKind::joined_form) except = {&of_class.lists[i]};
        if (writing.kind == WritingKind::joined_form && apart != nullptr) except.push_back(apart);
        if (writing.is_apart()) apart = &list;
        if (list.df() > 0) addends.push_back({&list, writing.factor, std::move(except)});
      }
      if (!addends.empty()) own.lists[i] = ElementList(add_up(view, own.lists[i], addends));
      own.holders += own.lists[i].living(view);
    }
    return own;
  }

  // By segment; each writing's lists are found once a query.
  const std::vector<ElementList>& lists_of(const Writing& writing) {
    for (const auto& [known, lists] : writings_)
      if (known == writing) return lists;
    std::vector<ElementList> lists;
    for (const SegmentView& view : snapshot_.segments)
      lists.push_back(list_of(snapshot_, view, writing, deadline_));
    return writings_.emplace_back(writing, std::move(lists)).second;
  }

  void phrase(Element& element) {
    double sum = 0;
    Stored last;
    for (const PhraseWord& each : element.words) {
      last = stored_term(Space::exact, each.term);
      sum += idf(last.holders);
    }
    const bool joined = snapshot_.scoring.parts.joins;
    const bool stored_alone =
        element.words.size() == 1 &&
        !(joined && living_holders(snapshot_, Space::joined, element.text) > 0);
    if (stored_alone) {
      element.holders = last.holders;
      add_part(element, "phrase", sum, std::move(last.lists));
    } else {
      add_part(element, "phrase", sum, found(element, joined, {"", snapshot_.weights}));
    }
    if (element.holders == 0)
      notes_.push_back({"phrase-not-found", "no article has the phrase \"" + element.text + "\""});
  }

  std::vector<ElementList> found(Element& element, bool joined, const PlaceRule& rule) {
    std::vector<ElementList> lists;
    for (const SegmentView& view : snapshot_.segments) {
      ElementList list = find_phrase(view, element.words, joined, rule, deadline_);
      element.holders += list.living(view);
      lists.emplace_back(std::move(list));
    }
    return lists;
  }

  void in_field(Element& element) {
    const bool placed = element.field == "heading" || element.field == "body";  // have no lists
    const PlaceRule rule{element.field, {}};
    double sum = 0;
    Stored last;
    for (const PhraseWord& each : element.words) {
      if (placed) {
        Element one;
        one.words = {{each.term, 0}};
        last.lists = found(one, false, rule);
        last.holders = one.holders;
      } else {
        last = stored_term(Space::field, element.field + kFieldSeparator + each.term);
      }
      sum += idf(last.holders);
    }
    if (element.form == ElementForm::field_word) {
      element.holders = last.holders;
      add_part(element, "field", sum, std::move(last.lists), false);
    } else {
      add_part(element, "field", sum, found(element, false, rule), false);
    }
  }

  void prefix(Element& element) {
    element.terms = terms_of(element.text);
    std::vector<ElementList> lists;
    for (const SegmentView& view : snapshot_.segments) {
      std::vector<PostingList> of_terms;
      for (const std::string& term : element.terms)
        if (const auto info = view.segment->find(Space::exact, term))
          of_terms.push_back(view.segment->postings(*info));
      MergedList list = unite(view, of_terms);
      element.holders += list.documents.size();
      lists.emplace_back(std::move(list));
    }
    add_part(element, "prefix", idf(element.holders), std::move(lists));
  }

  // A term of some length in a text of many.
  struct CountedTerm {
    std::uint64_t cf = 0;
    std::size_t begin = 0, length = 0;
    std::string_view in(const std::string& texts) const {
      return std::string_view(texts).substr(begin, length);
    }
  };

  // The words that start with `start`, in order; of more than prefix_terms_max the most frequent.
  std::vector<std::string> terms_of(const std::string& start) {
    std::string texts;
    std::vector<CountedTerm> ranked;
    bool some_dead = false;
    const auto text = [&texts](const CountedTerm& term) { return term.in(texts); };
    for (const SegmentView& view : snapshot_.segments) {
      some_dead = some_dead || (view.dead && view.dead->count() > 0);
      const std::size_t before = ranked.size();
      view.segment->for_each_term(Space::exact, start,
                                  [&](std::string_view word, const TermInfo& info) {
                                    ranked.push_back({info.cf, texts.size(), word.size()});
                                    texts += word;
                                    return !deadline_.over_at_step();
                                  });
      if (before == 0) continue;
      std::vector<CountedTerm> merged(ranked.size());
      const auto middle = ranked.begin() + static_cast<std::ptrdiff_t>(before);
      std::ranges::merge(ranked.begin(), middle, middle, ranked.end(), merged.begin(), {}, text,
                         text);
      ranked = std::move(merged);
    }
    add_up_equals(ranked, texts);
    const bool cut = ranked.size() > SearchLimits::prefix_terms_max;
    if (cut) {
      for (CountedTerm& term : ranked)
        if (some_dead) term.cf = living_occurrences(text(term));
      const auto end = ranked.begin() + SearchLimits::prefix_terms_max;
      std::ranges::nth_element(ranked, end, [&](const CountedTerm& a, const CountedTerm& b) {
        return a.cf != b.cf ? a.cf > b.cf : text(a) < text(b);
      });
      ranked.erase(end, ranked.end());
      notes_.push_back({"prefix-cut", "'" + start + "*' stands for many words; the " +
                                          std::to_string(SearchLimits::prefix_terms_max) +
                                          " most frequent are searched"});
    }
    std::vector<std::string> terms;
    for (const CountedTerm& term : ranked) terms.emplace_back(text(term));
    std::ranges::sort(terms);
    return terms;
  }

  // Of sorted terms, one a segment, one each.
  static void add_up_equals(std::vector<CountedTerm>& counted, const std::string& texts) {
    std::size_t held = 0;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      if (held > 0 && counted[held - 1].in(texts) == counted[i].in(texts)) {
        counted[held - 1].cf += counted[i].cf;
      } else {
        counted[held++] = counted[i];
      }
    }
    counted.resize(held);
  }

  // Without the dead, so that the choice does not depend on when they are merged away.
  std::uint64_t living_occurrences(std::string_view term) {
    std::uint64_t sum = 0;
    for (const SegmentView& view : snapshot_.segments) {
      const auto info = view.segment->find(Space::exact, term);
      if (!info || deadline_.over()) continue;
      const PostingList list = view.segment->postings(*info);
      list.for_each([&](DocId doc, Rank rank) { sum += view.alive(doc) ? list.count(rank) : 0; });
    }
    return sum;
  }

  const Snapshot& snapshot_;
  Deadline& deadline_;
  std::vector<Note>& notes_;
  std::deque<std::pair<Writing, std::vector<ElementList>>> writings_;
};

// Of signs that are no letters: arrows, dingbats, emoji.
bool is_picture(std::string_view word) {
  return std::ranges::all_of(letters_of(word), [](char32_t sign) {
    return (sign >= 0x2190 && sign < 0x2C00) || (sign >= 0x1F000 && sign < 0x20000) ||
           sign == 0x200D || sign == 0xFE0F;
  });
}

// A picture that nobody has tells nothing beside words. If every element is a stop word, all of
// them tell something (`it`, `the who`). Beside others a stop word says nothing more when it is
// typed again.
void settle_stop_words(std::vector<Element>& elements) {
  for (Element& element : elements)
    if (element.form == ElementForm::word && element.holders == 0 && is_picture(element.text))
      element.informative = false;
  const bool none = std::ranges::none_of(elements, &Element::informative);
  for (Element& element : elements) {
    element.informative = element.informative || none;
    if (!element.informative) element.times = std::min(element.times, 1U);
  }
}

}  // namespace

void fill_lists(const Snapshot& snapshot, ResolvedQuery& query, Deadline& deadline) {
  ElementMaker maker(snapshot, deadline, query.notes);
  for (Element& element : query.elements) maker.complete(element);
  for (ElementUnit& unit : query.units) maker.complete(unit);
  settle_stop_words(query.elements);
  for (Element& element : query.elements) maker.weigh(element);
}

}  // namespace coldopen
