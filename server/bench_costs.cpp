#include "server/bench_costs.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <utility>

namespace coldopen {
namespace {

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

}  // namespace

void SearchCosts::add(std::size_t query, const StageClock& clock) {
  Search search{query, clock.total(), {}};
  for (std::size_t i = 0; i < kStages; ++i)
    search.stages[i] = static_cast<float>(clock.microseconds(static_cast<Stage>(i)));
  searches_.push_back(search);
}

void SearchCosts::add(SearchCosts&& other) {
  std::ranges::move(other.searches_, std::back_inserter(searches_));
}

std::vector<StageCost> SearchCosts::by_stage() const {
  std::vector<StageCost> costs(kStages);
  std::vector<Search> dearest = searches_;
  std::ranges::sort(dearest, std::greater{}, &Search::total);
  dearest.resize((searches_.size() + 99) / 100);
  const auto mean = [](const std::vector<Search>& searches, std::size_t stage) {
    double sum = 0;
    for (const Search& search : searches) sum += static_cast<double>(search.stages[stage]);
    return searches.empty() ? 0 : sum / static_cast<double>(searches.size());
  };
  for (std::size_t i = 0; i < kStages; ++i)
    costs[i] = {std::string(name_of(static_cast<Stage>(i))), mean(searches_, i), mean(dearest, i)};
  return costs;
}

std::vector<KindCost> SearchCosts::by_kind(const Strings& kinds) const {
  std::vector<KindCost> costs;
  std::vector<std::vector<double>> times;
  for (const Search& search : searches_) {
    const std::string& kind = kinds[search.query];
    const auto known = std::ranges::find(costs, kind, &KindCost::kind);
    const auto place = static_cast<std::size_t>(known - costs.begin());
    if (known == costs.end()) {
      costs.push_back({kind, 0, {}});
      times.emplace_back();
    }
    times[place].push_back(search.total / 1e3);
  }
  for (std::size_t i = 0; i < costs.size(); ++i) {
    costs[i].searches = times[i].size();
    costs[i].cpu = percentiles_of(std::move(times[i]));
  }
  return costs;
}

std::string costs_text(const std::vector<StageCost>& stages, const std::vector<KindCost>& kinds) {
  double all = 0, all_slow = 0;
  for (const StageCost& stage : stages) {
    all += stage.mean_us;
    all_slow += stage.slow_us;
  }
  std::string text = "stage          mean us    share   slow us    share\n";
  const auto row = [&](const char* name, double mean, double slow) {
    text += formatted("%-12s %9.1f %7.1f%% %9.1f %7.1f%%\n", name, mean,
                      all > 0 ? 100 * mean / all : 0.0, slow,
                      all_slow > 0 ? 100 * slow / all_slow : 0.0);
  };
  for (const StageCost& stage : stages) row(stage.stage.c_str(), stage.mean_us, stage.slow_us);
  row("all", all, all_slow);
  text += "slow: the slowest hundredth of the searches\n";
  if (kinds.size() < 2) return text;
  text += "kind                     mean ms       p50       p99       max\n";
  for (const KindCost& kind : kinds)
    text += formatted("%-22s %9.3f %9.3f %9.3f %9.3f\n", kind.kind.c_str(), kind.cpu.mean,
                      kind.cpu.p50, kind.cpu.p99, kind.cpu.max);
  return text;
}

}  // namespace coldopen
