// The tree is walked twice at most: first as text; and, where it holds no word at all, as a name,
// so that `!!!` finds an article of that title.
#include "query/elements.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {

namespace {

// The words of a text, and how far each stands from the first. A run of an unspaced script is
// overlapping pairs and its last letter alone; in a query that letter would ask for a text that
// ends here, so it is left out where a pair holds it.
std::vector<PhraseWord> words_of(const Analyzer& analyzer, std::string_view text, TextKind kind,
                                 TokenBuffer& buffer) {
  analyzer.analyze(text, kind, buffer);
  std::vector<PhraseWord> words;
  std::uint32_t first = 0;
  const Token* before = nullptr;
  for (const Token& token : buffer.tokens()) {
    if (token.lane != Space::exact) continue;
    if (before != nullptr && before->begin < token.begin && token.end <= before->end) continue;
    before = &token;
    if (words.empty()) first = token.position;
    words.push_back({std::string(token.term), token.position - first});
  }
  return words;
}

std::string joined(const std::vector<PhraseWord>& words) {
  std::string text;
  for (const PhraseWord& word : words) text += (text.empty() ? "" : " ") + word.term;
  return text;
}

// Finds the lists of one element in every segment.
class ElementMaker {
 public:
  ElementMaker(const Snapshot& snapshot, Deadline& deadline, std::vector<Note>& notes)
      : snapshot_(snapshot), deadline_(deadline), notes_(notes) {}

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
    for (ElementPart& part : element.parts) part.weight = weight_once(part) * element.times;
  }

 private:
  struct Stored {
    std::vector<ElementList> lists;
    std::uint64_t holders = 0;
  };

  template <class Find>  // std::optional<TermInfo>(const Segment&)
  Stored stored(Find&& find) const {
    Stored found;
    for (const SegmentView& view : snapshot_.segments) {
      const auto info = find(*view.segment);
      if (!info) {
        found.lists.emplace_back();
        continue;
      }
      const PostingList list = view.segment->postings(*info);
      found.holders += count_alive(view, list);
      found.lists.emplace_back(list);
    }
    return found;
  }

  Stored stored_term(Space space, const std::string& text) const {
    return stored([&](const Segment& segment) { return segment.find(space, text); });
  }

  double idf(std::uint64_t holders) const {
    return inverse_document_frequency(snapshot_.stats.documents, holders);
  }

  double weight_once(const ElementPart& part) const {
    const double idf = part.form == "exact" ? snapshot_.scoring.exact * part.idf : part.idf;
    return idf * (snapshot_.scoring.k1 + 1);
  }

  void add_part(Element& element, std::string form, double part_idf, std::vector<ElementList> lists,
                bool length_counts = true) const {
    ElementPart part{.form = std::move(form),
                     .idf = part_idf,
                     .weight = 0,
                     .length_counts = length_counts,
                     .lists = std::move(lists)};
    element.parts.push_back(std::move(part));
  }

  void word(Element& element) const {
    element.stem = snapshot_.analyzer->stem(element.text);
    element.informative = !snapshot_.analyzer->is_stop_word(element.text);
    Stored of_class =
        stored([&](const Segment& segment) { return segment.find_class(element.stem); });
    Stored exact = stored_term(Space::exact, element.text);
    element.holders = of_class.holders;
    add_part(element, "stem", idf(of_class.holders), std::move(of_class.lists));
    add_part(element, "exact", idf(exact.holders), std::move(exact.lists));
  }

  void phrase(Element& element) {
    double sum = 0;
    Stored last;
    for (const PhraseWord& each : element.words) {
      last = stored_term(Space::exact, each.term);
      sum += idf(last.holders);
    }
    if (element.words.size() == 1) {
      element.holders = last.holders;
      add_part(element, "phrase", sum, std::move(last.lists));
    } else {
      add_part(element, "phrase", sum, found(element, {"", snapshot_.weights}));
    }
    if (element.holders == 0)
      notes_.push_back({"phrase-not-found", "no article has the phrase \"" + element.text + "\""});
  }

  std::vector<ElementList> found(Element& element, const PlaceRule& rule) {
    std::vector<ElementList> lists;
    for (const SegmentView& view : snapshot_.segments) {
      MergedList list = find_phrase(view, element.words, rule, deadline_);
      element.holders += list.documents.size();
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
        last.lists = found(one, rule);
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
      add_part(element, "field", sum, found(element, rule), false);
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

  // The words that start with `start`, in order; of more than prefix_terms_max the most frequent.
  std::vector<std::string> terms_of(const std::string& start) {
    std::map<std::string, std::uint64_t, std::less<>> occurrences;
    bool some_dead = false;
    for (const SegmentView& view : snapshot_.segments) {
      some_dead = some_dead || (view.dead && view.dead->count() > 0);
      view.segment->for_each_term(Space::exact, start,
                                  [&](std::string_view text, const TermInfo& info) {
                                    auto at = occurrences.find(text);
                                    if (at == occurrences.end())
                                      at = occurrences.emplace(text, 0).first;
                                    at->second += info.cf;
                                    return !deadline_.over_at_step();
                                  });
    }
    std::vector<std::pair<std::uint64_t, std::string>> ranked;
    const bool cut = occurrences.size() > SearchLimits::prefix_terms_max;
    for (auto& [text, cf] : occurrences)
      ranked.emplace_back(cut && some_dead ? living_occurrences(text) : cf, text);
    if (cut) {
      const auto end = ranked.begin() + SearchLimits::prefix_terms_max;
      std::ranges::partial_sort(ranked, end, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
      });
      ranked.erase(end, ranked.end());
      notes_.push_back({"prefix-cut", "'" + start + "*' stands for many words; the " +
                                          std::to_string(SearchLimits::prefix_terms_max) +
                                          " most frequent are searched"});
    }
    std::vector<std::string> terms;
    for (auto& [cf, text] : ranked) terms.push_back(std::move(text));
    std::ranges::sort(terms);
    return terms;
  }

  // Without the dead, so that the choice does not depend on when they are merged away.
  std::uint64_t living_occurrences(const std::string& term) {
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
};

// Collects the elements of a tree in query order; their lists come when all are known.
class Resolver {
 public:
  Resolver(const Snapshot& snapshot, TextKind kind, const ResolveOptions& options)
      : snapshot_(snapshot), kind_(kind), options_(options) {}

  // Null: nothing in it can be searched.
  std::optional<MatchNode> node(const Query& query, bool negated) {
    if (const Group* group = std::get_if<Group>(&query.is)) return group_node(*group, negated);
    if (const Or* either = std::get_if<Or>(&query.is)) {
      MatchNode any{.kind = MatchNode::Kind::any_of, .index = 0, .children = {}};
      for (const Query& alternative : either->alternatives)
        if (auto child = node(alternative, negated)) any.children.push_back(std::move(*child));
      if (any.children.empty()) return std::nullopt;
      return any;
    }
    if (const Filter* filter = std::get_if<Filter>(&query.is)) {
      result.filters.push_back(filter->condition);
      return MatchNode{MatchNode::Kind::filter, result.filters.size() - 1, {}};
    }
    return leaf_node(query, negated);
  }

  ResolvedQuery result;

 private:
  std::optional<MatchNode> group_node(const Group& group, bool negated) {
    std::vector<MatchNode> must, plain, must_not, filters;
    for (const Clause& clause : group.clauses) {
      auto child = node(clause.query, negated || clause.sign == Sign::must_not);
      if (!child) continue;
      if (clause.sign == Sign::must_not) {
        must_not.push_back(std::move(*child));
      } else if (clause.sign == Sign::must) {
        must.push_back(std::move(*child));
      } else {
        const bool restricts = std::holds_alternative<Filter>(clause.query.is);
        (restricts ? filters : plain).push_back(std::move(*child));
      }
    }
    if (must.empty() && plain.empty() && must_not.empty() && filters.empty()) return std::nullopt;
    MatchNode all;
    for (auto& required : must.empty() ? plain : must) all.children.push_back(std::move(required));
    for (auto& filter : filters) all.children.push_back(std::move(filter));
    if (!must_not.empty())
      all.children.push_back({MatchNode::Kind::none_of, 0, std::move(must_not)});
    return all;
  }

  std::optional<MatchNode> leaf_node(const Query& query, bool negated) {
    std::vector<Element> made = std::visit([&](const auto& leaf) { return make(leaf); }, query.is);
    if (made.empty()) return std::nullopt;
    if (made.size() == 1) return element_node(std::move(made[0]), negated);
    MatchNode all;
    for (Element& element : made) all.children.push_back(element_node(std::move(element), negated));
    return all;
  }

  MatchNode element_node(Element element, bool negated) {
    std::vector<Element>& elements = result.elements;
    const auto same = std::ranges::find_if(elements, [&](const Element& known) {
      return known.form == element.form && known.field == element.field &&
             known.text == element.text;
    });
    const auto index = static_cast<std::size_t>(same - elements.begin());
    if (same == elements.end()) elements.push_back(std::move(element));
    if (!negated && elements[index].times++ == 0) result.scored.push_back(index);
    return MatchNode{MatchNode::Kind::element, index, {}};
  }

  std::vector<PhraseWord> words(std::string_view text) {
    std::vector<PhraseWord> found = words_of(*snapshot_.analyzer, text, kind_, buffer_);
    terms_ += found.size();
    if (terms_ > options_.terms_max)
      throw Error(ErrorCode::invalid_argument,
                  "a query has at most " + std::to_string(options_.terms_max) +
                      " words; leave out the less telling ones",
                  "q");
    return found;
  }

  static Element of_words(ElementForm form, std::string field, std::vector<PhraseWord> words) {
    Element element;
    element.form = form;
    element.field = std::move(field);
    element.text = joined(words);
    element.words = std::move(words);
    return element;
  }

  static std::vector<Element> one_by_one(ElementForm form, const std::string& field,
                                         const std::vector<PhraseWord>& words) {
    std::vector<Element> elements;
    for (const PhraseWord& word : words)
      elements.push_back(of_words(form, field, {{word.term, 0}}));
    return elements;
  }

  std::vector<Element> make(const Words& leaf) {
    return one_by_one(ElementForm::word, "", words(leaf.text));
  }
  std::vector<Element> make(const Phrase& leaf) {
    std::vector<PhraseWord> found = words(leaf.text);
    if (found.empty()) return {};
    Element element = of_words(ElementForm::phrase, "", found);
    if (std::ranges::find(options_.phrases_apart, element.text) != options_.phrases_apart.end())
      return one_by_one(ElementForm::word, "", found);
    return {std::move(element)};
  }
  std::vector<Element> make(const Prefix& leaf) {
    std::vector<PhraseWord> found = words(leaf.text);
    if (found.empty()) return {};
    const PhraseWord last = found.back();
    found.pop_back();
    std::vector<Element> elements = one_by_one(ElementForm::word, "", found);
    elements.push_back(of_words(ElementForm::prefix, "", {{last.term, 0}}));
    return elements;
  }
  std::vector<Element> make(const InField& leaf) {
    std::vector<PhraseWord> found = words(leaf.text);
    if (found.empty()) return {};
    if (!leaf.phrase) return one_by_one(ElementForm::field_word, leaf.field, found);
    return {of_words(ElementForm::field_phrase, leaf.field, std::move(found))};
  }
  template <class Other>
  std::vector<Element> make(const Other&) {
    return {};  // compound nodes and filters are no leaves
  }

  const Snapshot& snapshot_;
  TextKind kind_;
  const ResolveOptions& options_;
  TokenBuffer buffer_;
  std::size_t terms_ = 0;
};

// If every element is a stop word, all of them tell something (`it`, `the who`).
void settle_informative(std::vector<Element>& elements) {
  const bool none = std::ranges::none_of(elements, &Element::informative);
  for (Element& element : elements) element.informative = element.informative || none;
}

ResolvedQuery collect(const Snapshot& snapshot, const Query& tree, TextKind kind,
                      const ResolveOptions& options) {
  Resolver resolver(snapshot, kind, options);
  if (auto root = resolver.node(tree, false)) resolver.result.root = std::move(*root);
  return std::move(resolver.result);
}

}  // namespace

ResolvedQuery resolve(const Snapshot& snapshot, const Query& tree, Deadline& deadline,
                      const ResolveOptions& options) {
  ResolvedQuery resolved = collect(snapshot, tree, TextKind::text, options);
  const bool as_name = resolved.elements.empty();
  if (as_name) resolved = collect(snapshot, tree, TextKind::name, options);
  resolved.as_name = as_name;
  resolved.flat = is_flat(tree);
  ElementMaker maker(snapshot, deadline, resolved.notes);
  for (Element& element : resolved.elements) maker.complete(element);
  settle_informative(resolved.elements);
  return resolved;
}

}  // namespace coldopen
