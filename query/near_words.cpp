#include "query/near_words.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "index/segment/near_terms.hpp"
#include "query/typing_costs.hpp"

namespace coldopen {

std::uint64_t occurrences(std::span<const Dictionary* const> dictionaries, std::string_view term) {
  std::uint64_t cf = 0;
  for (const Dictionary* dictionary : dictionaries) {
    if (const auto info = dictionary->find(Space::exact, term)) cf += info->cf;
    for (const std::string_view field : {"title", "alias"}) {
      std::string name(field);
      name += kFieldSeparator;
      name += term;
      if (const auto info = dictionary->find(Space::field, name)) cf += kNameOccurrences * info->df;
    }
  }
  return cf;
}

double frequency_points(std::uint64_t occurrences) noexcept {
  return kFrequency * std::log(static_cast<double>(occurrences) + 1);
}

std::vector<NearWord> near_words(std::span<const Dictionary* const> dictionaries,
                                 std::string_view typed, WordsOf of) {
  const std::u32string letters = letters_of(typed);
  if (!may_be_mistyped(letters)) return {};
  std::vector<NearWord> words;
  const auto add = [&](const Dictionary& dictionary, Space space, std::string_view start) {
    NearTerms near(dictionary, space, start, typed, edits_allowed(letters.size()), Nearness::whole);
    while (near.next())
      if (near.distance() > 0) words.push_back({std::string(near.text())});
  };
  for (const Dictionary* dictionary : dictionaries) {
    if (of == WordsOf::texts) add(*dictionary, Space::exact, {});
    if (of == WordsOf::texts) continue;
    add(*dictionary, Space::field, "title\x1f");
    add(*dictionary, Space::field, "alias\x1f");
  }
  std::ranges::sort(words, {}, &NearWord::term);
  const auto doubles = std::ranges::unique(words, {}, &NearWord::term);
  words.erase(doubles.begin(), doubles.end());
  if (of == WordsOf::names)  // names have joined forms besides
    std::erase_if(words, [&](const NearWord& word) {
      return std::ranges::none_of(dictionaries, [&](const Dictionary* dictionary) {
        return dictionary->find(Space::exact, word.term).has_value();
      });
    });
  for (NearWord& word : words) {
    word.cost = typing_cost(letters, letters_of(word.term));
    word.score = word.cost - frequency_points(occurrences(dictionaries, word.term));
  }
  std::ranges::sort(words, {},
                    [](const NearWord& word) { return std::tie(word.score, word.term); });
  return words;
}

}  // namespace coldopen
