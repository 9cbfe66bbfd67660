// The chain from text to tokens, for index and query alike; and its fingerprint.
//
// Threads  an Analyzer is immutable; each thread uses its own TokenBuffer.
// Errors   none: any valid UTF-8 gives tokens. Invalid UTF-8 is refused before analysis.
// Cost     linear in the text; no allocation per token once the buffer is warm.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "index/analysis/token.hpp"

namespace coldopen {

enum class TextKind : std::uint8_t {
  text,  // passages, headings
  name,  // titles, aliases, attribute values: a value without any word is one token ("!!!")
};

class Analyzer {
 public:
  explicit Analyzer(std::string_view language = "en");
  ~Analyzer();
  Analyzer(const Analyzer&) = delete;
  Analyzer& operator=(const Analyzer&) = delete;

  // Clears `out`, then fills it: the exact words (later joined, written and code tokens beside
  // them), ordered by position. Stems are not tokens: the dictionary is stemmed, not the text.
  void analyze(std::string_view text, TextKind kind, TokenBuffer& out) const;

  // The stem of an exact term, folded; the term itself where it has no other.
  std::string stem(std::string_view term) const;

  // The key of a name: its exact terms with one space between; equal for spellings that are equal.
  std::string key(std::string_view name) const;

  // One of the 33 English words that may be missing from a match (nothing is left out of the
  // index).
  bool is_stop_word(std::string_view term) const noexcept;

  const std::string& language() const noexcept;

  // Changes whenever the same text could give other tokens; another fingerprint means a rebuild.
  std::uint64_t fingerprint() const noexcept;

 private:
  struct Chain;
  std::unique_ptr<const Chain> chain_;
};

}  // namespace coldopen
