#include "tests/support/naive_search.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "query/syntax.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/flat_match.hpp"
#include "tests/support/naive/reading.hpp"

namespace coldopen {

using naive::Corpus;
using naive::FlatMatch;
using naive::Reading;

struct NaiveSearch::State {
  Corpus corpus;
  naive::Elements elements{corpus};
};

NaiveSearch::NaiveSearch(std::vector<Article> articles, const Analyzer& analyzer,
                         const Scoring& scoring, const FieldWeights& weights,
                         const AttributeTypes& types)
    : state_(new State{{std::move(articles), analyzer, scoring, weights, types}}) {}
NaiveSearch::~NaiveSearch() = default;

NaiveAnswer NaiveSearch::search(const SearchRequest& request) const {
  const Corpus& corpus = state_->corpus;
  const ParsedQuery parsed = parse(request.q, corpus.types);
  const Reading as_text(corpus, state_->elements, parsed.tree, TextKind::text, false);
  const bool has_words = !as_text.elements().empty();
  const Reading as_name(corpus, state_->elements, parsed.tree, TextKind::name, false);  // "!!!"
  const Reading& reading = has_words ? as_text : as_name;
  const Reading apart(corpus, state_->elements, parsed.tree,
                      has_words ? TextKind::text : TextKind::name, true);

  // Matches and their scores, as if the request had no filters on `but`.
  const auto found_without = [&](std::string_view but) {
    const auto passes = [&](std::size_t document) {
      return std::ranges::all_of(request.filters, [&](const Condition& condition) {
        return condition.attribute == but || corpus.passes(condition, document);
      });
    };
    const auto passes_text_too = [&](std::size_t document) {
      return passes(document) &&
             std::ranges::all_of(reading.filters(), [&](const Condition* condition) {
               return corpus.passes(*condition, document);
             });
    };
    if (is_flat(parsed.tree) && !reading.elements().empty()) {
      return FlatMatch(corpus, request, parsed.tree, reading, apart).run(passes_text_too);
    }
    std::map<std::size_t, double> found;
    for (std::size_t document = 0; document < corpus.documents.size(); ++document) {
      const bool match = parsed.blank || reading.matches(parsed.tree, document).value_or(false);
      if (match && passes(document)) found[document] = reading.text_score(document);
    }
    return found;
  };

  NaiveAnswer answer;
  for (const auto& [document, score] : found_without("")) {
    answer.hits.push_back({corpus.documents[document].article.id, score});
  }
  std::ranges::sort(answer.hits, [](const NaiveHit& a, const NaiveHit& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  for (const std::string& name : request.facets) {
    auto& counts = answer.facets[name];
    for (const auto& [document, score] : found_without(name)) {
      const Attribute* attribute = find_attribute(corpus.documents[document].article, name);
      if (attribute == nullptr) continue;
      std::set<std::string> values;
      for (const Value& value : attribute->values) {
        const Date* date = std::get_if<Date>(&value);
        values.insert(date != nullptr ? std::to_string(date->year) : text_of(value));
      }
      for (const std::string& value : values) ++counts[value];
    }
  }
  return answer;
}

}  // namespace coldopen
