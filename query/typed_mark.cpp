#include "query/typed_mark.hpp"

#include <algorithm>

#include "corpus/text.hpp"

namespace coldopen {

namespace {

class TypedSearch {
 public:
  TypedSearch(std::string_view name, bool joined, const Analyzer& analyzer)
      : name_(name), joined_(joined) {
    analyzer.analyze(name, TextKind::name, tokens_);
  }

  std::optional<Mark> find(std::string_view typed) const {
    for (const Token& token : tokens_.tokens()) {
      if (token.lane != Space::exact) continue;
      if (const auto end = end_of(typed, token.position)) return Mark{token.begin, *end};
    }
    return std::nullopt;
  }

 private:
  // Behind what was typed, if it begins at that word.
  std::optional<std::uint32_t> end_of(std::string_view typed, std::uint32_t position) const {
    const std::vector<Token>& tokens = tokens_.tokens();
    const auto first = std::ranges::lower_bound(tokens, position, {}, &Token::position);
    for (auto at = first; at != tokens.end() && at->position == position; ++at) {
      if (at->lane != Space::exact && at->lane != Space::joined) continue;
      if (at->term.starts_with(typed)) return end_in(*at, typed.size());
      if (!typed.starts_with(at->term)) continue;
      std::string_view rest = typed.substr(at->term.size());
      if (rest.starts_with(' ')) {
        rest.remove_prefix(1);
      } else if (!joined_) {
        continue;
      }
      if (const auto end = end_of(rest, position + at->length)) return end;
    }
    return std::nullopt;
  }

  // Behind as many characters of the written word as were typed of the folded one.
  std::uint32_t end_in(const Token& token, std::size_t typed_bytes) const {
    const std::string_view written = name_.substr(token.begin, token.end - token.begin);
    if (count_characters(written) != count_characters(token.term)) return token.end;
    std::size_t left = count_characters(token.term.substr(0, typed_bytes));
    std::size_t bytes = 0;
    const auto continues = [&] {
      return (static_cast<unsigned char>(written[bytes]) & 0xC0) == 0x80;
    };
    for (; left > 0 && bytes < written.size(); --left)
      for (++bytes; bytes < written.size() && continues();) ++bytes;
    return token.begin + static_cast<std::uint32_t>(bytes);
  }

  std::string_view name_;
  bool joined_;
  TokenBuffer tokens_;
};

}  // namespace

std::optional<Mark> find_typed(std::string_view name, const TypedForm& form,
                               const Analyzer& analyzer) {
  return TypedSearch(name, form.joined, analyzer).find(form.text);
}

}  // namespace coldopen
