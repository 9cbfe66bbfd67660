// How good a ranking is by judgements, and whether one system is better than another.
//
// Definitions  trec_eval's: ndcg_cut_10 (gain = the judgement, discount log2(rank + 1), ideal = the
//              judgements in falling order), map over kRankingDepth, recip_rank and P_1,
//              recall_100; a gain of 1 or more is relevant. trec_eval's recip_rank has no cut;
//              MRR@10 does.
// Test         paired randomisation (Smucker, Allan, Carterette, CIKM 2007): the signs of the
//              differences per query are flipped at random; two-sided.
// Errors       none. Same input, same output, on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace coldopen {

inline constexpr std::size_t kRankingDepth = 1'000;

using Ranking = std::vector<std::string>;                 // ids, best first, each once
using Judgements = std::unordered_map<std::string, int>;  // id -> gain

enum class Measure : std::uint8_t { ndcg10, map, mrr10, p1, recall100 };
inline constexpr std::size_t kMeasures = 5;
inline constexpr std::array<std::string_view, kMeasures> kMeasureNames = {
    "ndcg@10", "map", "mrr@10", "p@1", "recall@100"};

struct QueryMeasures {
  std::array<double, kMeasures> values{};
  double of(Measure measure) const noexcept { return values[static_cast<std::size_t>(measure)]; }
};

// None where nothing is judged relevant: such queries are left out of every mean.
std::optional<QueryMeasures> measure(std::span<const std::string> ranking,
                                     const Judgements& judgements);

QueryMeasures mean_of(std::span<const QueryMeasures> queries);  // zeros where there are none

struct Comparison {
  double difference = 0;  // mean of a - b
  double p = 1;           // chance of a difference as large or larger if both were equal
  std::uint64_t wins = 0, losses = 0, ties = 0;  // queries where a is better, worse, equal
};

// `a` and `b` are values of the same queries in the same order. O(flips * queries).
Comparison compare(std::span<const double> a, std::span<const double> b,
                   std::uint32_t flips = 20'000, std::uint64_t seed = 1);

}  // namespace coldopen
