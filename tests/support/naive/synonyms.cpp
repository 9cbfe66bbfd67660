#include "tests/support/naive/synonyms.hpp"

#include <algorithm>
#include <utility>

#include "query/synonyms.hpp"

namespace coldopen::naive {

namespace {

Strings words_of(const std::string& side, const Analyzer& analyzer) {
  TokenBuffer tokens;
  analyzer.analyze(side, TextKind::name, tokens);
  Strings words;
  for (const Token& token : tokens.tokens()) {
    if (token.lane == Space::exact) words.emplace_back(token.term);
  }
  return words;
}

bool stands_at(const Strings& side, const Strings& words, std::size_t at) {
  return side.size() <= words.size() - at &&
         std::equal(side.begin(), side.end(), words.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

Synonyms::Synonyms(const Analyzer& analyzer) {
  for (const SynonymRule& given : built_in_synonym_rules()) {
    Rule& rule = rules_.emplace_back();
    rule.names_only = given.names_only;
    for (const std::string& side : given.from) rule.from.push_back(words_of(side, analyzer));
    for (const std::string& side : given.to) rule.to.push_back(words_of(side, analyzer));
    if (rule.to.empty()) rule.to = rule.from;
    std::erase(rule.from, Strings{});
    std::erase(rule.to, Strings{});
  }
}

std::vector<Synonym> Synonyms::in(const Strings& words) const {
  std::vector<Synonym> found;
  for (std::size_t at = 0; at < words.size();) {
    Strings longest;
    for (const Rule& rule : rules_) {
      for (const Strings& side : rule.from) {
        if (stands_at(side, words, at) && side.size() > longest.size()) longest = side;
      }
    }
    for (const Rule& rule : rules_) {
      if (std::ranges::find(rule.from, longest) == rule.from.end()) continue;
      for (const Strings& side : rule.to) {
        if (side != longest) found.push_back({at, at + longest.size(), side, rule.names_only});
      }
    }
    at += std::max<std::size_t>(longest.size(), 1);
  }
  return found;
}

}  // namespace coldopen::naive
