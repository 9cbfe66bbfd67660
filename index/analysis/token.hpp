// A word in its place, as index and query see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/fields.hpp"

namespace coldopen {

enum class TextKind : std::uint8_t {
  text,  // passages, headings
  name,  // titles, aliases, attribute values: a value without any word is one token ("!!!")
};

// What made a token, as `coldopen analyze` says it.
enum class TokenRule : std::uint8_t {
  // exact
  word,          // letters between separators
  number,        // digits, their grouping taken out
  emoji,         // without skin tone, joiners and variation selectors
  sign,          // a name of signs only ("!!!"); ½ ² as digits
  pair,          // two neighbouring clusters of an unspaced script
  last_cluster,  // the last one alone
  tag,           // a part of #TheOffice
  and_sign,      // " & "
  cross,         // × read as x
  // joined, of one word
  possessive,   // Dwight's -> dwights
  elision,      // l'office -> loffice
  umlaut,       // Jäger -> jaeger
  and_letter,   // rock 'n' roll: n -> and
  word_sign,    // c++, c#, disney+
  number_word,  // Nine-Nine, Rocky II, in names: 9, 2
  // joined, of several words
  hyphen,       // Spider-Man
  joiner,       // R&B, WALL·E, Dinner_Party, Re:Zero
  slash,        // AC/DC
  inside_sign,  // P!nk, Ke$ha
  star,         // M*A*S*H
  initials,     // B.J., B. J., B J
  host,         // wuphf.com, an e-mail address
  digit_sign,   // Alien³, H₂O
  tag_whole,    // #TheOffice -> theoffice
  and_between,  // rock 'n' roll -> rocknroll
  // written, code
  written,     // before the lossy folds: résumé
  code,        // S04E13 in any spelling
  whole_code,  // one only where it is the whole query: 413, 4x4
};

// "hyphen", "initials" ...; one word each.
std::string_view name_of(TokenRule rule) noexcept;

struct Token {
  std::string_view term;    // folded; lives in its TokenBuffer
  std::uint32_t begin = 0;  // bytes [begin, end) of the source text, on code point limits
  std::uint32_t end = 0;
  std::uint32_t position = 0;  // counts exact words from 0; never falls
  std::uint8_t length = 1;     // positions covered
  Space lane = Space::exact;
  TokenRule rule = TokenRule::word;
};

// Tokens of one text and the bytes of their terms; reused from text to text without allocating.
class TokenBuffer {
 public:
  void clear() noexcept;
  // Copies the term's bytes. Views handed out before stay valid until clear().
  void add(std::string_view term, std::uint32_t begin, std::uint32_t end, std::uint32_t position,
           std::uint8_t length = 1, Space lane = Space::exact, TokenRule rule = TokenRule::word);
  // The same without a copy of each term: takes `bytes` over (an old string is left there), then
  // the term is bytes [at, at + size) of them.
  void take_terms(std::string& bytes);
  void add_taken(std::size_t at, std::size_t size, std::uint32_t begin, std::uint32_t end,
                 std::uint32_t position, TokenRule rule) {
    Token& token = tokens_.emplace_back();
    token.term = {taken_.data() + at, size};
    token.begin = begin;
    token.end = end;
    token.position = position;
    token.rule = rule;
  }
  const std::vector<Token>& tokens() const noexcept { return tokens_; }
  // Positions used by the text: the last exact position + 1, or 0.
  std::uint32_t positions() const noexcept;

 private:
  std::vector<Token> tokens_;
  std::vector<std::string> blocks_;  // each reserved once, never grown past its capacity
  std::size_t block_ = 0;
  std::string taken_;  // always on the heap
};

}  // namespace coldopen
