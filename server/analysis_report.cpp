#include "server/analysis_report.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "server/json_writer.hpp"

namespace coldopen {
namespace {

void write_token(JsonWriter& out, const AnalysisReport& report, std::size_t number) {
  const Token& token = report.tokens.tokens()[number];
  out.open('{').name("term").text(token.term).name("lane").text(lane_name(token.lane));
  out.name("rule").text(name_of(token.rule));
  out.name("position").number(std::uint64_t{token.position});
  out.name("length").number(std::uint64_t{token.length});
  out.name("begin").number(std::uint64_t{token.begin}).name("end").number(std::uint64_t{token.end});
  out.name("source").text(report.source(token));
  if (!report.stems[number].empty()) out.name("stem").text(report.stems[number]);
  out.close('}');
}

}  // namespace

std::string_view AnalysisReport::source(const Token& token) const noexcept {
  return std::string_view(text).substr(token.begin, token.end - token.begin);
}

AnalysisReport analysis_of(std::string text, AnalysisKind kind, const Analyzer& analyzer) {
  AnalysisReport report;
  report.kind = kind;
  report.text = std::move(text);
  report.language = analyzer.language();
  if (kind == AnalysisKind::query) {
    analyzer.analyze_query(report.text, report.tokens);
  } else {
    const TextKind field = kind == AnalysisKind::name ? TextKind::name : TextKind::text;
    analyzer.analyze(report.text, field, report.tokens);
  }
  for (const Token& token : report.tokens.tokens()) {
    std::string stem;
    if (token.lane == Space::exact) stem = analyzer.stem(token.term);
    if (stem == token.term) stem.clear();
    report.stems.push_back(std::move(stem));
    const bool is_code = kind == AnalysisKind::query && token.lane == Space::code;
    if (is_code && std::ranges::find(report.codes, token.term) == report.codes.end()) {
      report.codes.emplace_back(token.term);
    }
  }
  if (kind != AnalysisKind::text) report.keys = analyzer.keys(report.text);
  return report;
}

std::string_view name_of(AnalysisKind kind) noexcept {
  static constexpr std::array<std::string_view, 3> kNames = {"text", "name", "query"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view lane_name(Space lane) noexcept {
  static constexpr std::array<std::string_view, 5> kNames = {"exact", "stem", "joined", "written",
                                                             "code"};
  const auto number = static_cast<std::size_t>(lane);
  return number < kNames.size() ? kNames[number] : "other";
}

std::string analysis_json(const AnalysisReport& report) {
  JsonWriter out;
  out.open('{').name("text").text(report.text).name("language").text(report.language);
  out.name("kind").text(name_of(report.kind)).name("tokens").open('[');
  for (std::size_t i = 0; i < report.stems.size(); ++i) write_token(out, report, i);
  out.close(']');
  if (!report.codes.empty()) out.name("codes").texts(report.codes);
  if (!report.keys.whole.empty()) {
    out.name("keys").open('{').name("whole").texts(report.keys.whole);
    out.name("bare").texts(report.keys.bare);
    out.name("tight").texts(report.keys.tight).close('}');
  }
  out.close('}');
  return out.take();
}

}  // namespace coldopen
