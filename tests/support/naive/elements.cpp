#include "tests/support/naive/elements.hpp"

#include <algorithm>
#include <utility>

namespace coldopen::naive {

namespace {

// How often the words stand side by side within one place.
std::uint32_t starts_in(const Place& place, const Strings& terms) {
  std::uint32_t starts = 0;
  for (auto at = place.words.begin(); at != place.words.end(); ++at) {
    const auto left = static_cast<std::size_t>(place.words.end() - at);
    starts += left >= terms.size() && std::equal(terms.begin(), terms.end(), at);
  }
  return starts;
}

std::uint32_t starts_in_field(const Document& document, const Strings& terms,
                              std::string_view name) {
  std::uint32_t starts = 0;
  for (const Place& place : document.places) {
    if (place.name == name) starts += starts_in(place, terms);
  }
  return starts;
}

// Starts of the phrase, each worth its field's weight.
std::uint32_t phrase_count(const Document& document, const Strings& terms,
                           const FieldWeights& weights) {
  FoldedCount count(weights);
  for (const Place& place : document.places) count.add(place.field, starts_in(place, terms));
  return count.value();
}

}  // namespace

const Element& Elements::word(const std::string& term) {
  const auto known = words_.find(term);
  if (known != words_.end()) return known->second;
  const std::string stem = corpus_.analyzer.stem(term);
  Part any, exact;
  any.counts = corpus_.list([&](const Document& d) { return count_in(d.stems, stem); });
  exact.counts = corpus_.list([&](const Document& d) { return count_in(d.words, term); });
  Element element;
  element.key = "word " + term;
  element.idf = corpus_.idf(holders(any.counts));
  any.weight = weight(element.idf);
  exact.weight = weight(corpus_.scoring.exact * corpus_.idf(holders(exact.counts)));
  element.parts = {any, exact};
  element.stop_word = corpus_.analyzer.is_stop_word(term);
  return words_[term] = std::move(element);
}

Element Elements::prefix(const std::string& start) const {
  std::map<std::string, std::uint64_t> found;  // with their folded counts in all documents
  for (const Document& document : corpus_.documents) {
    for (const auto& [word, count] : document.words) {
      if (word.starts_with(start)) found[word] += count;
    }
  }
  std::vector<std::pair<std::string, std::uint64_t>> words(found.begin(), found.end());
  std::ranges::sort(words, [](const auto& x, const auto& y) {
    return x.second != y.second ? x.second > y.second : x.first < y.first;
  });
  if (words.size() > SearchLimits::prefix_terms_max) words.resize(SearchLimits::prefix_terms_max);
  Part part;
  part.counts = corpus_.list([&](const Document& document) {
    std::uint32_t count = 0;
    for (const auto& [word, all] : words) count += count_in(document.words, word);
    return count;
  });
  Element element;
  element.key = "prefix " + start;
  element.idf = corpus_.idf(holders(part.counts));
  part.weight = weight(element.idf);
  element.parts = {part};
  return element;
}

Element Elements::phrase(const Strings& terms) const {
  Element element;
  element.key = "phrase";
  for (const std::string& term : terms) {
    element.key += " " + term;
    element.idf += corpus_.idf(
        holders(corpus_.list([&](const Document& d) { return count_in(d.words, term); })));
  }
  Part part;
  part.weight = weight(element.idf);
  part.counts =
      corpus_.list([&](const Document& d) { return phrase_count(d, terms, corpus_.weights); });
  element.parts = {part};
  return element;
}

Element Elements::in_field(const std::string& name, const Strings& terms) const {
  Element element;
  element.key = "field " + name;
  for (const std::string& term : terms) {
    element.key += " " + term;
    element.idf += corpus_.idf(holders(corpus_.list(
        [&](const Document& d) { return count_in(d.fields, name + kFieldSeparator + term); })));
  }
  Part part;
  part.weight = weight(element.idf);
  part.length_counts = false;
  part.counts = corpus_.list([&](const Document& d) { return starts_in_field(d, terms, name); });
  element.parts = {part};
  return element;
}

}  // namespace coldopen::naive
