#include "tests/support/naive/synonyms.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace coldopen::naive {

std::vector<const Synonyms*> rules_at(const std::vector<Synonyms>& rules, const Strings& words,
                                      std::size_t at, std::size_t& length) {
  std::vector<const Synonyms*> found;
  length = 0;
  for (const Synonyms& rule : rules) {
    for (const Strings& side : rule.sides) {
      const bool stands =
          side.size() <= words.size() - at &&
          std::ranges::equal(
              side, Strings(words.begin() + static_cast<std::ptrdiff_t>(at),
                            words.begin() + static_cast<std::ptrdiff_t>(at + side.size())));
      if (!stands || side.size() < length) continue;
      if (side.size() > length) found.clear();
      length = side.size();
      found.push_back(&rule);
    }
  }
  return found;
}

std::vector<Synonyms> built_in_synonyms(const Analyzer& analyzer) {
  const auto rule = [&](std::initializer_list<const char*> sides, bool names_only) {
    Synonyms made{{}, names_only};
    for (const char* side : sides) {
      TokenBuffer tokens;
      analyzer.analyze(side, TextKind::text, tokens);
      Strings words;
      for (const Token& token : tokens.tokens()) {
        if (token.lane == Space::exact) words.emplace_back(token.term);
      }
      made.sides.push_back(std::move(words));
    }
    return made;
  };
  return {rule({"bts", "behind the scenes"}, false),
          rule({"tv", "television"}, false),
          rule({"ep", "episode"}, false),
          rule({"pic", "pics", "photo", "photos", "picture", "pictures"}, false),
          rule({"st", "saint"}, true),
          rule({"dr", "doctor"}, true),
          rule({"mr", "mister"}, true),
          rule({"vs", "versus"}, true),
          rule({"n", "and"}, true)};
}

}  // namespace coldopen::naive
