#include "tests/support/naive/speech.hpp"

#include <algorithm>
#include <set>
#include <variant>

#include "tests/support/naive/runs.hpp"

namespace coldopen::naive {

namespace {

constexpr std::size_t kNameWordsMax = 3;

// A heading, if any, and the text below it.
struct Said {
  const Place* heading = nullptr;
  const Place* text = nullptr;
};

std::vector<Said> passages_in(const Document& document) {
  std::vector<Said> passages;
  Said next;
  for (const Place& place : document.places) {
    if (place.field == Field::heading) next.heading = &place;
    if (place.field != Field::body) continue;
    next.text = &place;
    passages.push_back(next);
    next = {};
  }
  return passages;
}

bool begins_with(const Place& place, const Strings& name) {
  return place.words.size() >= name.size() &&
         std::equal(name.begin(), name.end(), place.words.begin());
}

bool is_line_of(const Corpus& corpus, const Document& document, const Strings& name) {
  static const std::set<std::string> kParts = {"line", "quote", "stage", "scene"};
  static const std::set<std::string> kSpeakers = {"characters", "character", "speaker"};
  const Strings kinds = kinds_of(document.article, corpus.analyzer);
  const bool is_part =
      std::ranges::any_of(kinds, [](const std::string& kind) { return kParts.contains(kind); });
  return is_part && std::ranges::any_of(document.places, [&](const Place& place) {
           return place.field == Field::attribute && kSpeakers.contains(place.name) &&
                  begins_with(place, name);
         });
}

bool is_in(const Corpus& corpus, const Said& passage, const Element& element) {
  const auto holds = [&](const Place* place) {
    return place != nullptr && (element.field.empty() || element.field == place->name) &&
           std::ranges::any_of(element.shapes, [&](const Shape& shape) {
             return stands_in(corpus, *place, shape);
           });
  };
  return holds(passage.heading) || holds(passage.text);
}

}  // namespace

Strings asked_speaker(const Corpus& corpus, const Query& tree) {
  const auto* group = std::get_if<Group>(&tree.is);
  if (group == nullptr) return {};
  Strings typed;
  for (const Clause& clause : group->clauses) {
    if (typed.empty() && std::holds_alternative<Filter>(clause.query.is)) continue;
    const bool is_name_over = !typed.empty() && typed.back().ends_with(':');
    if (is_name_over) {
      std::string name;
      for (const std::string& word : typed) name += word + " ";
      name.resize(name.size() - 2);  // the colon and the space
      Strings words;
      for (const RunWord& word : read_run(corpus, name, RunReading::plain).words)
        words.push_back(word.term);
      return words;
    }
    const auto* words = std::get_if<Words>(&clause.query.is);
    if (words == nullptr || clause.sign != Sign::plain || typed.size() == kNameWordsMax) return {};
    typed.push_back(words->text);
  }
  return {};
}

double most_said(const Corpus& corpus, const Document& document, const Strings& name,
                 const std::vector<const Element*>& rest) {
  const bool all_theirs = is_line_of(corpus, document, name);
  double most = 0;
  for (const Said& passage : passages_in(document)) {
    if (!all_theirs && !begins_with(*passage.text, name)) continue;
    double said = 0, all = 0;
    for (const Element* element : rest) {
      const bool sayable =
          element->field.empty() || element->field == "heading" || element->field == "body";
      if (sayable) all += element->idf;
      if (sayable && is_in(corpus, passage, *element)) said += element->idf;
    }
    if (all > 0) most = std::max(most, said / all);
  }
  return most;
}

}  // namespace coldopen::naive
