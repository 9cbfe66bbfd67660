#include "server/command_eval.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>
#include <variant>
#include <vector>

#include "corpus/error.hpp"
#include "corpus/open_reader.hpp"
#include "corpus/text.hpp"
#include "index/live/memory_index.hpp"
#include "index/settings_json.hpp"
#include "query/related.hpp"
#include "query/search.hpp"
#include "query/spoiler_guard.hpp"
#include "server/command_search.hpp"
#include "server/eval_report.hpp"
#include "server/html.hpp"
#include "server/judged_queries.hpp"
#include "server/judged_responses.hpp"

namespace coldopen {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kFailuresShown = 10;

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

// --- What is evaluated: an index in some variant
// ---------------------------------------------------

struct Variant {
  std::vector<std::function<void(Scoring&)>> scoring;
  std::vector<std::function<void(FieldWeights&)>> weights;
  bool aliases = true;
  bool needs_corpus = false;  // it changes what is written into an index
};

struct Part {
  std::string_view name;
  void (*turn_off)(Scoring&);
};
constexpr std::array kParts = {
    Part{"stems", [](Scoring& scoring) { scoring.parts.stems = false; }},
    Part{"joins", [](Scoring& scoring) { scoring.parts.joins = false; }},
    Part{"codes", [](Scoring& scoring) { scoring.parts.codes = false; }},
    Part{"synonyms", [](Scoring& scoring) { scoring.parts.synonyms = false; }},
    Part{"classes", [](Scoring& scoring) { scoring.parts.classes = false; }},
    Part{"stop-words", [](Scoring& scoring) { scoring.parts.stop_words = false; }},
    Part{"exact", [](Scoring& scoring) { scoring.exact = 0; }},
    Part{"proximity", [](Scoring& scoring) { scoring.next = scoring.near = 0; }},
    Part{"prior", [](Scoring& scoring) { scoring.w_prior = 0; }},
};

void leave_out(Variant& variant, const std::string& name) {
  if (name == "titles" || name == "aliases") {
    variant.needs_corpus = true;
    if (name == "titles")
      variant.weights.emplace_back([](FieldWeights& weights) { weights.title = 1; });
    if (name == "aliases") variant.aliases = false;
    return;
  }
  const auto* part = std::ranges::find(kParts, name, &Part::name);
  if (part == kParts.end()) {
    std::string names = "titles, aliases";
    for (const Part& one : kParts) names += ", " + std::string(one.name);
    refuse("--without is one of " + names + ", not '" + name + "'");
  }
  variant.scoring.emplace_back(part->turn_off);
}

struct NamedNumber {
  std::string name;
  double value = 0;
};

NamedNumber parse_assignment(const std::string& option, const std::string& text,
                             const std::string& example) {
  const std::size_t equals = text.find('=');
  NamedNumber parsed;
  if (equals != std::string::npos && equals > 0) {
    parsed.name = text.substr(0, equals);
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + equals + 1, end, parsed.value);
    if (read.ec == std::errc{} && read.ptr == end) return parsed;
  }
  refuse(option + " is NAME=NUMBER, like " + example + ", not '" + text + "'");
}

void set_weight(Variant& variant, std::string_view name, double value) {
  constexpr std::array<std::pair<std::string_view, std::uint32_t FieldWeights::*>, 5> kFields = {{
      {"title", &FieldWeights::title},
      {"aliases", &FieldWeights::aliases},
      {"headings", &FieldWeights::headings},
      {"attributes", &FieldWeights::attributes},
      {"body", &FieldWeights::body},
  }};
  constexpr double kWeightMax = 65'535;
  for (const auto& [field, member] : kFields) {
    if (field != name) continue;
    if (value < 1 || value > kWeightMax || value != static_cast<double>(static_cast<int>(value)))
      refuse("a weight is a whole number from 1 to 65535");
    variant.weights.emplace_back([which = member, value](FieldWeights& weights) {
      weights.*which = static_cast<std::uint32_t>(value);
    });
    variant.needs_corpus = true;
    return;
  }
  refuse("weights." + std::string(name) +
         " is no weight: there are title, aliases, headings, attributes, body");
}

void set_value(Variant& variant, const std::string& text) {
  const auto [name, value] = parse_assignment("--set", text, "scoring.exact=0 or weights.title=3");
  constexpr std::string_view kScoring = "scoring.", kWeights = "weights.";
  if (name.starts_with(kWeights)) {
    set_weight(variant, name.substr(kWeights.size()), value);
  } else if (name.starts_with(kScoring)) {
    const std::string constant = name.substr(kScoring.size());
    Scoring probe;
    set_scoring_value(probe, constant, value);  // a wrong name is told before anything is read
    variant.scoring.emplace_back([constant, number = value](Scoring& scoring) {
      set_scoring_value(scoring, constant, number);
    });
  } else {
    refuse("--set begins with scoring. or weights., not '" + name + "'");
  }
}

Variant variant_of(const CommandLine& line) {
  Variant variant;
  for (const std::string& text : line.list("set")) set_value(variant, text);
  for (const std::string& name : line.list("without")) leave_out(variant, name);
  if (variant.needs_corpus && !line.has("corpus"))
    refuse("weights and what is indexed cannot change in a stored index: give --corpus FILE");
  return variant;
}

std::vector<Article> read_corpus(const Strings& paths, const Console& console) {
  std::vector<Article> articles;
  const auto reader = open_corpus(paths, ReadOptions{});
  Progress progress = console.progress();
  ProgressState state{paths.size() == 1 ? std::filesystem::path(paths[0]).filename().string()
                                        : std::to_string(paths.size()) + " paths",
                      0, 0, 0};
  std::uint64_t bad = 0;
  while (auto item = reader->next()) {
    if (const auto* problem = std::get_if<ReadProblem>(&*item)) {
      if (problem->missing) throw Error(ErrorCode::not_found, problem->reason, problem->source);
      ++bad;
      continue;
    }
    articles.push_back(std::move(std::get<ReadArticle>(*item).article));
    check(articles.back());
    state = {state.name, articles.size(), reader->bytes_read(), reader->stats().bytes_total};
    progress.update(state);
  }
  progress.finish(state);
  if (bad > 0)
    console.note(grouped(bad) + " records could not be read: coldopen index --dry-run tells why\n");
  if (articles.empty()) throw Error(ErrorCode::bad_input, "no article was found", paths[0]);
  return articles;
}

// The settings of --settings under the changes of a variant.
Shared<Settings> settings_of(const CommandLine& line, const Variant& variant) {
  const std::string path = line.text("settings");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    throw Error(ErrorCode::not_found, "the settings cannot be read: check --settings",
                escaped_name(path));
  auto settings = std::make_shared<Settings>(settings_from_json(text.str()));
  for (const auto& change : variant.weights) change(settings->weights);
  for (const auto& change : variant.scoring) change(settings->scoring);
  return settings;
}

Snapshot corpus_snapshot(const CommandLine& line, const Variant& variant, const Console& console) {
  std::vector<Article> articles = read_corpus(line.list("corpus"), console);
  if (!variant.aliases)
    for (Article& article : articles) {
      article.aliases.clear();
      for (Passage& passage : article.passages) passage.aliases.clear();
    }
  MemoryIndexOptions options;
  options.analyzer = std::make_shared<const Analyzer>(line.text("lang", "en"));
  for (const auto& change : variant.weights) change(options.weights);
  for (const auto& change : variant.scoring) change(options.scoring);
  if (line.has("settings")) options.settings = settings_of(line, variant);
  return memory_index(articles, options);
}

Snapshot stored_snapshot(const Config& config, const Variant& variant) {
  Snapshot snapshot = *open_snapshot(config);
  for (const auto& change : variant.scoring) change(snapshot.scoring);
  return snapshot;
}

// --- Rankings
// --------------------------------------------------------------------------------------

SearchRequest request_of(const JudgedQuery& query, Match match, const Snapshot& snapshot) {
  SearchRequest request;
  request.q = query.q;
  request.match = query.match.value_or(match);
  request.lang = query.lang;
  request.fold = query.relevant.empty();  // judgements name each of several copies
  request.timeout = std::chrono::milliseconds(SearchLimits::timeout_ms_max);
  for (const std::string& filter : query.filters)
    request.filters.push_back(parse_condition(filter, snapshot.types));
  return request;
}

std::vector<RankedId> ranked_as_related(const Snapshot& snapshot, const std::string& id) {
  std::vector<RankedId> ranked;
  for (Hit& hit : find_related(snapshot, id, kLookedThrough).value_or(std::vector<Hit>()))
    ranked.push_back({std::move(hit.id), hit.score});
  return ranked;
}

bool holds_id(const Snapshot& snapshot, const std::string& id) {
  return std::ranges::any_of(snapshot.segments, [&](const SegmentView& view) {
    const auto doc = view.segment->documents().find(id);
    return doc && view.alive(*doc);
  });
}

// --- Cases
// -----------------------------------------------------------------------------------------

std::string listed(const Strings& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : " or ") + id;
  return text;
}

std::string place_of(const Ranking& ranking, const std::string& id) {
  const auto found = std::ranges::find(ranking, id);
  return found == ranking.end() ? "is not found"
                                : "is number " + std::to_string(found - ranking.begin() + 1);
}

bool among(const Ranking& ranking, std::size_t depth, const std::string& id) {
  const auto end =
      ranking.begin() + std::min(std::ssize(ranking), static_cast<std::ptrdiff_t>(depth));
  return std::find(ranking.begin(), end, id) != end;
}

// What does not hold, or nothing.
std::string breach_of(const JudgedQuery& query, const Ranking& ranking) {
  const std::string first = ranking.empty() ? "nothing is found" : "first is " + ranking.front();
  if (query.none) return ranking.empty() ? "" : "nothing should be found, " + first;
  const auto is_first = [&](const std::string& id) {
    return among(ranking, query.first_within, id);
  };
  if (!query.first.empty() && std::ranges::none_of(query.first, is_first)) {
    const std::string where = query.first_within == 1 ? " should be first"
                                                      : " should be among the first " +
                                                            std::to_string(query.first_within);
    return listed(query.first) + where + ", " + place_of(ranking, query.first.front()) + ", " +
           first;
  }
  for (const JudgedQuery::Within& within : query.within) {
    for (const std::string& id : within.ids) {
      if (!among(ranking, within.depth, id))
        return id + " should be among the first " + std::to_string(within.depth) + ", " +
               place_of(ranking, id) + ", " + first;
    }
  }
  auto from = ranking.begin();
  for (const std::string& id : query.order) {
    from = std::find(from, ranking.end(), id);
    if (from == ranking.end())
      return id + " should follow in the order that is asked, it " + place_of(ranking, id);
  }
  for (const std::string& id : query.absent) {
    if (among(ranking, kLookedThrough, id))
      return id + " should not be found, " + place_of(ranking, id);
  }
  return "";
}

class Evaluator {
 public:
  Evaluator(std::string target, const std::vector<JudgedQuery>& queries) : queries_(queries) {
    found_.target = std::move(target);
  }

  // `response`: null where only a ranking is known.
  void take(const JudgedQuery& query, const Ranking& ranking, const SearchResponse* response) {
    ++found_.queries;
    if (ranking.empty()) ++found_.zero_hits;
    const bool by_passages = response != nullptr && !query.passage.empty();
    if (const auto measures = by_passages
                                  ? measure(passages_shown(*response), passages_wanted(query))
                                  : measure(ranking, query.relevant)) {
      found_.ids.push_back(query.id);
      found_.measures.push_back(*measures);
    }
    if (!query.is_case()) return;
    CaseCount& count = count_of(query.behaviour);
    ++count.cases;
    std::string breach = breach_of(query, ranking);
    if (breach.empty() && response != nullptr) breach = response_breach(query, *response);
    if (breach.empty()) {
      ++count.hold;
    } else {
      const std::string& asked = query.related_to.empty() ? query.q : query.related_to;
      found_.failed.push_back({query.id, asked, query.behaviour, std::move(breach)});
    }
  }

  Evaluation of_snapshot(const Shared<Snapshot>& whole, Match match, std::ostream* run) {
    for (const JudgedQuery& query : queries_) {
      const Shared<Snapshot> seen = guarded(whole, query.seen);
      const Snapshot& snapshot = *seen;
      const SearchRequest request = request_of(query, match, snapshot);
      const auto begin = Clock::now();
      const std::vector<RankedId> hits = query.related_to.empty()
                                             ? rank_all(snapshot, request, kRankingDepth)
                                             : ranked_as_related(snapshot, query.related_to);
      found_.milliseconds.push_back(
          std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
      Ranking ranking;
      for (const RankedId& hit : hits) ranking.push_back(hit.id);
      std::optional<SearchResponse> response;
      if (query.asks_response()) response = looked_through(snapshot, request, query);
      take(query, ranking, response ? &*response : nullptr);
      if (run != nullptr) *run << run_lines(query.id, hits, "coldopen");
      for (const auto& [id, gain] : query.relevant)
        if (gain > 0 && !holds_id(snapshot, id)) ++found_.absent;
    }
    return std::move(found_);
  }

  Evaluation of_run(const Run& run) {
    for (const JudgedQuery& query : queries_) {
      const auto ranking = run.find(query.id);
      take(query, ranking == run.end() ? Ranking{} : ranking->second, nullptr);
    }
    return std::move(found_);
  }

 private:
  CaseCount& count_of(const std::string& behaviour) {
    const auto [at, is_new] = places_.try_emplace(behaviour, found_.counts.size());
    if (is_new) found_.counts.push_back({behaviour, 0, 0});
    return found_.counts[at->second];
  }

  const std::vector<JudgedQuery>& queries_;
  Evaluation found_;
  std::map<std::string, std::size_t> places_;
};

// --- The command
// -----------------------------------------------------------------------------------

std::string joined(const Strings& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + escaped_name(name);
  return text;
}

Evaluation evaluate(const CommandLine& line, const Config& config, const Console& console,
                    const std::vector<JudgedQuery>& queries) {
  const Variant variant = variant_of(line);
  if (line.has("run"))
    return Evaluator(escaped_name(line.text("run")), queries).of_run(read_run(line.text("run")));
  std::ofstream run;
  const std::string run_path = line.text("write-run");
  if (!run_path.empty()) {
    run.open(run_path, std::ios::binary | std::ios::trunc);
    if (!run)
      throw Error(ErrorCode::cannot_create, "the run cannot be written there: check --write-run",
                  escaped_name(run_path));
  }
  const bool in_memory = line.has("corpus");
  const auto snapshot = std::make_shared<const Snapshot>(
      in_memory ? corpus_snapshot(line, variant, console) : stored_snapshot(config, variant));
  const std::string target = in_memory ? joined(line.list("corpus")) : escaped_name(config.data);
  const Match match = match_of(line.text("match", "auto")).value_or(Match::automatic);
  Evaluation found =
      Evaluator(target, queries).of_snapshot(snapshot, match, run_path.empty() ? nullptr : &run);
  run.flush();
  if (!run_path.empty() && !run)
    throw Error(ErrorCode::io, "the run could not be written: is the disk full",
                escaped_name(run_path));
  return found;
}

// A folder is a data directory, a file is a run.
Evaluation evaluate_other(const CommandLine& line, const Config& config,
                          const std::vector<JudgedQuery>& queries) {
  const std::string path = line.text("compare");
  Evaluator evaluator(escaped_name(path), queries);
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return evaluator.of_run(read_run(path));
  Config other = config;
  other.data = path;
  const Match match = match_of(line.text("match", "auto")).value_or(Match::automatic);
  return evaluator.of_snapshot(open_snapshot(other), match, nullptr);
}

std::vector<NamedNumber> floors_of(const CommandLine& line) {
  std::vector<NamedNumber> floors;
  for (const std::string& text : line.list("min")) {
    floors.push_back(parse_assignment("--min", text, "ndcg@10=0.8"));
    const std::string& name = floors.back().name;
    if (name != "cases" && std::ranges::find(kMeasureNames, name) == kMeasureNames.end())
      refuse("--min is for ndcg@10, map, mrr@10, p@1, recall@100 or cases, not '" + name + "'");
  }
  return floors;
}

bool keeps_floors(const std::vector<NamedNumber>& floors, const Evaluation& evaluation,
                  const Console& console) {
  const QueryMeasures mean = mean_of(evaluation.measures);
  bool keeps = true;
  for (const auto& [name, floor] : floors) {
    double value = 0;
    if (name == "cases") {
      value = static_cast<double>(evaluation.cases_that_hold()) /
              static_cast<double>(std::max<std::uint64_t>(evaluation.cases(), 1));
    } else {
      const auto* at = std::ranges::find(kMeasureNames, name);
      value = mean.values.at(static_cast<std::size_t>(at - kMeasureNames.begin()));
    }
    if (value >= floor) continue;
    keeps = false;
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(), "%s is %.4f, below %.4f\n", name.c_str(), value, floor);
    console.error("coldopen: " + std::string(text.data()));
  }
  return keeps;
}

void check_options(const CommandLine& line) {
  if (line.has("run"))
    for (const char* other : {"corpus", "set", "without", "match", "write-run", "lang", "settings"})
      if (line.has(other))
        refuse("--run is a ranking made elsewhere: --" + std::string(other) + " cannot change it");
  for (const char* of_corpus : {"lang", "settings"})
    if (line.has(of_corpus) && !line.has("corpus"))
      refuse("--" + std::string(of_corpus) + " needs --corpus FILE");
  if (line.has("lang") && line.has("settings"))
    refuse("--settings says the language, too: give it there, or --lang alone");
}

}  // namespace

int eval_command(const CommandLine& line, const Config& config, const Console& console) {
  check_options(line);
  const std::vector<NamedNumber> floors = floors_of(line);
  const std::vector<JudgedQuery> queries =
      read_judged_queries(line.arguments.front(), line.text("qrels"));
  const Evaluation evaluation = evaluate(line, config, console, queries);
  std::optional<ComparedEvaluation> compared;
  if (line.has("compare"))
    compared = compare_evaluations(evaluation, evaluate_other(line, config, queries));
  console.out(line.has("json") ? evaluation_json(evaluation, compared) + "\n"
                               : evaluation_text(evaluation, compared,
                                                 line.has("verbose") ? evaluation.failed.size()
                                                                     : kFailuresShown));
  return keeps_floors(floors, evaluation, console) ? 0 : 1;
}

}  // namespace coldopen
