#include "server/command_stats.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "corpus/error.hpp"
#include "index/live/engine.hpp"
#include "server/command_index.hpp"
#include "server/html.hpp"
#include "server/json_shapes.hpp"
#include "server/query_counts.hpp"
#include "server/reports.hpp"

namespace coldopen {
namespace {

std::string_view type_name(AttributeType type) {
  static constexpr std::array<std::string_view, 4> kNames = {"text", "number", "boolean", "date"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string row(std::string_view name, std::string_view value, std::size_t width = 18) {
  std::string text = "  " + std::string(name);
  text.resize(std::max(text.size(), width) + 2, ' ');
  return text + std::string(value) + "\n";
}

std::string stats_text(const IndexStats& stats, const Console& console) {
  std::string text = console.inked(Ink::title, stats.name) + "\n";
  text += row("articles", grouped(stats.articles)) + row("passages", grouped(stats.passages)) +
          row("terms", grouped(stats.terms)) + row("segments", grouped(stats.segments)) +
          row("index bytes", grouped(stats.index_bytes)) +
          row("text bytes", grouped(stats.text_bytes)) + row("last change", grouped(stats.change));
  if (!stats.attributes.empty()) text += "attributes\n";
  std::size_t width = 18;
  for (const IndexStats::AttributeStats& attribute : stats.attributes) {
    width = std::max(width, attribute.name.size() + 2);
  }
  for (const IndexStats::AttributeStats& attribute : stats.attributes) {
    const std::string_view what = attribute.type == AttributeType::text ? " value" : " article";
    text += row(terminal_text(attribute.name),
                std::string(type_name(attribute.type)) + ", " + grouped(attribute.values) +
                    std::string(what) + (attribute.values == 1 ? "" : "s"),
                width);
  }
  return text;
}

// A column of counts, then what was typed.
std::string queries_text(std::string_view heading, const std::vector<CountedQuery>& queries) {
  std::string text = std::string(heading) + "\n";
  if (queries.empty()) return text + "  none\n";
  for (const CountedQuery& one : queries) {
    std::string count = grouped(one.count);
    count.insert(0, count.size() < 8 ? 8 - count.size() : 0, ' ');
    text += count + "  " + terminal_text(one.q) + "\n";
  }
  return text;
}

std::string query_report_text(const QueryRange& range, const QueryReport& report,
                              const Console& console) {
  return console.inked(Ink::title, range.index) + ", " + std::to_string(range.days) + " days\n" +
         queries_text("searched", report.queries) + queries_text("found nothing", report.zero_hits);
}

// What `stats` says of one index.
std::string about(const Engine& engine, const CommandLine& line, const Config& config,
                  const std::string& index, const Console& console) {
  const bool json = line.has("json");
  if (line.has("queries")) {
    QueryRange range{.index = index};
    range.days = static_cast<std::uint32_t>(line.number("days", range.days));
    const QueryReport report = read_query_counts(query_counts_file(config.data), range);
    return json ? query_report_json(range, report) + "\n"
                : query_report_text(range, report, console);
  }
  const IndexStats stats = engine.stats(index);
  return json ? index_stats_json(stats) + "\n" : stats_text(stats, console);
}

}  // namespace

int stats_command(const CommandLine& line, const Config& config, const Console& console) {
  if (line.has("days") && !line.has("queries")) {
    throw Error(ErrorCode::invalid_argument, "--days is of --queries: give both, or neither",
                "--days");
  }
  const auto engine = open_data(config, OpenMode::read);
  Strings names = engine->index_names();
  if (config.index_given) {
    if (std::ranges::count(names, config.index) == 0) {
      throw Error(ErrorCode::not_found,
                  "there is no index '" + config.index + "': see coldopen stats", config.data);
    }
    names = {config.index};
  }
  const bool one = names.size() == 1;
  if (names.empty() && !line.has("json"))
    console.out("no index yet: fill one with coldopen index PATH\n");
  for (const std::string& name : names) {
    console.out((one || line.has("json") ? "" : "\n") +
                about(*engine, line, config, name, console));
  }
  return 0;
}

int check_command(const CommandLine& line, const Config& config, const Console& console) {
  const bool rebuild = line.has("rebuild");
  EngineOptions options;
  Strings events;  // opening to read sets nothing aside and says what it could not use
  if (!rebuild) {
    options.log = [&events](std::string_view event) {
      if (std::ranges::count(events, event) == 0) events.emplace_back(event);
    };
  }
  const auto engine = open_data(config, rebuild ? OpenMode::write : OpenMode::read, options);
  if (rebuild) {
    console.note("making all derived files anew\n");
    engine->rebuild();
  }
  CheckReport report = engine->check();
  report.damages.insert(report.damages.begin(), events.begin(), events.end());
  if (line.has("json")) {
    console.out(check_json(report) + "\n");
  } else {
    for (const std::string& damage : report.damages) {
      console.out(console.inked(Ink::bad, "damaged") + "  " + terminal_text(damage) + "\n");
    }
    console.out((report.damages.empty() ? console.inked(Ink::good, "whole") + ": "
                                        : grouped(report.damages.size()) + " damaged: ") +
                grouped(report.articles) + " articles, " + grouped(report.segments) +
                " segments, " + grouped(report.bytes) + " bytes read\n");
    if (!report.damages.empty() && !rebuild) {
      console.note("segments are made anew from the stored articles by coldopen check --rebuild\n");
    }
  }
  return report.damages.empty() ? 0 : 1;
}

}  // namespace coldopen
