#include "server/command_analyze.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kColumns = 8;
using Row = std::array<std::string, kColumns>;
constexpr std::size_t kTermColumn = 5;

// Columns that a terminal gives a text: two for a letter of East Asia or an emoji, none for what
// follows a letter (joiners and the commonest marks), one for all others. A guess, for looks only.
std::size_t terminal_width(std::string_view text) {
  struct Range {
    char32_t first, last;
    std::size_t width;
  };
  static constexpr std::array<Range, 10> kRanges = {{{0x300, 0x36F, 0},
                                                     {0x1100, 0x115F, 2},
                                                     {0x200B, 0x200F, 0},
                                                     {0x2E80, 0xA4CF, 2},
                                                     {0xAC00, 0xD7A3, 2},
                                                     {0xF900, 0xFAFF, 2},
                                                     {0xFE00, 0xFE0F, 0},
                                                     {0xFF00, 0xFF60, 2},
                                                     {0x1F300, 0x1FAFF, 2},
                                                     {0x20000, 0x3FFFD, 2}}};
  std::size_t width = 0;
  char32_t point = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      point = byte;
    } else if (byte < 0xC0) {
      point = (point << 6U) | (byte & 0x3FU);
    } else {
      point = byte & (byte < 0xE0 ? 0x1FU : byte < 0xF0 ? 0x0FU : 0x07U);
    }
    const bool ends = i + 1 == text.size() || (static_cast<unsigned char>(text[i + 1]) >> 6U) != 2;
    if (!ends) continue;
    const auto inside = [point](const Range& range) {
      return range.first <= point && point <= range.last;
    };
    const auto* range = std::ranges::find_if(kRanges, inside);
    width += range == kRanges.end() ? 1 : range->width;
  }
  return width;
}

std::vector<Row> rows_of(const AnalysisReport& report) {
  std::vector<Row> rows = {
      {"position", "length", "lane", "rule", "bytes", "term", "stem", "source"}};
  for (std::size_t i = 0; i < report.stems.size(); ++i) {
    const Token& token = report.tokens.tokens()[i];
    rows.push_back({std::to_string(token.position), std::to_string(token.length),
                    std::string(lane_name(token.lane)), std::string(name_of(token.rule)),
                    std::to_string(token.begin) + "-" + std::to_string(token.end),
                    terminal_text(token.term), terminal_text(report.stems[i]),
                    terminal_text(report.source(token))});
  }
  return rows;
}

std::string row_text(const Row& row, const std::array<std::size_t, kColumns>& widths, bool head,
                     const Console& console) {
  std::size_t used = kColumns;
  while (used > 0 && row[used - 1].empty()) --used;
  std::string text;
  for (std::size_t column = 0; column < used; ++column) {
    const Ink ink = head ? Ink::faint : column == kTermColumn ? Ink::title : Ink::plain;
    text += console.inked(ink, row[column]);
    if (column + 1 < used) text.append(widths[column] - terminal_width(row[column]) + 2, ' ');
  }
  return text + "\n";
}

void add_reading(std::string& text, std::string_view name, const Strings& values,
                 const Console& console) {
  if (values.empty()) return;
  std::string line;
  for (const std::string& value : values) line += (line.empty() ? "" : " | ") + value;
  text += console.inked(Ink::faint, name) + "  " + terminal_text(line) + "\n";
}

AnalysisKind kind_of(const CommandLine& line) {
  if (line.has("query") && line.has("name")) {
    throw Error(ErrorCode::invalid_argument, "a text is a query or a name: give one of the two",
                "--query");
  }
  if (line.has("query")) return AnalysisKind::query;
  return line.has("name") ? AnalysisKind::name : AnalysisKind::text;
}

}  // namespace

std::string analysis_text(const AnalysisReport& report, const Console& console) {
  const std::vector<Row> rows = rows_of(report);
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      widths[column] = std::max(widths[column], terminal_width(row[column]));
    }
  }
  std::string text;
  for (const Row& row : rows) text += row_text(row, widths, &row == rows.data(), console);
  std::string readings;
  add_reading(readings, "codes", report.codes, console);
  add_reading(readings, "whole", report.keys.whole, console);
  add_reading(readings, "bare ", report.keys.bare, console);
  add_reading(readings, "tight", report.keys.tight, console);
  return readings.empty() ? text : text + "\n" + readings;
}

int analyze_command(const CommandLine& line, const Config& config, const Console& console) {
  static_cast<void>(config);  // no index is opened
  std::string text;
  for (const std::string& word : line.arguments) text += (text.empty() ? "" : " ") + word;
  const Analyzer analyzer(line.text("lang", "en"));
  const AnalysisReport report = analysis_of(std::move(text), kind_of(line), analyzer);
  console.out(line.has("json") ? analysis_json(report) + "\n" : analysis_text(report, console));
  return 0;
}

}  // namespace coldopen
