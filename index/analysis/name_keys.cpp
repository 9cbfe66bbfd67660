#include "index/analysis/name_keys.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <utility>

namespace coldopen {
namespace {

struct Articles {
  std::string_view language;
  std::array<std::string_view, 10> words;
  std::size_t count;
};
constexpr std::array kArticles = {
    Articles{"ca", {"el", "la", "els", "les", "un", "una"}, 6},
    Articles{"da", {"den", "det", "de", "en", "et"}, 5},
    Articles{"de", {"der", "die", "das", "den", "dem", "des", "ein", "eine"}, 8},
    Articles{"en", {"the", "a", "an"}, 3},
    Articles{"es", {"el", "la", "los", "las", "lo", "un", "una"}, 7},
    Articles{"fr", {"le", "la", "les", "un", "une", "des"}, 6},
    Articles{"it", {"il", "lo", "la", "i", "gli", "le", "un", "uno", "una"}, 9},
    Articles{"nl", {"de", "het", "een"}, 3},
    Articles{"no", {"den", "det", "de", "en", "ei", "et"}, 6},
    Articles{"pt", {"o", "a", "os", "as", "um", "uma"}, 6},
    Articles{"sv", {"den", "det", "de", "en", "ett"}, 5},
};

void add_once(std::string key, std::vector<std::string>& keys) {
  if (!key.empty() && std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
}

bool is_one_of(TokenRule rule, std::initializer_list<TokenRule> rules) noexcept {
  return std::ranges::find(rules, rule) != rules.end();
}

// The key with joined tokens of these rules in place of the words they cover.
std::string key_with(const TokenBuffer& name, std::initializer_list<TokenRule> rules) {
  const std::vector<Token>& tokens = name.tokens();
  std::string key;
  for (std::size_t i = 0; i < tokens.size();) {
    const std::uint32_t position = tokens[i].position;
    const Token* chosen = &tokens[i];  // the exact word comes first; of others the longest, latest
    for (; i < tokens.size() && tokens[i].position == position; ++i) {
      const bool fits = tokens[i].lane == Space::joined && is_one_of(tokens[i].rule, rules);
      if (fits && tokens[i].length >= chosen->length) chosen = &tokens[i];
    }
    if (!key.empty()) key.push_back(' ');
    key.append(chosen->term);
    while (i < tokens.size() && tokens[i].position < position + chosen->length) ++i;
  }
  return key;
}

void add_keys(const TokenBuffer& name, std::vector<std::string>& keys) {
  constexpr TokenRule kSign = TokenRule::word_sign;
  add_once(exact_key(name), keys);
  if (keys.empty()) return;
  add_once(key_with(name, {kSign, TokenRule::possessive, TokenRule::elision}), keys);
  add_once(key_with(name, {kSign, TokenRule::umlaut}), keys);
  add_once(key_with(name, {kSign, TokenRule::number_word, TokenRule::and_letter}), keys);
}

// Of a key that begins with an article what follows it; else nothing.
std::string_view without_article(std::string_view key, const KeyWords& words) {
  const std::size_t space = key.find(' ');
  const bool begins =
      space != std::string_view::npos &&
      std::ranges::find(words.articles, key.substr(0, space)) != words.articles.end();
  return begins ? key.substr(space + 1) : std::string_view{};
}

bool is_kept(char c) noexcept { return c != '\'' && c != '.'; }

// Without spaces, apostrophes (i'll) and points (2.0), and without the words that are `dropped`.
std::string tight(std::string_view key, std::string_view dropped) {
  std::string joined;
  for (std::size_t at = 0; at <= key.size();) {
    const std::size_t end = std::min(key.find(' ', at), key.size());
    const std::string_view word = key.substr(at, end - at);
    if (word != dropped) std::ranges::copy_if(word, std::back_inserter(joined), is_kept);
    at = end + 1;
  }
  return joined;
}

}  // namespace

KeyWords key_words(std::string_view language, std::string_view ampersand) noexcept {
  const auto found = std::ranges::find(kArticles, language, &Articles::language);
  if (found == kArticles.end()) return {{}, ampersand};
  return {std::span(found->words).first(found->count), ampersand};
}

std::string_view without_final_brackets(std::string_view name) noexcept {
  const auto trim = [](std::string_view text) {
    return text.substr(0, text.find_last_not_of(" \t\n") + 1);
  };
  name = trim(name);
  if (!name.ends_with(')')) return {};
  const std::size_t open = name.rfind('(');
  return open == std::string_view::npos ? std::string_view{} : trim(name.substr(0, open));
}

std::string exact_key(const TokenBuffer& name) { return key_with(name, {TokenRule::word_sign}); }

NameKeys name_keys(const TokenBuffer& whole, const TokenBuffer& bare, const KeyWords& words) {
  NameKeys keys;
  add_keys(whole, keys.whole);
  add_keys(bare, keys.bare);
  const auto add_tight = [&](std::string_view key) {
    add_once(tight(key, {}), keys.tight);
    if (!words.ampersand.empty()) add_once(tight(key, words.ampersand), keys.tight);
  };
  for (const auto* const list : {&keys.whole, &keys.bare}) {
    for (const std::string& key : *list) {
      add_tight(key);
      if (const auto rest = without_article(key, words); !rest.empty()) add_tight(rest);
    }
  }
  // Disney+ is found as disney; as no key of a query, so that c# does not find C++ by its c.
  const std::string plain = key_with(whole, {});
  if (!keys.whole.empty() && plain != keys.whole.front()) add_once(plain, keys.bare);
  return keys;
}

std::string key_tables() {
  std::string bytes;
  for (const Articles& articles : kArticles) {
    bytes.append(articles.language).push_back('\0');
    for (const std::string_view word : articles.words) bytes.append(word).push_back('\0');
  }
  return bytes;
}

}  // namespace coldopen
