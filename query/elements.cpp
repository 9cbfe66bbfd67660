#include "query/elements.hpp"

#include <algorithm>

namespace coldopen {

Strings Element::also() const {
  Strings singles;
  for (const Writing& writing : writings)
    if (!writing.is_class() && !writing.is_phrase() && writing.kind != WritingKind::code)
      singles.push_back(writing.terms[0]);
  return singles;
}

Strings Element::apart() const {
  const auto at = std::ranges::find_if(writings, &Writing::is_apart);
  return at == writings.end() ? Strings() : at->terms;
}

bool ResolvedQuery::is_speaker(const Element& element) const noexcept {
  return element.form == ElementForm::word &&
         std::ranges::find(speaker, element.text) != speaker.end();
}

double ResolvedQuery::speaker_idf() const noexcept {
  double idf = 0;
  for (auto word = speaker.begin(); word != speaker.end(); ++word) {
    if (std::find(speaker.begin(), word, *word) != word) continue;
    const auto element = std::ranges::find_if(elements, [&](const Element& each) {
      return each.form == ElementForm::word && each.text == *word;
    });
    if (element != elements.end()) idf += element->idf;
  }
  return idf;
}

}  // namespace coldopen
