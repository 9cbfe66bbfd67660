#include "tests/support/naive/flat_match.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "index/analysis/languages.hpp"

namespace coldopen::naive {

FlatMatch::FlatMatch(const Corpus& corpus, const SearchRequest& request, const Query& tree,
                     const Reading& whole, const Reading& apart)
    : corpus_(corpus),
      request_(request),
      whole_(whole),
      apart_(apart),
      names_(corpus, request, tree, whole) {
  if (has_classes()) find_steps();
}

bool FlatMatch::has_classes() const {
  return request_.match == Match::automatic && corpus_.scoring.parts.classes;
}

Found FlatMatch::run(const std::function<bool(std::size_t)>& passes) const {
  const Scoring& scoring = corpus_.scoring;
  const auto telling = std::ranges::count_if(
      whole_.elements(), [](const auto& element) { return !element.stop_word; });
  const bool is_short = static_cast<std::size_t>(telling) <= scoring.covered_elements_max;
  Found found;
  for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
    if (!passes(document)) continue;
    const bool covered = holds(document);
    const int named = has_classes() ? names_.class_of(document, covered) : 0;
    if (!covered && named < 2) continue;  // 2: a list, by its name
    found.classes[document] = std::max(named, has_classes() && covered && is_short ? 1 : 0);
  }
  found.apart = request_.match == Match::automatic && found.classes.size() < scoring.relax_below;
  for (std::size_t document = 0; found.apart && document < corpus_.documents.size(); ++document) {
    if (passes(document) && nearly(document)) found.classes.emplace(document, 0);
  }
  return found;
}

void FlatMatch::find_steps() {
  for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
    const bool passes = std::ranges::all_of(whole_.filters(), [&](const Condition* condition) {
      return corpus_.passes(*condition, document);
    });
    if (passes && names_.class_of(document, false) >= 7)
      steps_[document] = step_of(corpus_.documents[document].article);
  }
  const bool differ = std::ranges::any_of(
      steps_, [&](const auto& one) { return one.second != steps_.begin()->second; });
  if (!differ || steps_.size() > 64) steps_.clear();
}

int FlatMatch::step_of(const Article& article) const {
  const std::string lang = language_code(article.lang), asked = language_code(request_.lang);
  const int of_language = !article.lang.empty() && article.lang == request_.lang ? 6
                          : !lang.empty() && lang == asked                       ? 4
                          : lang.empty() || lang == corpus_.analyzer.language()  ? 2
                                                                                 : 0;
  const Strings kinds = kinds_of(article, corpus_.analyzer);
  return of_language + (std::ranges::find(kinds, "character") != kinds.end() ? 1 : 0);
}

// A whole number that the score of `reading` stays below.
double FlatMatch::height(const Reading& reading) const {
  if (!has_classes()) return 0;
  return std::ceil(reading.points_max() + corpus_.scoring.w_prior);
}

// Of a season alone the episodes come in order.
double FlatMatch::points(std::size_t document, int of, const Reading& reading) const {
  const double one = height(reading);
  if (has_classes() && !names_.only_seasons() && !steps_.empty()) {
    const auto step = steps_.find(document);
    return of * one * 8 + (step == steps_.end() ? 0 : step->second * one);
  }
  if (!has_classes() || !names_.only_seasons()) return of * one;
  const std::optional<int> episode = of == 4 ? names_.episode_of_season(document) : std::nullopt;
  return of * one * 1'000 + (episode ? (999 - *episode) * one : 0);
}

bool FlatMatch::holds(std::size_t document) const {
  const auto matches = [&](const Element& element) { return element.matches(document); };
  if (request_.match == Match::any) return std::ranges::any_of(whole_.elements(), matches);
  return std::ranges::all_of(whole_.elements(), [&](const Element& element) {
    const bool may_lack = request_.match == Match::automatic && element.stop_word;
    return may_lack || matches(element);
  });
}

// Has it enough of the idf, and a word that tells something?
bool FlatMatch::nearly(std::size_t document) const {
  double matched = 0;
  bool informative = false;
  for (std::size_t place = 0; place < apart_.elements().size(); ++place) {
    const Element& element = apart_.elements()[place];
    if (!element.matches(document)) continue;
    matched += apart_.idf(place);
    informative = informative || !element.stop_word;
  }
  const Scoring& scoring = corpus_.scoring;
  const double share = apart_.elements().size() <= scoring.covered_elements_max
                           ? scoring.relax_short
                           : scoring.relax_long;
  return informative && matched >= share * apart_.idf_sum();
}

}  // namespace coldopen::naive
