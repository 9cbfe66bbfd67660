#include "tests/support/naive/reading.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace coldopen::naive {

Reading::Reading(const Corpus& corpus, Elements& elements, const Query& tree, TextKind kind,
                 bool apart)
    : corpus_(corpus), maker_(elements), kind_(kind), apart_(apart) {
  collect(tree, true);
  const bool all_stop_words = std::ranges::all_of(elements_, &Element::stop_word);
  for (Element& element : elements_) element.stop_word = element.stop_word && !all_stop_words;
}

std::size_t Reading::add(Element element) {
  const auto same = std::ranges::find(elements_, element.key, &Element::key);
  if (same != elements_.end()) return static_cast<std::size_t>(same - elements_.begin());
  elements_.push_back(std::move(element));
  times_.push_back(0);
  return elements_.size() - 1;
}

Leaf Reading::add_words(const Strings& terms) {
  Leaf places;
  for (const std::string& term : terms) places.push_back(add(maker_.word(term)));
  return places;
}

Leaf Reading::elements_of(const Query& leaf) {
  if (const auto* words = std::get_if<Words>(&leaf.is)) {
    return add_words(corpus_.words_of(words->text, kind_));
  }
  if (const auto* phrase = std::get_if<Phrase>(&leaf.is)) {
    const Strings terms = corpus_.words_of(phrase->text, kind_);
    if (terms.empty()) return {};
    Element element = maker_.phrase(terms);
    if (apart_ && holders(element.parts[0].counts) == 0) return add_words(terms);
    return {add(std::move(element))};
  }
  if (const auto* prefix = std::get_if<Prefix>(&leaf.is)) {
    Strings terms = corpus_.words_of(prefix->text, kind_);
    if (terms.empty()) return {};
    const std::string start = terms.back();
    terms.pop_back();
    Leaf places = add_words(terms);
    places.push_back(add(maker_.prefix(start)));
    return places;
  }
  Leaf places;
  if (const auto* in = std::get_if<InField>(&leaf.is)) {
    const Strings terms = corpus_.words_of(in->text, kind_);
    if (in->phrase && !terms.empty()) {
      Element element = maker_.in_field(in->field, terms);
      element.key += '"';  // title:"jones" is not title:jones typed twice
      return {add(std::move(element))};
    }
    for (const std::string& term : terms) places.push_back(add(maker_.in_field(in->field, {term})));
  }
  return places;
}

void Reading::collect(const Query& query, bool positive) {
  if (const auto* group = std::get_if<Group>(&query.is)) {
    for (const Clause& clause : group->clauses) {
      collect(clause.query, positive && clause.sign != Sign::must_not);
    }
  } else if (const auto* either = std::get_if<Or>(&query.is)) {
    for (const Query& alternative : either->alternatives) collect(alternative, positive);
  } else if (const auto* filter = std::get_if<Filter>(&query.is)) {
    filters_.push_back(&filter->condition);
  } else {
    const Leaf leaf = leaves_[&query] = elements_of(query);
    if (!positive) return;
    for (const std::size_t place : leaf) {
      if (times_[place] == 0) scored_.push_back(place);
      times_[place] += 1;
    }
  }
}

double Reading::idf_sum() const {
  double sum = 0;
  for (std::size_t place = 0; place < elements_.size(); ++place) sum += idf(place);
  return sum;
}

double Reading::text_score(std::size_t document) const {
  double sum = 0;
  for (const std::size_t place : scored_) {
    for (const Part& part : elements_[place].parts) {
      if (part.counts[document] == 0) continue;
      const double f = part.counts[document];
      const double k = corpus_.k(document, part.length_counts);
      sum += part.weight * times_[place] * (f / (f + k));
    }
  }
  return static_cast<float>(sum);
}

std::optional<bool> Reading::matches(const Query& query, std::size_t document) const {
  if (const auto* filter = std::get_if<Filter>(&query.is)) {
    return corpus_.passes(filter->condition, document);
  }
  if (const auto* either = std::get_if<Or>(&query.is)) {
    std::optional<bool> any;
    for (const Query& alternative : either->alternatives) {
      if (const auto match = matches(alternative, document)) any = any.value_or(false) || *match;
    }
    return any;
  }
  if (const auto* group = std::get_if<Group>(&query.is)) {
    // A must of words nobody can search says nothing, so it makes no other clause optional.
    const bool has_must = std::ranges::any_of(group->clauses, [&](const Clause& clause) {
      return clause.sign == Sign::must && matches(clause.query, document).has_value();
    });
    std::optional<bool> all;
    for (const Clause& clause : group->clauses) {
      const auto match = matches(clause.query, document);
      if (!match) continue;
      const bool optional = clause.sign == Sign::plain && has_must &&
                            !std::holds_alternative<Filter>(clause.query.is);
      all = all.value_or(true) && (optional || *match == (clause.sign != Sign::must_not));
    }
    return all;
  }
  const Leaf& leaf = leaves_.at(&query);
  if (leaf.empty()) return std::nullopt;
  return std::ranges::all_of(leaf,
                             [&](std::size_t place) { return elements_[place].matches(document); });
}

}  // namespace coldopen::naive
