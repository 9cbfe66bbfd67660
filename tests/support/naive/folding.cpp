#include "tests/support/naive/folding.hpp"

#include <algorithm>
#include <set>

namespace coldopen::naive {
namespace {

using Runs = std::set<Strings>;

Runs runs_of(const Document& document) {
  Strings words;
  for (const Place& place : document.places)
    if (place.field == Field::heading || place.field == Field::body)
      words.insert(words.end(), place.words.begin(), place.words.end());
  Runs runs;
  if (words.size() < 100) return runs;
  for (std::size_t i = 0; i + 3 <= words.size(); ++i)
    runs.insert({words[i], words[i + 1], words[i + 2]});
  return runs;
}

bool are_alike(const Runs& a, const Runs& b) {
  if (a.empty() || b.empty()) return false;
  const auto both = static_cast<std::size_t>(
      std::ranges::count_if(a, [&](const Strings& run) { return b.contains(run); }));
  return 10 * both >= 9 * (a.size() + b.size() - both);
}

}  // namespace

std::vector<std::vector<std::size_t>> groups_of_alike(const Corpus& corpus) {
  std::vector<Runs> runs;
  std::vector<std::size_t> group;  // by document: the least it is linked with
  for (const Document& document : corpus.documents) {
    const std::size_t i = runs.size();
    runs.push_back(runs_of(document));
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
