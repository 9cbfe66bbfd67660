#include "tests/support/naive/flat_match.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

namespace coldopen::naive {

FlatMatch::FlatMatch(const Corpus& corpus, const SearchRequest& request, const Query& tree,
                     const Reading& whole, const Reading& apart)
    : corpus_(corpus), request_(request), whole_(whole), apart_(apart) {
  const auto* phrase = std::get_if<Phrase>(&tree.is);
  name_ = corpus.analyzer.key(phrase == nullptr ? request.q : phrase->text);
}

std::map<std::size_t, double> FlatMatch::run(const std::function<bool(std::size_t)>& passes) const {
  const Scoring& scoring = corpus_.scoring;
  const bool automatic = request_.match == Match::automatic;
  const bool covers = automatic && whole_.elements().size() <= scoring.covered_elements_max;
  std::map<std::size_t, double> found;
  for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
    if (passes(document) && holds(document)) {
      const double least = covers ? 1 : 0;
      found[document] = class_points(document, least) + whole_.text_score(document);
    }
  }
  if (!automatic || found.size() >= scoring.relax_below) return found;
  for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
    if (passes(document) && !found.contains(document) && nearly(apart_, document)) {
      found[document] = class_points(document, 0) + apart_.text_score(document);
    }
  }
  return found;
}

// Seven times the height for the page of that title, five times for one that is also called so;
// else `least` times. A line, a quote, a stage direction, a scene: their titles name the page
// they are from.
double FlatMatch::class_points(std::size_t document, double least) const {
  if (request_.match != Match::automatic) return 0;
  const Article& article = corpus_.documents[document].article;
  const auto is_name = [&](const std::string& text) {
    return !name_.empty() && corpus_.analyzer.key(text) == name_;
  };
  double times = least;
  if (std::ranges::any_of(article.aliases, is_name)) times = 5;
  if (is_name(article.title)) times = 7;
  if (const Attribute* kind = find_attribute(article, "kind")) {
    for (const Value& value : kind->values) {
      const std::string key = corpus_.analyzer.key(text_of(value));
      if (key == "line" || key == "quote" || key == "stage" || key == "scene") times = least;
    }
  }
  return times * height();
}

// The most a text score can be and then some, so that a class stands above the ones below it.
double FlatMatch::height() const {
  return std::ceil((1 + corpus_.scoring.exact) * (corpus_.scoring.k1 + 1) * whole_.idf_sum() * 1.3 +
                   corpus_.scoring.w_prior);
}

bool FlatMatch::holds(std::size_t document) const {
  const auto matches = [&](const Element& element) { return element.matches(document); };
  if (request_.match == Match::any) return std::ranges::any_of(whole_.elements(), matches);
  return std::ranges::all_of(whole_.elements(), [&](const Element& element) {
    const bool may_lack = request_.match == Match::automatic && element.stop_word;
    return may_lack || matches(element);
  });
}

bool FlatMatch::nearly(const Reading& reading, std::size_t document) const {
  double matched = 0;
  bool informative = false;
  for (std::size_t place = 0; place < reading.elements().size(); ++place) {
    const Element& element = reading.elements()[place];
    if (!element.matches(document)) continue;
    matched += reading.idf(place);
    informative = informative || !element.stop_word;
  }
  const Scoring& scoring = corpus_.scoring;
  const double share = reading.elements().size() <= scoring.covered_elements_max
                           ? scoring.relax_short
                           : scoring.relax_long;
  return informative && matched >= share * reading.idf_sum();
}

}  // namespace coldopen::naive
