#include "query/typed_name.hpp"

#include <algorithm>

#include "corpus/text.hpp"

namespace coldopen {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

struct WholeCode {
  std::vector<std::string> codes;  // several for two parts: S04E01E02
  std::string last_word;           // the exact term that stands last
  bool is_number = false;          // 413, 4.13
};

// The codes that `q` is as a whole; none where other words stand beside them.
WholeCode whole_code(std::string_view q, const Analyzer& analyzer) {
  TokenBuffer tokens;
  analyzer.analyze_query(q, tokens);
  WholeCode whole;
  whole.is_number = true;
  for (const Token& token : tokens.tokens()) {
    const bool covers = token.position == 0 && token.length == tokens.positions();
    if (token.lane == Space::code && covers) whole.codes.emplace_back(token.term);
    if (token.lane != Space::exact) continue;
    whole.last_word = token.term;
    whole.is_number = whole.is_number && std::ranges::all_of(token.term, [](char c) {
                        return is_digit(c) || c == '.';
                      });
  }
  return whole;
}

// How many digits stand at the end of what was typed.
std::size_t digits_at_end(std::string_view word) noexcept {
  const auto last = std::find_if_not(word.rbegin(), word.rend(), is_digit);
  return static_cast<std::size_t>(last - word.rbegin());
}

TypedCodes read_whole(const WholeCode& whole) {
  TypedCodes codes;
  codes.doubtful = whole.is_number;
  const std::size_t digits = digits_at_end(whole.last_word);
  for (const std::string& code : whole.codes) {
    const std::size_t episode = code.find('e');
    const std::string digit = digits == 1 ? code.substr(code.size() - 1) : std::string();
    if (episode == std::string::npos) {  // a season
      codes.parts.push_back({code, false});
      if (digit == "0") codes.parts.push_back({"s0", true});
      codes.parts.push_back({code + "e", true});
    } else if (!digit.empty()) {
      codes.parts.push_back({code.substr(0, episode + 1) + digit, true});
      codes.parts.push_back({code, false});
    } else {
      codes.parts.push_back({code, true});  // itself, then longer numbers
    }
  }
  if (whole.is_number) {
    std::string production = whole.last_word;
    std::erase(production, '.');
    codes.parts.push_back({production, false});
  }
  return codes;
}

TypedCodes read_codes(std::string_view q, const Analyzer& analyzer) {
  const WholeCode whole = whole_code(q, analyzer);
  if (!whole.codes.empty()) return read_whole(whole);
  if (whole.is_number) return {};  // 40 is not the half of 401
  for (const char* const rest : {"1", " 1"}) {
    const WholeCode finished = whole_code(std::string(q) + rest, analyzer);
    if (finished.codes.size() != 1) continue;
    const std::string& code = finished.codes.front();
    if (code.starts_with('s') && code.ends_with("e01"))
      return {{{code.substr(0, code.size() - 2), true}}, false};
  }
  return {};
}

}  // namespace

TypedName read_typed(std::string_view q, const Analyzer& analyzer) {
  TypedName typed;
  const std::string_view text = trimmed(q);
  if (text.empty()) return typed;
  typed.word_ended = q.ends_with(' ');
  const NameKeys keys = analyzer.keys(text);
  for (const std::string& key : keys.whole) typed.forms.push_back({key, false});
  if (!keys.tight.empty() && std::ranges::find(keys.whole, keys.tight.front()) == keys.whole.end())
    typed.forms.push_back({keys.tight.front(), true});
  typed.codes = read_codes(text, analyzer);
  return typed;
}

}  // namespace coldopen
