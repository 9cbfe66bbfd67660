// What the analyzer owes to any valid UTF-8, checked by tests and by the fuzzer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/analysis/words.hpp"

namespace coldopen {

inline bool is_code_point_limit(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// s04e13, s04, e13: at least two digits after each letter.
inline bool is_code(std::string_view term) {
  const auto part = [&](char letter) {
    if (!term.starts_with(letter)) return false;
    const std::size_t size = std::min(term.find_first_not_of("0123456789", 1), term.size());
    term.remove_prefix(size);
    return size >= 3;
  };
  const bool season = part('s');
  const bool episode = part('e');
  return (season || episode) && term.empty();
}

// What is wrong with one token beside its exact word (or with the word itself); empty if nothing.
inline std::string unsound(const Token& token, const Token& word, std::string_view text) {
  if (token.begin >= token.end || token.end > text.size()) return "a range is outside the text";
  if (!is_code_point_limit(text, token.begin) || !is_code_point_limit(text, token.end)) {
    return "a range cuts a code point";
  }
  if (token.term.empty()) return "an empty term";
  if (token.term.find(' ') != std::string_view::npos) return "a term with a space";
  if (first_code_points(token.term, kTermCodePointsMax).size() != token.term.size()) {
    return "a term has more than 255 code points";
  }
  if (token.position != word.position) return "a token stands away from its word";
  if (token.begin != word.begin) return "a token begins elsewhere than its first word";
  switch (token.lane) {
    case Space::exact:
      return token.length == 1 ? "" : "an exact word has a length";
    case Space::written:
      return token.length == 1 && token.end == word.end ? "" : "a written form is no word's";
    case Space::joined:
      if (token.length > 1 && first_code_points(token.term, 40).size() != token.term.size()) {
        return "a joined token has more than 40 code points";
      }
      return token.length <= 16 ? "" : "a joined token covers more than 16 words";
    case Space::code:
      if (!is_code(token.term)) return "no code: " + std::string(token.term);
      return token.length <= 8 ? "" : "a code covers more than 8 words";
    default:
      return "a lane that is none";
  }
}

// What is wrong with the tokens of a text, or nothing.
inline std::string unsound(const TokenBuffer& buffer, std::string_view text) {
  const std::vector<Token>& tokens = buffer.tokens();
  const Token* word = nullptr;
  std::uint32_t words = 0;
  std::size_t joined = 0;
  const auto order = [](const Token& token) {
    return std::tuple(token.position, token.lane, token.length, token.term);
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (i > 0 && order(tokens[i - 1]) >= order(token)) return "tokens are out of order or double";
    if (token.lane == Space::exact) {
      if (token.position != words++) return "exact words are not counted one by one";
      if (word != nullptr && token.begin < word->begin) return "exact words go back";
      word = &token;
      joined = 0;
    }
    if (word == nullptr) return "a token without an exact word";
    if (std::string wrong = unsound(token, *word, text); !wrong.empty()) return wrong;
    if (token.lane == Space::joined && ++joined > 4) return "more than 4 joined tokens of a word";
  }
  for (const Token& token : tokens) {
    if (token.position + token.length > words) return "a token covers words that are not there";
  }
  return buffer.positions() == words ? "" : "positions are miscounted";
}

}  // namespace coldopen
