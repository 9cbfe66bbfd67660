#include "query/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kGainDepth = 10;
constexpr std::size_t kRecallDepth = 100;
// Sums of the same numbers in another order differ by less; values of one query by far more.
constexpr double kRounding = 1e-10;

double discounted(double gain, std::size_t rank_from_zero) {
  return gain / std::log2(static_cast<double>(rank_from_zero) + 2.0);
}

double ideal_gain(const Judgements& judgements) {
  std::vector<int> gains;
  for (const auto& [id, gain] : judgements) gains.push_back(gain);
  std::ranges::sort(gains, std::greater<>());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(gains.size(), kGainDepth) && gains[i] > 0; ++i)
    sum += discounted(gains[i], i);
  return sum;
}

}  // namespace

std::optional<QueryMeasures> measure(std::span<const std::string> ranking,
                                     const Judgements& judgements) {
  const auto relevant = static_cast<double>(
      std::ranges::count_if(judgements, [](const auto& one) { return one.second > 0; }));
  if (relevant == 0) return std::nullopt;
  double gain_sum = 0, precision_sum = 0, reciprocal = 0, first = 0, found_early = 0, found = 0;
  for (std::size_t i = 0; i < std::min(ranking.size(), kRankingDepth); ++i) {
    const auto judged = judgements.find(ranking[i]);
    if (judged == judgements.end() || judged->second <= 0) continue;
    const auto rank = static_cast<double>(i + 1);
    ++found;
    precision_sum += found / rank;
    if (i < kGainDepth) gain_sum += discounted(judged->second, i);
    if (i < kGainDepth && found == 1) reciprocal = 1 / rank;
    if (i == 0) first = 1;
    if (i < kRecallDepth) ++found_early;
  }
  return QueryMeasures{{gain_sum / ideal_gain(judgements), precision_sum / relevant, reciprocal,
                        first, found_early / relevant}};
}

QueryMeasures mean_of(std::span<const QueryMeasures> queries) {
  QueryMeasures mean;
  for (const QueryMeasures& query : queries) {
    for (std::size_t i = 0; i < kMeasures; ++i) mean.values[i] += query.values[i];
  }
  for (double& value : mean.values)
    value /= static_cast<double>(std::max<std::size_t>(queries.size(), 1));
  return mean;
}

Comparison compare(std::span<const double> a, std::span<const double> b, std::uint32_t flips,
                   std::uint64_t seed) {
  ensure(a.size() == b.size(), "both systems answer the same queries");
  Comparison result;
  std::vector<double> differences;  // those that are not 0: the others change no sum
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i];
    if (std::abs(difference) < kRounding) {
      ++result.ties;
      continue;
    }
    ++(difference > 0 ? result.wins : result.losses);
    differences.push_back(difference);
    sum += difference;
  }
  if (differences.empty()) return result;
  result.difference = sum / static_cast<double>(a.size());
  std::mt19937_64 random(seed);  // its bits are fixed by the standard
  std::uint32_t as_large = 0;
  for (std::uint32_t flip = 0; flip < flips; ++flip) {
    double flipped = 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < differences.size(); ++i) {
      bits = i % 64 == 0 ? random() : bits >> 1;
      flipped += (bits & 1) != 0 ? differences[i] : -differences[i];
    }
    if (std::abs(flipped) >= std::abs(sum) - kRounding) ++as_large;
  }
  // The sign pattern that was observed is one of all, so that p is never 0.
  result.p = (as_large + 1.0) / (flips + 1.0);
  return result;
}

}  // namespace coldopen
