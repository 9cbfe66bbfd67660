#include "tests/support/naive/elements.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "index/analysis/words.hpp"

namespace coldopen::naive {

namespace {

bool stands_for(const Writing& writing, std::size_t index) {
  return writing.begin <= index && index < writing.end;
}

// The writings of a word in the order in which they count, each list once.
std::vector<const Writing*> writings_of(const Run& run, std::size_t index) {
  const RunWord& word = run.words[index];
  std::vector<const Writing*> found;
  std::set<std::string> names;
  for (const Writing& writing : run.writings) {
    if (!stands_for(writing, index)) continue;
    if (writing.kind == WritingKind::synonym && !word.decorated.empty()) continue;
    if (names.insert(writing.name).second) found.push_back(&writing);
  }
  return found;
}

bool is_class(const Writing& writing) { return writing.name.starts_with("class"); }

// What a writing counts beside the word and the writings before it: nothing in articles in whose
// language it is of a class that counts already.
List counts_beside(const Corpus& corpus, const RunWord& word,
                   const std::vector<const Writing*>& before, const Writing& writing) {
  List list = writing.list;
  if (!is_class(writing) && writing.kind != WritingKind::typed_form) return list;
  for (std::size_t document = 0; document < list.size(); ++document) {
    const auto same = [&](const std::string& other) {
      return corpus.same_class(writing.terms[0], other, corpus.documents[document].language);
    };
    const bool counted = std::ranges::any_of(
        before, [&](const Writing* other) { return is_class(*other) && same(other->terms[0]); });
    if (counted || same(word.term)) list[document] = 0;
  }
  return list;
}

std::string key_of(const Run& run, std::size_t index) {
  const RunWord& word = run.words[index];
  std::string key = "word " + word.term + "|" + word.written + "|" + word.decorated;
  for (const Writing* writing : writings_of(run, index)) {
    key += "|" + writing->name + (writing->factor == 1 ? "" : " less");
  }
  if (!word.unit) return key;
  const Unit& unit = run.units[*word.unit];
  key += "|of " + unit.in_one;
  for (std::size_t i = unit.begin; i < unit.end; ++i) key += " " + run.words[i].term;
  return key;
}

// Where a unit matches: its words side by side, or in one, or a writing of all of it.
std::vector<bool> matches_of(const Corpus& corpus, const Run& run, const Unit& unit) {
  PhraseTerms parts;
  for (std::size_t i = unit.begin; i < unit.end; ++i) {
    parts.push_back({run.words[i].term, run.words[i].position});
  }
  std::vector<List> lists = {phrase_list(corpus, parts, Spelling::as_typed),
                             corpus.list(Space::exact, unit.in_one),
                             corpus.list(Space::joined, unit.in_one)};
  for (const Writing& writing : run.writings) {
    if (writing.begin <= unit.begin && unit.end <= writing.end) lists.push_back(writing.list);
  }
  std::vector<bool> matches;
  for (std::size_t document = 0; document < corpus.documents.size(); ++document) {
    matches.push_back(
        std::ranges::any_of(lists, [&](const List& list) { return list[document] > 0; }));
  }
  return matches;
}

void add(List& sum, const List& list, double factor) {
  for (std::size_t document = 0; document < sum.size(); ++document) {
    sum[document] += factor * list[document];
  }
}

// Of a word in the spelling it was typed in; none where that tells nothing.
std::optional<List> written_as(const Corpus& corpus, const RunWord& word) {
  const std::string forms = word.term + kFieldSeparator;
  if (!word.written.empty()) return corpus.list(Space::written, forms + word.written);
  if (corpus.analyzer.is_stop_word(word.term)) return std::nullopt;
  const Strings marked = corpus.terms(Space::written, forms);
  if (marked.empty()) return std::nullopt;
  List plain = corpus.list(Space::exact, word.term);
  for (const std::string& form : marked) {
    const List& list = corpus.list(Space::written, form);
    for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = list[i] > 0 ? 0 : plain[i];
  }
  return plain;
}

// In names alone it is in no text.
std::optional<Shape> shape_of(const Writing& writing, const SearchParts& parts) {
  const PhraseTerms terms = side_by_side(writing.terms);
  switch (writing.kind) {
    case WritingKind::words_in_one:
    case WritingKind::typed_form:
      return Shape{Shape::Kind::word, terms};
    case WritingKind::joined_form:
      return Shape{Shape::Kind::joined, terms};
    case WritingKind::code:
      return Shape{Shape::Kind::code, terms};
    case WritingKind::apart:
      return Shape{Shape::Kind::phrase, terms};
    case WritingKind::synonym:
      break;
  }
  if (writing.name.starts_with("names")) return std::nullopt;
  if (terms.size() == 1) return Shape{Shape::Kind::of_class, terms};
  return Shape{Shape::Kind::phrase, terms, parts.joins ? Spelling::any_joined : Spelling::as_typed};
}

// Signs that are no letters: arrows, dingbats, emoji.
bool is_picture(std::string_view word) {
  for (std::size_t at = 0; at < word.size();) {
    const char32_t sign = code_point_at(word, at);
    const bool pictures = (sign >= 0x2190 && sign < 0x2C00) || (sign >= 0x1F000 && sign < 0x20000);
    if (!pictures && sign != 0x200D && sign != 0xFE0F) return false;
    at += bytes_of(sign);
  }
  return true;
}

std::uint32_t starts_in_field(const Document& document, const PhraseTerms& terms,
                              std::string_view name) {
  std::uint32_t starts = 0;
  for (const Place& place : document.places) {
    if (place.name == name) starts += starts_in(place, terms, Spelling::as_typed);
  }
  return starts;
}

}  // namespace

bool stands_in(const Corpus& corpus, const Place& place, const Shape& shape) {
  const std::string& term = shape.terms[0].term;
  switch (shape.kind) {
    case Shape::Kind::word:
      return place.of_word.contains(term);
    case Shape::Kind::of_class:
      return std::ranges::any_of(place.words, [&](const std::string& word) {
        return corpus.same_class(word, term, place.language);
      });
    case Shape::Kind::joined:
      return std::ranges::find(place.joined, term, &Joined::term) != place.joined.end();
    case Shape::Kind::code:
      return std::ranges::find(place.codes, term) != place.codes.end();
    case Shape::Kind::phrase:
      break;
  }
  return starts_in(place, shape.terms, shape.spelling) > 0;
}

// `share` of the idf of what is counted.
Part Elements::part(double share, List counts) const {
  const double weight = share * corpus_.idf(counts) * (corpus_.scoring.k1 + 1);
  return {weight, std::move(counts)};
}

const Element& Elements::word(const Run& run, std::size_t index) {
  std::string key = key_of(run, index);
  const auto known = words_.find(key);
  if (known != words_.end()) return known->second;
  return words_[key] = made_of(run, index, key);
}

Element Elements::made_of(const Run& run, std::size_t index, std::string key) const {
  const RunWord& word = run.words[index];
  Element element;
  element.key = std::move(key);
  element.terms = {word.term};
  element.typed = word.term;
  element.shapes = {{Shape::Kind::of_class, side_by_side({word.term})}};
  List stem = corpus_.class_of(word.term);
  List exact = corpus_.list(Space::exact, word.term);
  if (!word.decorated.empty()) {
    element.terms = {word.decorated};
    element.shapes = {{Shape::Kind::joined, side_by_side({word.decorated})}};
    stem = exact = corpus_.list(Space::joined, word.decorated);
  }
  std::vector<const Writing*> before;
  for (const Writing* writing : writings_of(run, index)) {
    const List list = counts_beside(corpus_, word, before, *writing);
    add(stem, list, writing->factor);
    if (writing->kind != WritingKind::synonym) add(exact, list, writing->factor);
    before.push_back(writing);
    if (const auto shape = shape_of(*writing, corpus_.scoring.parts))
      element.shapes.push_back(*shape);
    if (writing->kind == WritingKind::apart) element.apart = writing->terms;
    if (writing->kind == WritingKind::code || writing->terms.size() > 1) continue;
    if (!is_class(*writing)) element.others.push_back(writing->terms[0]);
  }
  element.idf = corpus_.idf(stem);
  element.stop_word =
      (corpus_.scoring.parts.stop_words && corpus_.analyzer.is_stop_word(word.term)) ||
      (holders(stem) == 0 && is_picture(word.term));
  element.parts = {part(1, std::move(stem)), part(corpus_.scoring.exact, std::move(exact))};
  if (word.decorated.empty()) {
    const std::optional<List> written = written_as(corpus_, word);
    if (written) element.parts.push_back(part(corpus_.scoring.written, *written));
  }
  if (word.unit) element.of_unit = matches_of(corpus_, run, run.units[*word.unit]);
  return element;
}

Element Elements::prefix(const std::string& start) const {
  std::vector<std::pair<std::string, double>> words;  // with their counts in all documents
  for (const std::string& word : corpus_.terms(Space::exact, start)) {
    const List& list = corpus_.list(Space::exact, word);
    words.emplace_back(word, std::accumulate(list.begin(), list.end(), 0.0));
  }
  std::ranges::sort(words, [](const auto& x, const auto& y) {
    return x.second != y.second ? x.second > y.second : x.first < y.first;
  });
  if (words.size() > SearchLimits::prefix_terms_max) words.resize(SearchLimits::prefix_terms_max);
  Element element;
  element.form = ElementForm::prefix;
  element.key = "prefix " + start;
  List sum(corpus_.documents.size());
  for (const auto& [word, count] : words) {
    add(sum, corpus_.list(Space::exact, word), 1);
    element.terms.push_back(word);
    element.shapes.push_back({Shape::Kind::word, side_by_side({word})});
  }
  element.idf = corpus_.idf(sum);
  element.parts = {part(1, std::move(sum))};
  return element;
}

Element Elements::phrase(const PhraseTerms& terms) const {
  Element element;
  element.form = ElementForm::phrase;
  element.key = "phrase";
  for (const PhraseTerm& term : terms) {
    element.key += " " + term.term;
    element.terms.push_back(term.term);
    element.idf += corpus_.idf(corpus_.list(Space::exact, term.term));
  }
  const Spelling spelling = corpus_.scoring.parts.joins ? Spelling::any_joined : Spelling::as_typed;
  element.shapes = {{Shape::Kind::phrase, terms, spelling}};
  Part part;
  part.weight = element.idf * (corpus_.scoring.k1 + 1);
  part.counts = phrase_list(corpus_, terms, spelling);
  element.parts = {part};
  return element;
}

Element Elements::in_field(const std::string& name, const PhraseTerms& terms,
                           bool as_phrase) const {
  const bool has_list = name != "heading" && name != "body";
  const auto starts = [&](const PhraseTerms& wanted) {
    List list;
    for (const Document& document : corpus_.documents) {
      list.push_back(starts_in_field(document, wanted, name));
    }
    return list;
  };
  const auto list_of = [&](const std::string& term) {
    return has_list ? corpus_.list(Space::field, name + kFieldSeparator + term)
                    : starts({{term, 0}});
  };
  Element element;
  element.form = ElementForm::field;
  element.key = "field " + name;
  element.field = name;
  for (const PhraseTerm& term : terms) {
    element.key += " " + term.term;
    element.terms.push_back(term.term);
    element.idf += corpus_.idf(list_of(term.term));
  }
  element.shapes = {{Shape::Kind::phrase, terms}};
  if (as_phrase) element.key += '"';  // title:"jones" is not title:jones typed twice
  Part part;
  part.weight = element.idf * (corpus_.scoring.k1 + 1);
  part.length_counts = false;
  part.counts = as_phrase ? starts(terms) : list_of(terms[0].term);
  element.parts = {part};
  return element;
}

}  // namespace coldopen::naive
