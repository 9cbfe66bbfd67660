#include "tests/support/naive/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <variant>

namespace coldopen::naive {

namespace {

struct Closeness {
  double next = 0, near = 0;  // o, w
};

Closeness closeness(const Corpus& corpus, const Document& document, const Element& first,
                    const Element& second, std::uint32_t distance) {
  const bool stems = corpus.scoring.parts.stems;
  Closeness sum;
  for (const Place& place : document.places) {
    const auto& positions = stems ? place.of_stem : place.of_word;
    const auto places_of = [&](const std::string& word) {
      return positions.find(stems ? corpus.analyzer.stem(word, document.language) : word);
    };
    const auto of_u = places_of(first.typed);
    const auto of_v = places_of(second.typed);
    if (of_u == positions.end() || of_v == positions.end()) continue;
    for (const std::int64_t at : of_u->second) {
      const auto some = [&](const auto& is_wanted) {
        return std::ranges::any_of(of_v->second, is_wanted) ? 1 : 0;
      };
      sum.next += some([&](std::int64_t other) { return other == at + distance; });
      sum.near += some([&](std::int64_t other) {
        return other != at && std::abs(other - at) <= corpus.scoring.near_words;
      });
    }
  }
  return sum;
}

std::optional<double> importance(const Corpus& corpus, const Article& article) {
  const Attribute* attribute = find_attribute(article, "importance");
  const auto type = corpus.types.find("importance");
  if (attribute == nullptr || attribute->values.empty()) return std::nullopt;
  if (type == corpus.types.end() || type->second != AttributeType::number) return std::nullopt;
  const double* given = std::get_if<double>(&attribute->values.front());
  return given != nullptr && *given >= 0 ? std::optional(*given) : std::nullopt;
}

// Pages that share a title do not link to one another by it.
double links_of(const Corpus& corpus, std::size_t document) {
  const Strings& keys = corpus.documents[document].title.whole;
  double links = 0;
  for (const Document& other : corpus.documents) {
    const bool links_here = std::ranges::any_of(keys, [&](const std::string& key) {
      return std::ranges::find(other.links, key) != other.links.end() &&
             std::ranges::find(other.title.whole, key) == other.title.whole.end();
    });
    links += links_here ? 1 : 0;
  }
  return links;
}

}  // namespace

double proximity(const Corpus& corpus, const Reading& reading, std::size_t document) {
  const Scoring& scoring = corpus.scoring;
  const double k = corpus.k(document);
  double sum = 0;
  for (const Neighbours& pair : reading.neighbours()) {
    const Element& first = reading.elements()[pair.first];
    const Element& second = reading.elements()[pair.second];
    const Closeness close =
        closeness(corpus, corpus.documents[document], first, second, pair.distance);
    sum += std::min(first.idf, second.idf) * (scoring.k1 + 1) *
           (scoring.next * (close.next / (close.next + k)) +
            scoring.near * (close.near / (close.near + k)));
  }
  return sum;
}

double prior(const Corpus& corpus, std::size_t document) {
  const Scoring& scoring = corpus.scoring;
  const std::optional<double> given = importance(corpus, corpus.documents[document].article);
  const double links = given ? *given : links_of(corpus, document);
  if (links == 0) return 0;
  const double raised = std::pow(links, scoring.prior_exponent);
  return scoring.w_prior *
         (raised / (std::pow(scoring.prior_half, scoring.prior_exponent) + raised));
}

}  // namespace coldopen::naive
