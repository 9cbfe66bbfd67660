// What analysis makes of a text: its tokens, each with the rule that made it, and how it reads as a
// query. Command line and HTTP say the same.
//
// Units  `begin` and `end` are bytes of the text. Cost  linear in the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"

namespace coldopen {

enum class AnalysisKind : std::uint8_t {
  text,   // passages, headings
  name,   // titles, aliases, attribute values
  query,  // besides, codes that are codes only as the whole query; and its readings
};

struct AnalysisReport {
  AnalysisKind kind = AnalysisKind::text;
  std::string text, language;
  TokenBuffer tokens;
  Strings stems;  // beside each token: the stem where it is another word, or ""
  Strings codes;  // of a query, in order, each once
  NameKeys keys;  // of a query and of a name: what it finds, or is found by, as a name

  // The bytes of the text that a token stands for.
  std::string_view source(const Token& token) const noexcept;
};

AnalysisReport analysis_of(std::string text, AnalysisKind kind, const Analyzer& analyzer);

std::string_view name_of(AnalysisKind kind) noexcept;  // "text", "name", "query"
std::string_view lane_name(Space lane) noexcept;

// {"text":..,"language":..,"kind":..,"tokens":[{"term","lane","rule","position","length","begin",
// "end","source","stem"}],"codes":[..],"keys":{"whole":[..],"bare","tight"}}; stem, codes
// and keys only where there is something to say.
std::string analysis_json(const AnalysisReport& report);

}  // namespace coldopen
