#include "query/synonyms.hpp"

#include <algorithm>
#include <array>

namespace coldopen {

namespace {

std::string with_spaces(const Strings& words, std::size_t first, std::size_t last) {
  std::string text;
  for (std::size_t i = first; i < last; ++i) text += (i == first ? "" : " ") + words[i];
  return text;
}

Strings terms_of(const Analyzer& analyzer, const std::string& side, TokenBuffer& buffer) {
  analyzer.analyze(side, TextKind::name, buffer);
  Strings terms;
  for (const Token& token : buffer.tokens())
    if (token.lane == Space::exact) terms.emplace_back(token.term);
  return terms;
}

// i, v and x alone are letters more often than numbers.
std::vector<SynonymRule> number_rules() {
  static constexpr std::array<std::array<const char*, 2>, 20> kNumbers = {
      {{"one", ""},           {"two", "ii"},         {"three", "iii"},    {"four", "iv"},
       {"five", ""},          {"six", "vi"},         {"seven", "vii"},    {"eight", "viii"},
       {"nine", "ix"},        {"ten", ""},           {"eleven", "xi"},    {"twelve", "xii"},
       {"thirteen", "xiii"},  {"fourteen", "xiv"},   {"fifteen", "xv"},   {"sixteen", "xvi"},
       {"seventeen", "xvii"}, {"eighteen", "xviii"}, {"nineteen", "xix"}, {"twenty", "xx"}}};
  std::vector<SynonymRule> rules;
  for (std::size_t i = 0; i < kNumbers.size(); ++i)
    rules.push_back({.from = {std::to_string(i + 1), kNumbers[i][0], kNumbers[i][1]},
                     .to = {},
                     .names_only = true});
  return rules;
}

// What people remember of a line is seldom as short or as long as it was spoken. One word here is
// with or without its apostrophe; those that are other words without it are left out (its, well).
std::vector<SynonymRule> contraction_rules() {
  static constexpr std::array<std::array<const char*, 2>, 21> kShort = {
      {{"isn't", "is not"},     {"aren't", "are not"},     {"wasn't", "was not"},
       {"weren't", "were not"}, {"don't", "do not"},       {"doesn't", "does not"},
       {"didn't", "did not"},   {"can't", "cannot"},       {"couldn't", "could not"},
       {"won't", "will not"},   {"wouldn't", "would not"}, {"shouldn't", "should not"},
       {"haven't", "have not"}, {"hasn't", "has not"},     {"hadn't", "had not"},
       {"i'm", "i am"},         {"you're", "you are"},     {"they're", "they are"},
       {"i've", "i have"},      {"you've", "you have"},    {"you'll", "you will"}}};
  std::vector<SynonymRule> rules;
  for (const auto& [word, apart] : kShort) rules.push_back({.from = {word, apart}});
  return rules;
}

std::vector<SynonymRule> built_in_rules() {
  std::vector<SynonymRule> rules = {
      {{"bts", "behind the scenes"}},
      {{"tv", "television"}},
      {{"ep", "episode"}},
      {{"pic", "pics", "photo", "photos", "picture", "pictures"}},
      {{"st", "saint"}, {}, true},
      {{"dr", "doctor"}, {}, true},
      {{"mr", "mister"}, {}, true},
      {{"vs", "versus"}, {}, true},
      {{"n", "and"}, {}, true},
      {{"us", "american"}, {}, true},
      {{"uk", "british"}, {}, true},
      {{"♥", "❤"}, {"heart", "love"}, true},
      {{"heart", "love"}, {"♥", "❤"}, true},
      {{"♥", "❤"}, {}, true},
  };
  for (SynonymRule& rule : number_rules()) rules.push_back(std::move(rule));
  for (SynonymRule& rule : contraction_rules()) rules.push_back(std::move(rule));
  return rules;
}

}  // namespace

Synonyms::Synonyms(const Analyzer& analyzer, const std::vector<SynonymRule>& rules) {
  TokenBuffer buffer;
  for (const SynonymRule& rule : rules) {
    const Strings& targets = rule.to.empty() ? rule.from : rule.to;
    for (const std::string& from : rule.from) {
      const Strings words = terms_of(analyzer, from, buffer);
      if (words.empty()) continue;
      longest_ = std::max(longest_, words.size());
      std::vector<Other>& others = others_[with_spaces(words, 0, words.size())];
      for (const std::string& to : targets) {
        Strings side = terms_of(analyzer, to, buffer);
        if (!side.empty() && side != words) others.push_back({std::move(side), rule.names_only});
      }
    }
  }
}

std::vector<SynonymUse> Synonyms::find(const Strings& words) const {
  std::vector<SynonymUse> uses;
  for (std::size_t first = 0; first < words.size();) {
    std::size_t next = first + 1;
    for (std::size_t last = std::min(words.size(), first + longest_); last > first; --last) {
      const auto found = others_.find(with_spaces(words, first, last));
      if (found == others_.end()) continue;
      for (const Other& other : found->second)
        uses.push_back({first, last, other.side, other.names_only});
      next = last;
      break;
    }
    first = next;
  }
  return uses;
}

const std::vector<SynonymRule>& built_in_synonym_rules() {
  static const std::vector<SynonymRule> kBuiltIn = built_in_rules();
  return kBuiltIn;
}

const Synonyms& built_in_synonyms() {
  static const Synonyms kBuiltIn(Analyzer("en"), built_in_synonym_rules());
  return kBuiltIn;
}

}  // namespace coldopen
