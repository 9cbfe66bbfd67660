#include "server/command_index.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/passages.hpp"
#include "corpus/text.hpp"
#include "server/html.hpp"

namespace coldopen {
namespace {

// A group is one transaction and one sync: large enough to be cheap, small enough to be waited for.
constexpr std::size_t kGroupArticles = 1'000;
constexpr std::size_t kGroupBytes = std::size_t{8} << 20;
constexpr std::size_t kShownProblems = 5;

std::size_t size_of(const Article& article) {
  std::size_t bytes = article.title.size() + article.body.size();
  for (const Passage& passage : article.passages)
    bytes += passage.text.size() + passage.heading.size();
  return bytes;
}

class Report {  // NDJSON of what did not come in
 public:
  explicit Report(const std::string& path) : path_(path) {
    if (path_.empty()) return;
    out_.open(path_, std::ios::binary | std::ios::trunc);
    if (!out_)
      throw Error(ErrorCode::cannot_create, "the report cannot be written there: check --report",
                  path_);
  }
  void line(const std::string& json) {
    if (!path_.empty()) out_ << json << '\n';
  }
  void finish() {
    if (path_.empty()) return;
    out_.flush();
    if (!out_)
      throw Error(ErrorCode::io, "the report could not be written: is the disk full", path_);
  }

 private:
  std::string path_;
  std::ofstream out_;
};

class Importer {
 public:
  Importer(const ImportOptions& options, Engine* engine)
      : options_(options), engine_(engine), report_(options.report) {}

  void take(ReadItem item) {
    if (auto* problem = std::get_if<ReadProblem>(&item)) return skip(*problem);
    auto& read = std::get<ReadArticle>(item);
    const std::string& id = read.article.id;
    for (const DroppedLine& line : read.dropped) {
      ++summary_.dropped[line.reason];
      report_.line(dropped_json(id, line));
    }
    warn(id, read.warnings);
    try {
      check(read.article);
    } catch (const Error& error) {
      return skip({escaped_name(id), error.where(), error.what()});
    }
    summary_.passages += passages_of(read.article).size();
    bytes_ += size_of(read.article);
    group_.push_back({Change::Kind::put, std::move(read.article), std::nullopt, false});
    if (group_.size() >= kGroupArticles || bytes_ >= kGroupBytes) flush();
  }

  void flush() {
    if (group_.empty()) return;
    if (engine_ == nullptr) {
      summary_.added += group_.size();
    } else {
      Strings ids;
      for (const Change& change : group_) ids.push_back(change.article.id);
      const auto applied = engine_->apply(options_.index, std::move(group_));
      for (std::size_t i = 0; i < applied.size(); ++i) count(ids[i], applied[i]);
    }
    group_.clear();
    bytes_ = 0;
  }

  ImportSummary& summary() { return summary_; }
  void finish() { report_.finish(); }

 private:
  void skip(const ReadProblem& problem) {
    summary_.fatal |= problem.fatal;
    ++(problem.missing ? summary_.missing : summary_.skipped);
    if (summary_.first_problems.size() < kShownProblems) summary_.first_problems.push_back(problem);
    report_.line(skipped_json(problem));
  }

  void warn(const std::string& id, const Strings& warnings) {
    summary_.warnings += warnings.size();
    for (const std::string& warning : warnings) report_.line(warning_json(id, warning));
  }

  void count(const std::string& id, const Applied& applied) {
    warn(id, applied.warnings);
    switch (applied.status) {
      case Applied::Status::created:
        ++summary_.added;
        break;
      case Applied::Status::replaced:
        ++summary_.replaced;
        break;
      case Applied::Status::unchanged:
        ++summary_.unchanged;
        break;
      case Applied::Status::removed:
      case Applied::Status::absent:
      case Applied::Status::refused:
        ensure(false, "a put without a condition is never refused");
    }
  }

  const ImportOptions& options_;
  Engine* engine_;
  Report report_;
  ImportSummary summary_;
  std::vector<Change> group_;
  std::size_t bytes_ = 0;
};

std::string input_name(const Strings& paths) {
  if (paths.size() != 1) return std::to_string(paths.size()) + " paths";
  if (paths[0] == "-") return "standard input";
  const std::filesystem::path path(paths[0]);
  const auto name = path.has_filename() ? path.filename() : path.parent_path().filename();
  return escaped_name(name.string());
}

std::string decimal(double value, int places) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.*f", places, value);
  return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return grouped(number) + " " + std::string(number == 1 ? one : many);
}

}  // namespace

std::unique_ptr<Engine> open_data(const Config& config, OpenMode mode, EngineOptions options) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(config.data, ignored).type();
  const bool there =
      kind != std::filesystem::file_type::not_found && kind != std::filesystem::file_type::none;
  if (there && kind != std::filesystem::file_type::directory) {
    throw Error(ErrorCode::cannot_create,
                "there is something here that is no folder: choose another with --data",
                escaped_name(config.data));
  }
  const HeldSignals held;  // the engine's threads must not take the signals that Interrupt awaits
  return Engine::open(config.data, mode, std::move(options));
}

ImportSummary import_paths(const Strings& paths, const ImportOptions& options, Engine* engine,
                           const Console& console) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  Interrupt interrupt;
  const auto reader = open_corpus(paths, options.read);
  Importer importer(options, engine);
  ImportSummary& summary = importer.summary();
  Progress progress = console.progress();
  ProgressState state{input_name(paths), 0, 0, 0};
  const auto look = [&] {
    state.articles = summary.read();
    state.bytes = reader->bytes_read();
    state.bytes_total = reader->stats().bytes_total;
  };
  std::uint64_t taken = 0;
  while (!interrupt.arrived()) {
    auto item = reader->next();
    if (!item) break;
    importer.take(std::move(*item));
    if (++taken % 64 == 1) {
      look();
      state.articles = taken;
      progress.update(state);
    }
  }
  importer.flush();
  if (engine != nullptr) engine->flush();
  importer.finish();
  const CorpusStats stats = reader->stats();
  summary.files = stats.files;
  summary.left_out = stats.left_out;
  summary.bytes = reader->bytes_read();
  summary.signal = interrupt.arrived().value_or(0);
  summary.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  look();
  progress.finish(state);
  return summary;
}

std::string summary_text(const ImportSummary& summary) {
  std::string text = counted(summary.read(), "article", "articles") + " read from " +
                     counted(summary.files, "file", "files") + ": " + grouped(summary.added) +
                     " added, " + grouped(summary.replaced) + " replaced, " +
                     grouped(summary.unchanged) + " unchanged, " + grouped(summary.skipped) +
                     " skipped\n";
  text += counted(summary.passages, "passage", "passages") + " in " + decimal(summary.seconds, 2) +
          " s";
  if (summary.seconds > 0) {
    text +=
        " (" + decimal(static_cast<double>(summary.bytes) / 1e6 / summary.seconds, 1) + " MB/s, " +
        grouped(
            static_cast<std::uint64_t>(static_cast<double>(summary.indexed()) / summary.seconds)) +
        " articles/s)";
  }
  text += "\n";
  if (!summary.dropped.empty()) {
    text += counted(summary.dropped_lines(), "line", "lines") + " of boilerplate left out:";
    std::string_view comma = " ";
    for (const auto& [reason, count] : summary.dropped) {
      text += std::string(comma) + reason + " " + grouped(count);
      comma = ", ";
    }
    text += "\n";
  }
  if (summary.left_out > 0) {
    text += counted(summary.left_out, "file", "files") + " left out: no known ending\n";
  }
  if (summary.warnings > 0) {
    text += counted(summary.warnings, "warning", "warnings") + ": --report FILE tells each\n";
  }
  for (const ReadProblem& problem : summary.first_problems) {
    text += (problem.missing ? "not read " : "skipped ") + escaped_name(problem.source);
    if (!problem.where.empty()) text += ", " + terminal_text(problem.where);
    text += ": " + terminal_text(problem.reason) + "\n";
  }
  const std::uint64_t problems = summary.skipped + summary.missing;
  if (problems > summary.first_problems.size()) {
    text += "and " + grouped(problems - summary.first_problems.size()) +
            " more: --report FILE tells each\n";
  }
  return text;
}

int import_exit_code(const ImportSummary& summary, bool strict) noexcept {
  if (summary.missing > 0) return 66;
  const bool nothing_understood = summary.skipped > 0 && summary.indexed() == 0;
  return summary.fatal || nothing_understood || (strict && summary.skipped > 0) ? 65 : 0;
}

Attribute parse_attribute(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    throw Error(ErrorCode::invalid_argument,
                "--attr is NAME=VALUE, like series=\"The Office\", not '" + text + "'");
  }
  Attribute attribute{canonical_attribute_name(text.substr(0, equals)), {}, false};
  const std::string value = text.substr(equals + 1);
  double number = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (value == "true" || value == "false") {
    attribute.values = {value == "true"};
  } else if (problem == std::errc{} && end == value.data() + value.size() &&
             std::isfinite(number)) {
    attribute.values = {number};
  } else if (const auto date = parse_date(value)) {
    attribute.values = {*date};
  } else {
    attribute.values = {value};
  }
  return attribute;
}

namespace {

ImportOptions options_of(const CommandLine& line, const Config& config) {
  ImportOptions options;
  options.index = config.index;
  options.report = line.text("report");
  options.read.format = line.text("format", "auto");
  options.read.base_url = line.text("base-url");
  options.read.keep_boilerplate = line.text("boilerplate", "drop") == "keep";
  for (const std::string& text : line.list("attr")) {
    Attribute attribute = parse_attribute(text);
    auto& all = options.read.attributes;
    const auto same = std::ranges::find(all, attribute.name, &Attribute::name);
    if (same == all.end()) {
      all.push_back(std::move(attribute));
    } else {
      same->values.push_back(attribute.values.front());
      same->is_list = true;
    }
  }
  Article probe{.id = "x",
                .title = "x",
                .url = {},
                .lang = {},
                .aliases = {},
                .body = "x",
                .passages = {},
                .attributes = options.read.attributes};
  check(probe);  // a wrong name is told before anything is read
  return options;
}

}  // namespace

int index_command(const CommandLine& line, const Config& config, const Console& console) {
  const ImportOptions options = options_of(line, config);
  std::unique_ptr<Engine> engine;
  if (!line.has("dry-run")) engine = open_data(config, OpenMode::write);
  const ImportSummary summary = import_paths(line.arguments, options, engine.get(), console);
  engine.reset();
  if (line.has("json")) {
    console.out(import_json(summary) + "\n");
  } else {
    if (!line.has("quiet")) console.out(summary_text(summary));
    if (summary.missing > 0) {
      console.error("coldopen: " + counted(summary.missing, "path", "paths") +
                    " could not be read: check the names and permissions\n");
    } else if (summary.read() == 0) {
      console.note("nothing was found to read: see coldopen index --help\n");
    }
    if (line.has("dry-run")) console.note("dry run: nothing was stored\n");
  }
  if (summary.signal != 0) end_by_signal(summary.signal);
  return import_exit_code(summary, line.has("strict"));
}

}  // namespace coldopen
