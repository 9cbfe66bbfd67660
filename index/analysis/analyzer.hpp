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
#include <vector>

#include "index/analysis/token.hpp"

namespace coldopen {

// The keys by which a name is found; names whose spellings mean the same share one. Each list is
// without doubles and may be empty.
//   whole  its exact terms with a space between; once more with possessives kept ("valentine day",
//          "valentines day") and umlauts written out
//   bare   the same of the name without a final "(...)"
//   brief  the same as whole and bare without a leading article
//   tight  all of these without spaces; once more without "and"
struct NameKeys {
  std::vector<std::string> whole, bare, brief, tight;
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

  // The same for a query: besides, codes that are codes only as the whole query (413, 4x4, s4).
  void analyze_query(std::string_view query, TokenBuffer& out) const;

  // The stem of an exact term, folded; the term itself where it has no other.
  std::string stem(std::string_view term) const;

  // The key of a name: its exact terms with one space between; equal for spellings that are equal.
  std::string key(std::string_view name) const;
  NameKeys keys(std::string_view name) const;  // keys(name).whole[0] == key(name) if there is one

  // "s04e13", "s04": the form in which codes are indexed. 0 <= season, episode < 1,000.
  static std::string episode_code(std::uint32_t season, std::uint32_t episode);
  static std::string season_code(std::uint32_t season);

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
