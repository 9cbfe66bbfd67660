// The chain from text to tokens, for index and query alike; and its fingerprint.
//
// Threads  an Analyzer is immutable; each thread uses its own TokenBuffer.
// Errors   none: any valid UTF-8 gives tokens. Invalid UTF-8 is refused before analysis.
// Cost     linear in the text; no allocation per token once the buffer is warm.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "index/analysis/name_keys.hpp"
#include "index/analysis/token.hpp"

namespace coldopen {

struct AnalyzerOptions {
  std::string language = "en";
  Strings protected_words;            // never stemmed, beside those of the language
  std::optional<Strings> stop_words;  // none: the shipped ones
};

class Analyzer {
 public:
  explicit Analyzer(std::string_view language = "en");
  explicit Analyzer(const AnalyzerOptions& options);
  ~Analyzer();
  Analyzer(const Analyzer&) = delete;
  Analyzer& operator=(const Analyzer&) = delete;

  // Clears `out`, then fills it, in the order of position, lane (exact, joined, written, code),
  // length, term. Stems are not tokens: the dictionary is stemmed, not the text.
  void analyze(std::string_view text, TextKind kind, TokenBuffer& out) const;

  // The same for a query: besides, codes that are codes only as the whole query (413, 4x4, s4).
  void analyze_query(std::string_view query, TokenBuffer& out) const;

  // The stem of an exact term, folded; the term itself where it has no other. In the language of
  // the index, or in one of stem_language().
  std::string stem(std::string_view term) const;
  std::string stem(std::string_view term, std::string_view language) const;

  // In which language the words of a page are stemmed that says it is in `lang`: in its own; in
  // none (that is "") where we have no rules for it; in the index's where `lang` names no language.
  std::string stem_language(std::string_view lang) const;

  // The key of a name: its exact terms with one space between; equal for spellings that are equal.
  std::string key(std::string_view name) const;
  NameKeys keys(std::string_view name) const;  // keys(name).whole[0] == key(name) if there is one

  // "s04e13", "s04", "e1071": the form in which codes are indexed. 0 <= season, episode < 1,000;
  // absolute numbers < 10,000.
  static std::string episode_code(std::uint32_t season, std::uint32_t episode);
  static std::string season_code(std::uint32_t season);
  static std::string absolute_code(std::uint32_t episode);

  // A word that may be missing from a match (nothing is left out of the index). Shipped: 33 of
  // English.
  bool is_stop_word(std::string_view term) const noexcept;
  static std::span<const std::string_view> shipped_stop_words() noexcept;

  const std::string& language() const noexcept;

  // Changes whenever the same text could give other tokens or stems; another fingerprint means a
  // rebuild. Stop words given as an option are asked by searches alone and are not in it.
  std::uint64_t fingerprint() const noexcept;

 private:
  struct Chain;
  std::unique_ptr<const Chain> chain_;
};

}  // namespace coldopen
