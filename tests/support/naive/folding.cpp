#include "tests/support/naive/folding.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace coldopen::naive {
namespace {

using Numbers = std::map<Strings, std::size_t>;  // of all runs of three words
using Runs = std::vector<std::size_t>;           // their numbers, rising, each once

Runs runs_of(const Document& document, Numbers& numbers) {
  Strings words;
  for (const Place& place : document.places)
    if (place.field == Field::heading || place.field == Field::body)
      words.insert(words.end(), place.words.begin(), place.words.end());
  std::set<std::size_t> runs;
  if (words.size() < 100) return {};
  for (std::size_t i = 0; i + 3 <= words.size(); ++i)
    runs.insert(
        numbers.try_emplace({words[i], words[i + 1], words[i + 2]}, numbers.size()).first->second);
  return {runs.begin(), runs.end()};
}

bool are_alike(const Runs& a, const Runs& b) {
  if (a.empty() || b.empty()) return false;
  Runs both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return 10 * both.size() >= 9 * (a.size() + b.size() - both.size());
}

}  // namespace

std::vector<std::vector<std::size_t>> groups_of_alike(const Corpus& corpus) {
  Numbers numbers;
  std::vector<Runs> runs;
  std::vector<std::size_t> group;  // by document: the least it is linked with
  for (const Document& document : corpus.documents) {
    const std::size_t i = runs.size();
    runs.push_back(runs_of(document, numbers));
    group.push_back(i);
    for (std::size_t j = 0; j < i; ++j) {
      if (group[i] == group[j] || !are_alike(runs[i], runs[j])) continue;
      const std::size_t from = std::max(group[i], group[j]), to = std::min(group[i], group[j]);
      std::ranges::replace(group, from, to);
    }
  }
  std::vector<std::vector<std::size_t>> groups(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) groups[group[i]].push_back(i);
  std::erase_if(groups, [](const std::vector<std::size_t>& one) { return one.size() < 2; });
  return groups;
}

}  // namespace coldopen::naive
