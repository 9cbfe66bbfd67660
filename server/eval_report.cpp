#include "server/eval_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "corpus/text.hpp"
#include "server/console.hpp"
#include "server/html.hpp"
#include "server/json_writer.hpp"

namespace coldopen {
namespace {

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

double share(std::uint64_t part, std::uint64_t whole) noexcept {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string measures_text(const Evaluation& evaluation,
                          const std::optional<ComparedEvaluation>& compared) {
  const QueryMeasures mean = mean_of(evaluation.measures);
  std::string text;
  if (compared)
    text += "                this    other  difference       p  better   worse   equal\n";
  const QueryMeasures other = compared ? mean_of(compared->other.measures) : QueryMeasures{};
  for (std::size_t i = 0; i < kMeasures; ++i) {
    text += formatted("%-12s  %6.4f", std::string(kMeasureNames[i]).c_str(), mean.values[i]);
    if (compared) {
      const Comparison& found = compared->measures[i];
      text += formatted("   %6.4f     %+7.4f  %6.4f  %6llu  %6llu  %6llu", other.values[i],
                        found.difference, found.p, static_cast<unsigned long long>(found.wins),
                        static_cast<unsigned long long>(found.losses),
                        static_cast<unsigned long long>(found.ties));
    }
    text += "\n";
  }
  return text;
}

std::string cases_text(const Evaluation& evaluation, std::size_t failures_shown) {
  std::string text =
      formatted("cases         %6.4f   ", share(evaluation.cases_that_hold(), evaluation.cases())) +
      grouped(evaluation.cases_that_hold()) + " of " + grouped(evaluation.cases()) + " hold\n";
  if (evaluation.counts.size() > 1) {
    for (const CaseCount& count : evaluation.counts) {
      text += "  " + (count.behaviour.empty() ? "others" : terminal_text(count.behaviour)) + ": " +
              grouped(count.hold) + " of " + grouped(count.cases) + "\n";
    }
  }
  const std::size_t shown = std::min(failures_shown, evaluation.failed.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const FailedCase& failed = evaluation.failed[i];
    text += "FAILED " + terminal_text(failed.q) + ": " + terminal_text(failed.reason);
    if (!failed.behaviour.empty()) text += " (" + terminal_text(failed.behaviour) + ")";
    text += "\n";
  }
  if (shown < evaluation.failed.size()) {
    text += "and " + grouped(evaluation.failed.size() - shown) +
            " more that failed: --verbose tells all\n";
  }
  return text;
}

void write_measures(JsonWriter& out, const QueryMeasures& measures) {
  for (std::size_t i = 0; i < kMeasures; ++i) out.name(kMeasureNames[i]).number(measures.values[i]);
}

void write_system(JsonWriter& out, const Evaluation& evaluation) {
  out.name("target").text(evaluation.target).name("queries").number(evaluation.queries);
  out.name("judged").number(std::uint64_t{evaluation.measures.size()});
  out.name("absent").number(evaluation.absent);
  out.name("measures").open('{');
  write_measures(out, mean_of(evaluation.measures));
  out.close('}').name("zero_hit_rate").number(evaluation.zero_hit_rate());
}

void write_cases(JsonWriter& out, const Evaluation& evaluation) {
  out.name("cases").open('{').name("total").number(evaluation.cases());
  out.name("hold").number(evaluation.cases_that_hold()).name("by_behaviour").open('[');
  for (const CaseCount& count : evaluation.counts) {
    out.open('{').name("behaviour").text(count.behaviour).name("total").number(count.cases);
    out.name("hold").number(count.hold).close('}');
  }
  out.close(']').name("failed").open('[');
  for (const FailedCase& failed : evaluation.failed) {
    out.open('{').name("id").text(failed.id).name("q").text(failed.q).name("behaviour");
    out.text(failed.behaviour).name("reason").text(failed.reason).close('}');
  }
  out.close(']').close('}');
}

void write_latency(JsonWriter& out, const Percentiles& times) {
  out.name("ranking_ms").open('{').name("p50").fixed(times.p50, 3).name("p90");
  out.fixed(times.p90, 3).name("p99").fixed(times.p99, 3).name("p99_9").fixed(times.p99_9, 3);
  out.name("max").fixed(times.max, 3).close('}');
}

void write_compared(JsonWriter& out, const ComparedEvaluation& compared) {
  out.name("compared").open('{');
  write_system(out, compared.other);
  out.name("differences").open('{');
  for (std::size_t i = 0; i < kMeasures; ++i) {
    const Comparison& found = compared.measures[i];
    out.name(kMeasureNames[i]).open('{').name("difference").number(found.difference);
    out.name("p").number(found.p).name("wins").number(found.wins);
    out.name("losses").number(found.losses).name("ties").number(found.ties).close('}');
  }
  out.close('}').close('}');
}

}  // namespace

std::uint64_t Evaluation::cases() const noexcept {
  std::uint64_t sum = 0;
  for (const CaseCount& count : counts) sum += count.cases;
  return sum;
}

std::uint64_t Evaluation::cases_that_hold() const noexcept {
  std::uint64_t sum = 0;
  for (const CaseCount& count : counts) sum += count.hold;
  return sum;
}

double Evaluation::zero_hit_rate() const noexcept { return share(zero_hits, queries); }

ComparedEvaluation compare_evaluations(const Evaluation& evaluation, Evaluation other) {
  ComparedEvaluation compared{std::move(other), {}};
  for (std::size_t i = 0; i < kMeasures; ++i) {
    std::vector<double> a, b;
    for (const QueryMeasures& one : evaluation.measures) a.push_back(one.values[i]);
    for (const QueryMeasures& one : compared.other.measures) b.push_back(one.values[i]);
    compared.measures[i] = compare(a, b);
  }
  return compared;
}

std::string evaluation_text(const Evaluation& evaluation,
                            const std::optional<ComparedEvaluation>& compared,
                            std::size_t failures_shown) {
  std::string text = terminal_text(evaluation.target) + ": " + grouped(evaluation.queries) +
                     " queries, " + grouped(evaluation.measures.size()) + " with judgements\n";
  if (compared) text += "compared with " + terminal_text(compared->other.target) + "\n";
  if (!evaluation.measures.empty()) text += measures_text(evaluation, compared);
  text += formatted("zero hits     %6.4f\n", evaluation.zero_hit_rate());
  if (evaluation.absent > 0) {
    text += grouped(evaluation.absent) + (evaluation.absent == 1 ? " article" : " articles") +
            " that the judgements name are not in the index\n";
  }
  if (evaluation.cases() > 0) text += cases_text(evaluation, failures_shown);
  if (!evaluation.milliseconds.empty()) {
    const Percentiles times = percentiles_of(evaluation.milliseconds);
    text += formatted("ranking ms    p50 %.2f  p90 %.2f  p99 %.2f  max %.2f\n", times.p50,
                      times.p90, times.p99, times.max);
  }
  return text;
}

std::string evaluation_json(const Evaluation& evaluation,
                            const std::optional<ComparedEvaluation>& compared) {
  JsonWriter out;
  out.open('{');
  write_system(out, evaluation);
  if (!evaluation.milliseconds.empty()) write_latency(out, percentiles_of(evaluation.milliseconds));
  if (evaluation.cases() > 0) write_cases(out, evaluation);
  if (compared) write_compared(out, *compared);
  out.name("per_query").open('[');
  for (std::size_t i = 0; i < evaluation.measures.size(); ++i) {
    out.open('{').name("id").text(evaluation.ids[i]);
    write_measures(out, evaluation.measures[i]);
    out.close('}');
  }
  out.close(']').close('}');
  return out.take();
}

}  // namespace coldopen
