#include "server/judged_responses.hpp"

#include <algorithm>

namespace coldopen {
namespace {

// The first passage that a hit shows: its anchor, or its number where it has none.
std::string place_shown(const Hit& hit) {
  if (hit.passages.empty()) return "";
  const FoundPassage& best = hit.passages.front();
  return best.anchor.empty() ? std::to_string(best.index) : best.anchor;
}

std::string listed(const Strings& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

std::string counts_of(const SearchResponse& response, const std::string& attribute) {
  const auto facet = std::ranges::find(response.facets, attribute, &Facet::attribute);
  if (facet == response.facets.end()) return "nothing";
  Strings values;
  for (const FacetValue& value : facet->values)
    values.push_back((value.selected ? "*" : "") + value.value + ": " +
                     std::to_string(value.count));
  return listed(values);
}

}  // namespace

std::string response_breach(const JudgedQuery& query, const SearchResponse& response) {
  const auto should = [](const std::string& what, const std::string& wanted,
                         const std::string& found) {
    return what + " should be \"" + wanted + "\", it is \"" + found + "\"";
  };
  if (query.answer) {
    const bool is_cast = response.answer && response.answer->type == Answer::Type::cast;
    const std::string text = is_cast ? response.answer->text : "";
    if (text != *query.answer) return should("the answer", *query.answer, text);
  }
  if (query.total && response.total != *query.total)
    return should("the number found", std::to_string(*query.total), std::to_string(response.total));
  for (const auto& [attribute, values] : query.counts)
    if (counts_of(response, attribute) != listed(values))
      return should("the counts by " + attribute, listed(values), counts_of(response, attribute));
  if (query.told) {
    const auto is_told = [&](const Note& note) { return note.code == *query.told; };
    const bool holds =
        query.told->empty() ? response.notes.empty() : std::ranges::any_of(response.notes, is_told);
    if (!holds)
      return should("a note", *query.told, response.notes.empty() ? "" : response.notes[0].code);
  }
  const Hit* hit = response.hits.empty() ? nullptr : &response.hits.front();
  const std::string place = hit == nullptr ? "" : place_shown(*hit);
  if (!query.passage.empty() && place != query.passage)
    return should("the first passage", query.passage, place);
  const std::string snippet =
      hit == nullptr || hit->passages.empty() ? "" : hit->passages.front().snippet.text;
  if (query.snippet_has && snippet.find(*query.snippet_has) == std::string::npos)
    return should("a part of the first snippet", *query.snippet_has, snippet);
  const Strings similar = hit == nullptr ? Strings() : hit->similar;
  if (query.similar && !std::ranges::is_permutation(*query.similar, similar))
    return should("what is folded into the first hit", listed(*query.similar), listed(similar));
  if (query.link && (hit == nullptr || !hit->url.ends_with(*query.link)))
    return should("the end of the first link", *query.link, hit == nullptr ? "" : hit->url);
  return "";
}

SearchResponse looked_through(const Snapshot& snapshot, SearchRequest request,
                              const JudgedQuery& query) {
  request.facets = query.facets;
  if (query.facet_limit) request.facet_limit = static_cast<std::uint32_t>(*query.facet_limit);
  request.limit = kLookedThrough;
  return search(snapshot, request);
}

Judgements passages_wanted(const JudgedQuery& query) {
  Judgements wanted;
  for (const std::string& id : query.first) wanted[id + "#" + query.passage] = 1;
  return wanted;
}

Ranking passages_shown(const SearchResponse& response) {
  Ranking shown;
  for (const Hit& hit : response.hits) shown.push_back(hit.id + "#" + place_shown(hit));
  return shown;
}

}  // namespace coldopen
