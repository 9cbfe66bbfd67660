#include "tests/support/naive_search.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "query/syntax.hpp"
#include "tests/support/naive/corpus.hpp"
#include "tests/support/naive/elements.hpp"
#include "tests/support/naive/flat_match.hpp"
#include "tests/support/naive/folding.hpp"
#include "tests/support/naive/ranking.hpp"
#include "tests/support/naive/reading.hpp"

namespace coldopen {

using naive::Corpus;
using naive::FlatMatch;
using naive::Found;
using naive::Reading;

namespace {

bool best_first(const NaiveHit& a, const NaiveHit& b) {
  return a.score != b.score ? a.score > b.score : a.id < b.id;
}

// As text; where it holds no word as a name ("!!!").
Reading read(const Corpus& corpus, naive::Elements& elements, const Query& tree) {
  Reading as_text(corpus, elements, tree, TextKind::text, false);
  if (!as_text.elements().empty()) return as_text;
  return {corpus, elements, tree, TextKind::name, false};
}

// One request, read.
class Asked {
 public:
  Asked(const Corpus& corpus, naive::Elements& elements, const SearchRequest& request)
      : corpus_(corpus),
        request_(request),
        parsed_(parse(request.q, corpus.types)),
        whole_(read(corpus, elements, parsed_.tree)),
        apart_(corpus, elements, parsed_.tree, whole_.kind(), true),
        flat_match_(corpus, request, parsed_.tree, whole_, apart_),
        flat_(is_flat(parsed_.tree) && !whole_.elements().empty()) {}

  // Matches as if the request had no filters on `but`.
  Found found_without(std::string_view but) const {
    const auto passes = [&](std::size_t document) {
      return std::ranges::all_of(request_.filters, [&](const Condition& condition) {
        return condition.attribute == but || corpus_.passes(condition, document);
      });
    };
    if (flat_) {
      return flat_match_.run([&](std::size_t document) {
        return passes(document) &&
               std::ranges::all_of(whole_.filters(), [&](const Condition* condition) {
                 return corpus_.passes(*condition, document);
               });
      });
    }
    Found found;
    for (std::size_t document = 0; document < corpus_.documents.size(); ++document) {
      const bool match = parsed_.blank || whole_.matches(parsed_.tree, document).value_or(false);
      if (match && passes(document)) found.classes[document] = 0;
    }
    return found;
  }

  // Of those that are nearly the same the best of each kind of exact name they have (title, bare
  // title, alias), of others the best: in the order of a search that finds them alone.
  void fold(Found& found, const std::vector<std::vector<std::size_t>>& groups) const {
    Found doubles;
    doubles.apart = found.apart;
    std::map<std::string, std::size_t> documents, group_of;
    for (std::size_t i = 0; i < groups.size() && request_.fold; ++i) {
      std::vector<std::size_t> matching;
      for (const std::size_t document : groups[i])
        if (found.classes.contains(document)) matching.push_back(document);
      if (matching.size() < 2) continue;
      for (const std::size_t document : matching) {
        doubles.classes[document] = found.classes.at(document);
        documents[corpus_.documents[document].article.id] = document;
        group_of[corpus_.documents[document].article.id] = i;
      }
    }
    std::map<std::size_t, std::vector<std::size_t>> ordered;  // by group
    for (const NaiveHit& hit : ranked(doubles))
      ordered[group_of[hit.id]].push_back(documents[hit.id]);
    for (const auto& [group, members] : ordered) {
      std::set<std::size_t> stay;
      std::set<int> called;
      for (const std::size_t document : members) {
        const int of = found.classes.at(document);
        if (of >= 7 && of <= 9 && called.insert(of).second) stay.insert(document);
      }
      if (stay.empty()) stay.insert(members.front());
      for (const std::size_t document : members)
        if (!stay.contains(document)) found.classes.erase(document);
    }
  }

  // The best first: by class and words; then the first of them by nearness and so on, too.
  std::vector<NaiveHit> ranked(const Found& found) const {
    const Reading& reading = found.apart ? apart_ : whole_;
    std::vector<NaiveHit> hits;
    std::map<std::string, std::size_t> documents;
    for (const auto& [document, of] : found.classes) {
      const std::string& id = corpus_.documents[document].article.id;
      const double points = flat_ ? flat_match_.points(document, of, reading) : 0;
      hits.push_back({id, points + reading.text_score(document)});
      documents[id] = document;
    }
    std::ranges::sort(hits, best_first);
    for (std::size_t i = 0; i < std::min(hits.size(), corpus_.scoring.candidates); ++i) {
      if (!reading.scores()) break;
      const std::size_t document = documents[hits[i].id];
      hits[i].score += naive::proximity(corpus_, reading, document);
      hits[i].score += naive::prior(corpus_, document);
      hits[i].score += reading.speech(document);
    }
    std::ranges::sort(hits, best_first);
    return hits;
  }

 private:
  const Corpus& corpus_;
  const SearchRequest& request_;
  ParsedQuery parsed_;
  Reading whole_;
  Reading apart_;  // phrases that occur nowhere are words
  FlatMatch flat_match_;
  bool flat_;
};

}  // namespace

struct NaiveSearch::State {
  Corpus corpus;
  naive::Elements elements{corpus};
  std::vector<std::vector<std::size_t>> alike = naive::groups_of_alike(corpus);
};

NaiveSearch::NaiveSearch(std::vector<Article> articles, const Analyzer& analyzer,
                         const Scoring& scoring, const FieldWeights& weights,
                         const AttributeTypes& types, const AttributeWeights& attribute_weights)
    : state_(
          new State{{std::move(articles), analyzer, scoring, weights, types, attribute_weights}}) {}
NaiveSearch::~NaiveSearch() = default;

NaiveAnswer NaiveSearch::search(const SearchRequest& request) const {
  const Corpus& corpus = state_->corpus;
  const Asked asked(corpus, state_->elements, request);
  const auto found_without = [&](std::string_view but) {
    Found found = asked.found_without(but);
    asked.fold(found, state_->alike);
    return found;
  };
  NaiveAnswer answer{asked.ranked(found_without("")), {}};
  for (const std::string& name : request.facets) {
    std::map<std::string, std::uint64_t> counts;                            // by key
    std::map<std::string, std::map<std::string, std::uint64_t>> spellings;  // of each key
    for (const auto& [document, of] : found_without(name).classes) {
      const std::vector<Value> given = naive::values_of(corpus.documents[document].article, name);
      std::set<std::string> values, keys;
      for (const Value& value : given) {
        const Date* date = std::get_if<Date>(&value);
        values.insert(date != nullptr ? std::to_string(date->year) : text_of(value));
      }
      for (const std::string& value : values) {
        const bool is_text = std::holds_alternative<std::string>(given[0]);
        const std::string key = is_text ? naive::spelling_key(value, corpus.analyzer) : value;
        keys.insert(key);
        ++spellings[key][value];
      }
      for (const std::string& key : keys) ++counts[key];
    }
    auto& shown = answer.facets[name];
    for (const auto& [key, count] : counts)
      shown[std::ranges::max_element(spellings[key], {},
                                     &std::pair<const std::string, std::uint64_t>::second)
                ->first] = count;
  }
  return answer;
}

}  // namespace coldopen
