#include "server/command_table.hpp"

#include <algorithm>
#include <array>

#include "query/request.hpp"
#include "server/version.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t bit(CommandName command) { return 1U << static_cast<unsigned>(command); }
constexpr std::uint32_t kAll = ~0U;
constexpr std::uint32_t kIndex = bit(CommandName::index);
constexpr std::uint32_t kSearch = bit(CommandName::search);
constexpr std::uint32_t kServe = bit(CommandName::serve);
constexpr std::uint32_t kStats = bit(CommandName::stats);
constexpr std::uint32_t kCheck = bit(CommandName::check);
constexpr std::uint32_t kAnalyze = bit(CommandName::analyze);
constexpr std::uint32_t kBench = bit(CommandName::bench);
constexpr std::uint32_t kEval = bit(CommandName::eval);
constexpr std::uint32_t kSettings = bit(CommandName::settings);

constexpr std::array kOptions = {
    CommandOption{.name = "format",
                  .argument = "auto|ndjson|json|csv|text|markdown|html",
                  .kind = OptionKind::choice,
                  .commands = kIndex,
                  .help = "how to read the inputs (auto: by their content)"},
    CommandOption{.name = "attr",
                  .argument = "NAME=VALUE",
                  .kind = OptionKind::text,
                  .commands = kIndex,
                  .help = "an attribute for every article that lacks it; may be repeated",
                  .repeatable = true},
    CommandOption{.name = "base-url",
                  .argument = "URL",
                  .kind = OptionKind::text,
                  .commands = kIndex,
                  .help = "begin of the addresses made from file names"},
    CommandOption{.name = "boilerplate",
                  .argument = "drop|keep",
                  .kind = OptionKind::choice,
                  .commands = kIndex,
                  .help = "menus, credits, related posts: left out (drop) or indexed"},
    CommandOption{.name = "report",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .commands = kIndex,
                  .help = "writes what was skipped and dropped, and why, as NDJSON"},
    CommandOption{.name = "dry-run",
                  .argument = "",
                  .commands = kIndex,
                  .help = "reads and reports, stores nothing"},
    CommandOption{.name = "strict",
                  .argument = "",
                  .commands = kIndex,
                  .help = "exit code 65 if any record was bad"},

    CommandOption{.name = "limit",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kSearch | kBench,
                  .help = "hits (10)",
                  .max = SearchLimits::limit_max},
    CommandOption{.name = "offset",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kSearch,
                  .help = "hits to pass over (0)",
                  .max = SearchLimits::window_max - 1},
    CommandOption{.name = "filter",
                  .argument = "CLAUSE",
                  .kind = OptionKind::text,
                  .commands = kSearch,
                  .help = "season:4, season:3..5, -cast:\"Amy Ryan\"; may be repeated",
                  .repeatable = true},
    CommandOption{.name = "facets",
                  .argument = "NAMES",
                  .kind = OptionKind::text,
                  .commands = kSearch | kBench,
                  .help = "counts by value: season,cast"},
    CommandOption{.name = "facet-limit",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kSearch,
                  .help = "values of a facet (20)",
                  .min = 1,
                  .max = SearchLimits::facet_limit_max},
    CommandOption{.name = "sort",
                  .argument = "KEYS",
                  .kind = OptionKind::text,
                  .commands = kSearch,
                  .help = "-air_date,title (by score)"},
    CommandOption{.name = "seen",
                  .argument = "PLACE",
                  .kind = OptionKind::text,
                  .commands = kSearch,
                  .help = "hides what lies ahead: S04E13, The Office:S04E13, 2008-04-10"},
    CommandOption{.name = "match",
                  .argument = "auto|all|any",
                  .kind = OptionKind::choice,
                  .commands = kSearch | kEval,
                  .help = "which words must be there (auto: all, then some)"},
    CommandOption{.name = "typo",
                  .argument = "auto|off",
                  .kind = OptionKind::choice,
                  .commands = kSearch,
                  .help = "whether typing errors are corrected where nothing is found (auto)"},
    CommandOption{.name = "fold",
                  .argument = "on|off",
                  .kind = OptionKind::choice,
                  .commands = kSearch,
                  .help = "whether nearly equal articles are one hit (on)"},
    CommandOption{.name = "passages",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kSearch,
                  .help = "passages of a hit (1)",
                  .min = 1,
                  .max = SearchLimits::passages_max},
    CommandOption{.name = "explain",
                  .argument = "",
                  .commands = kSearch,
                  .help = "says why each hit has its score"},

    CommandOption{.name = "lang",
                  .argument = "LANG",
                  .kind = OptionKind::text,
                  .commands = kAnalyze | kSearch,
                  .help = "of the text (en); of articles called alike those in it come first"},
    CommandOption{.name = "query",
                  .argument = "",
                  .commands = kAnalyze,
                  .help = "as a query: with its codes, and the keys by which it finds names"},
    CommandOption{.name = "name",
                  .argument = "",
                  .commands = kAnalyze,
                  .help = "as a title or alias: with the keys by which it is found"},

    CommandOption{.name = "listen",
                  .argument = "HOST:PORT",
                  .kind = OptionKind::text,
                  .commands = kServe,
                  .help = "where to answer (127.0.0.1:7700); may be repeated",
                  .repeatable = true,
                  .is_setting = true},
    CommandOption{.name = "public-url",
                  .argument = "URL",
                  .kind = OptionKind::text,
                  .commands = kServe,
                  .help = "the address that readers use, where a proxy stands in front",
                  .repeatable = true,
                  .is_setting = true},
    CommandOption{.name = "cors-origins",
                  .argument = "ORIGIN",
                  .kind = OptionKind::text,
                  .commands = kServe,
                  .help = "pages that may read here: https://wiki.example, or *; may be repeated",
                  .repeatable = true,
                  .is_setting = true},
    CommandOption{.name = "drain",
                  .argument = "TIME",
                  .kind = OptionKind::text,
                  .commands = kServe,
                  .help = "time for running requests at the end (10s)",
                  .is_setting = true},
    CommandOption{.name = "log-level",
                  .argument = "debug|info|warning|error",
                  .kind = OptionKind::text,
                  .commands = kServe,
                  .help = "what is logged (info)",
                  .is_setting = true},
    CommandOption{.name = "access-log",
                  .argument = "on|off",
                  .kind = OptionKind::text,
                  .commands = kServe,
                  .help = "a line in the log for each request (off)",
                  .is_setting = true},
    CommandOption{.name = "analytics",
                  .argument = "on|off",
                  .kind = OptionKind::text,
                  .commands = kServe,
                  .help = "counts queries, in the data directory and nowhere else (on); off also "
                          "deletes what was counted",
                  .is_setting = true},
    CommandOption{.name = "open",
                  .argument = "",
                  .commands = kServe,
                  .help = "opens the page in the browser"},
    CommandOption{.name = "print-config",
                  .argument = "",
                  .commands = kServe,
                  .help = "shows every setting, its value and where it came from"},

    CommandOption{.name = "queries",
                  .argument = "",
                  .commands = kStats,
                  .help = "what was searched for most, and what of it found nothing"},
    CommandOption{.name = "days",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kStats,
                  .help = "of --queries: today and the days before (30)",
                  .min = 1,
                  .max = 90},

    CommandOption{.name = "rebuild",
                  .argument = "",
                  .commands = kCheck,
                  .help = "makes all derived files anew from the stored articles first"},

    CommandOption{.name = "qrels",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .commands = kEval,
                  .help = "judgements as TREC has them: QUERY 0 ARTICLE GAIN"},
    CommandOption{.name = "corpus",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .commands = kEval,
                  .help = "searches these articles, indexed in memory; may be repeated",
                  .repeatable = true},
    CommandOption{.name = "lang",
                  .argument = "LANGUAGE",
                  .kind = OptionKind::text,
                  .commands = kEval,
                  .help = "language of the corpus (en)"},
    CommandOption{.name = "settings",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .commands = kEval,
                  .help = "settings of the corpus as JSON, as `coldopen settings` shows them"},
    CommandOption{.name = "run",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .commands = kEval,
                  .help = "evaluates this ranking: QUERY Q0 ARTICLE RANK SCORE TAG"},
    CommandOption{.name = "write-run",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .commands = kEval,
                  .help = "writes the ranking, 1,000 deep"},
    CommandOption{.name = "compare",
                  .argument = "DIR|RUN",
                  .kind = OptionKind::path,
                  .commands = kEval,
                  .help = "the same of another data directory or ranking, with differences and p"},
    CommandOption{.name = "set",
                  .argument = "NAME=NUMBER",
                  .kind = OptionKind::text,
                  .commands = kEval,
                  .help = "scoring.exact=0, with --corpus weights.title=3; may be repeated",
                  .repeatable = true},
    CommandOption{.name = "without",
                  .argument = "PART",
                  .kind = OptionKind::text,
                  .commands = kEval,
                  .help = "leaves out stems, joins, codes, synonyms, classes, stop-words, exact, "
                          "proximity, prior, titles, aliases; may be repeated",
                  .repeatable = true},
    CommandOption{.name = "min",
                  .argument = "MEASURE=NUMBER",
                  .kind = OptionKind::text,
                  .commands = kEval,
                  .help = "exit code 1 where ndcg@10, map, mrr@10, p@1, recall@100 or cases is "
                          "below; may be repeated",
                  .repeatable = true},

    CommandOption{.name = "url",
                  .argument = "URL",
                  .kind = OptionKind::text,
                  .commands = kSearch | kBench | kSettings,
                  .help = "asks a running server instead of the data directory"},
    CommandOption{.name = "key-file",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .commands = kSearch | kBench | kSettings,
                  .help = "with --url: its first line is sent as the key"},
    CommandOption{.name = "rounds",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kBench,
                  .help = "times through the file (5)",
                  .min = 1,
                  .max = 1'000'000},
    CommandOption{.name = "warmup",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kBench,
                  .help = "rounds before measuring (1)",
                  .max = 1'000},
    CommandOption{.name = "rate",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kBench,
                  .help = "queries a second, whatever the answers take (as fast as answers come)",
                  .min = 1,
                  .max = 1'000'000},
    CommandOption{.name = "stages",
                  .argument = "",
                  .commands = kBench,
                  .help = "also where the time goes: by stage, and by kind (lines KIND<tab>QUERY)"},
    CommandOption{
        .name = "suggest",
        .argument = "",
        .commands = kBench,
        .help = "suggestions for the beginnings of each query, and their times by length"},
    CommandOption{.name = "segments",
                  .argument = "N",
                  .kind = OptionKind::number,
                  .commands = kBench,
                  .help = "the same articles in N segments, in memory (as they lie)",
                  .min = 1,
                  .max = 64},
    CommandOption{.name = "threads",
                  .argument = "N",
                  .kind = OptionKind::text,
                  .commands = kServe | kBench,
                  .help = "searches at a time (serve: the cores; bench: 1)",
                  .is_setting = true},
    CommandOption{
        .name = "simd",
        .argument = "scalar|avx2|avx512",
        .kind = OptionKind::text,
        .commands = kServe | kBench,
        .help = "instructions of the hot loops, same results (the best here); COLDOPEN_SIMD",
        .is_setting = true},

    CommandOption{.name = "data",
                  .argument = "DIR",
                  .kind = OptionKind::path,
                  .help = "the data directory (./coldopen-data)",
                  .is_setting = true},
    CommandOption{.name = "index",
                  .argument = "NAME",
                  .kind = OptionKind::text,
                  .help = "the index (main)",
                  .is_setting = true},
    CommandOption{.name = "config",
                  .argument = "FILE",
                  .kind = OptionKind::path,
                  .help = "settings as `name = value` lines",
                  .is_setting = true},
    CommandOption{.name = "json", .argument = "", .help = "results as JSON"},
    CommandOption{.name = "quiet", .argument = "", .help = "only results and errors"},
    CommandOption{.name = "verbose", .argument = "", .help = "says more"},
    CommandOption{.name = "color",
                  .argument = "auto|always|never",
                  .kind = OptionKind::text,
                  .help = "colours in the terminal (auto)",
                  .is_setting = true},
    CommandOption{.name = "help", .argument = "", .help = "this text"},
    CommandOption{.name = "version", .argument = "", .help = "the version"},
};

constexpr std::size_t kMany = 1'000'000;
constexpr std::array kCommands = {
    Command{CommandName::index, "index", "PATH...", 1, kMany, true,
            "adds or replaces articles from files, folders, archives or - (standard input)",
            "coldopen index ./my-wiki --data wiki.data"},
    Command{CommandName::search, "search", "QUERY...", 1, kMany, false,
            "searches from the terminal; exit code 1 if nothing was found",
            "coldopen search dinner party --filter season:4 --data wiki.data"},
    Command{CommandName::serve, "serve", "[PATH...]", 0, kMany, true,
            "indexes the PATHs if given, then serves the page and the HTTP API",
            "coldopen serve ./my-wiki --open"},
    Command{CommandName::check, "check", "", 0, 0, false,
            "reads every byte again and compares; exit code 1 if there is damage",
            "coldopen check --data wiki.data"},
    Command{CommandName::stats, "stats", "", 0, 0, false,
            "articles, passages, terms, attributes, bytes; --queries: what was searched for",
            "coldopen stats --data wiki.data"},
    Command{CommandName::settings, "settings", "[FILE]", 0, 1, true,
            "shows the settings of an index as JSON, or replaces them by those of FILE",
            "coldopen settings > settings.json; coldopen settings settings.json\n"
            "coldopen settings settings.json --url http://127.0.0.1:7700\n"
            "FILE may be - (standard input); --url asks a server that has the data directory open"},
    Command{CommandName::analyze, "analyze", "TEXT", 1, kMany, false,
            "shows how a text becomes words, joined forms and codes, and by which rule",
            "coldopen analyze --query \"B.J. Novak\""},
    Command{CommandName::bench, "bench", "FILE", 1, 1, true,
            "times the queries of a file: one a line, or KIND<tab>QUERY",
            "coldopen bench queries.txt --data wiki.data --rounds 20"},
    Command{CommandName::eval, "eval", "FILE", 1, 1, true,
            "measures rankings by judged queries: NDJSON, or TREC queries with --qrels",
            "coldopen eval judged.ndjson --data wiki.data --min ndcg@10=0.8"},
};

constexpr std::string_view kNotes =
    "Exit codes: 0 done, 1 nothing found or damage found, 64 wrong usage, 65 input not "
    "understood,\n"
    "66 input missing, 69 address in use or server not reachable, 70 a bug, 73 cannot create,\n"
    "74 input/output or damaged data, 75 data directory in use, 77 permission, 78 configuration.\n";

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 2, width), ' ');
  return text;
}

std::string option_line(const CommandOption& option) {
  std::string left = "  --" + std::string(option.name);
  if (!option.argument.empty()) left += " " + std::string(option.argument);
  if (left.size() > 30) return left + "\n" + std::string(32, ' ') + std::string(option.help) + "\n";
  return padded(left, 32) + std::string(option.help) + "\n";
}

}  // namespace

std::span<const CommandOption> command_options() noexcept { return kOptions; }
std::span<const Command> commands() noexcept { return kCommands; }

const Command* find_command(std::string_view name) noexcept {
  const auto found = std::ranges::find(kCommands, name, &Command::name);
  return found == kCommands.end() ? nullptr : &*found;
}

bool belongs(const CommandOption& option, const Command& command) noexcept {
  return (option.commands & bit(command.id)) != 0;
}

std::string help_text() {
  std::string text =
      "coldopen: a search engine for fan wikis\n\nUsage: coldopen COMMAND [OPTIONS] "
      "[ARGUMENTS]\n\n";
  for (const Command& command : kCommands) {
    text += padded("  " + std::string(command.name) + " " + std::string(command.arguments), 20) +
            std::string(command.summary) + "\n";
  }
  text += "\nOptions of every command:\n";
  for (const CommandOption& option : kOptions) {
    if (option.commands == kAll) text += option_line(option);
  }
  text += "\ncoldopen COMMAND --help tells the options of a command.\n\n";
  return text + std::string(kNotes);
}

std::string help_text(std::string_view name) {
  const Command* command = find_command(name);
  if (command == nullptr) return help_text();
  std::string text = "Usage: coldopen " + std::string(command->name) + " [OPTIONS]" +
                     (command->arguments.empty() ? "" : " " + std::string(command->arguments)) +
                     "\n\n" + std::string(command->summary) + "\n\nOptions:\n";
  for (const CommandOption& option : kOptions) {
    if (belongs(option, *command) && option.commands != kAll) text += option_line(option);
  }
  for (const CommandOption& option : kOptions) {
    if (option.commands == kAll) text += option_line(option);
  }
  return text + "\nExample: " + std::string(command->example) + "\n";
}

std::string version_text() { return "coldopen " + std::string(kVersion); }

}  // namespace coldopen
