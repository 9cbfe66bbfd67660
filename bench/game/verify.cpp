#include "bench/game/verify.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "bench/game/exhaustive.hpp"
#include "bench/game/game_query.hpp"
#include "bench/game/variants.hpp"
#include "index/io/checksum.hpp"
#include "index/segment/kernels.hpp"

namespace coldopen {
namespace {

constexpr std::array<std::uint32_t, 3> kDepths = {10, 100, 1000};

struct Case {
  const char* name;
  std::uint32_t dead_percent;
  std::uint32_t mask_percent;  // documents that pass; 100: no mask
};
constexpr std::array<Case, 6> kCases = {{{"all documents", 0, 100},
                                         {"5 % dead", 5, 100},
                                         {"mask of 50 %", 0, 50},
                                         {"mask of 10 %", 0, 10},
                                         {"mask of 1 %", 0, 1},
                                         {"5 % dead, mask of 50 %", 5, 50}}};

std::string listed(std::span<const TopDocument> hits, std::size_t at) {
  if (at >= hits.size()) return "nothing";
  char text[80];
  std::snprintf(text, sizeof text, "document %u of segment %u with %.9g", hits[at].doc,
                hits[at].segment, double{hits[at].score});
  return text;
}

// What the judge says of one query.
struct Judgement {
  std::uint64_t count = 0;
  std::vector<TopDocument> best;  // as many as are ever asked for
  std::uint64_t fingerprint = 0;  // of ids and scores, for other segmentations
};

Judgement judge(const Exhaustive& judge_of, const GameIndex& index, const GameMasks& masks,
                const std::string& query) {
  std::vector<TopDocument> matches = judge_of.matches(query);
  if (!masks.empty()) {
    std::erase_if(matches, [&masks](const TopDocument& hit) {
      return !masks[hit.segment][hit.doc / kChunkDocs].test(hit.doc % kChunkDocs);
    });
  }
  Judgement judgement;
  judgement.count = matches.size();
  judgement.best = Exhaustive::best(std::move(matches), kDepths.back());
  std::string all = std::to_string(judgement.count);
  for (const TopDocument& hit : judgement.best) {
    all += ' ';
    all += index.segments[hit.segment].segment->documents().id(hit.doc);
    all.append(reinterpret_cast<const char*>(&hit.score), sizeof hit.score);
  }
  judgement.fingerprint = hash64(all, 0);
  return judgement;
}

std::string difference(GameSearcher& searcher, const std::string& query,
                       const Judgement& judgement) {
  const std::uint64_t count = searcher.count(query);
  if (count != judgement.count) {
    return "COUNT is " + std::to_string(count) + ", the judge has " +
           std::to_string(judgement.count);
  }
  for (const std::uint32_t k : kDepths) {
    const std::span<const TopDocument> hits = searcher.top(query, k);
    const auto wanted =
        std::span(judgement.best).first(std::min<std::size_t>(k, judgement.best.size()));
    if (std::ranges::equal(hits, wanted)) continue;
    const std::size_t common = std::min(hits.size(), wanted.size());
    std::size_t at = 0;
    while (at < common && hits[at] == wanted[at]) ++at;
    return "place " + std::to_string(at + 1) + " of TOP_" + std::to_string(k) + " is " +
           listed(hits, at) + ", the judge has " + listed(wanted, at);
  }
  const GameSearcher::Answer both = searcher.top_and_count(query, kDepths.front());
  if (both.count != judgement.count) {
    return "TOP_10_COUNT counts " + std::to_string(both.count) + ", the judge has " +
           std::to_string(judgement.count);
  }
  const std::size_t shown = std::min<std::size_t>(kDepths.front(), judgement.best.size());
  if (!std::ranges::equal(both.best, std::span(judgement.best).first(shown))) {
    return "TOP_10_COUNT has other documents than TOP_10";
  }
  return {};
}

std::vector<std::string> kernels_of(const VerifyOptions& options) {
  if (!options.simd.empty()) return {options.simd};
  std::vector<std::string> names;
  for (const Kernels* const set : runnable_kernels()) names.emplace_back(set->name);
  return names;
}

}  // namespace

std::string verify_game(const std::vector<GameIndex>& indexes, const VerifyOptions& options) {
  const std::string in_use(kernels().name);
  for (const Case& tried : kCases) {
    std::vector<std::uint64_t> first;  // fingerprints of the first index
    for (const GameIndex& index : indexes) {
      const GameIndex living = with_dead(index, tried.dead_percent, options.seed);
      const Exhaustive exhaustive(living.segments);
      const GameMasks masks = masks_of(index, tried.mask_percent, options.seed);
      const std::string where = std::to_string(index.segments.size()) + " segments, " + tried.name;
      std::vector<Judgement> judgements;
      for (std::size_t i = 0; i < options.queries.size(); ++i) {
        judgements.push_back(judge(exhaustive, living, masks, options.queries[i]));
        const std::uint64_t fingerprint = judgements.back().fingerprint;
        if (&index == &indexes.front()) first.push_back(fingerprint);
        if (first[i] != fingerprint) {
          return where + ", " + options.queries[i] + ": the judge finds other documents than in " +
                 std::to_string(indexes.front().segments.size()) + " segments";
        }
      }
      for (const std::string& name : kernels_of(options)) {
        if (!use_kernels(name)) return "no kernels of this name run here: " + name;
        GameSearcher searcher(living);
        searcher.set_masks(masks);
        for (std::size_t i = 0; i < options.queries.size(); ++i) {
          const std::string found = difference(searcher, options.queries[i], judgements[i]);
          if (!found.empty()) {
            use_kernels(in_use);
            return where + ", " + name + ", " + options.queries[i] + ": " + found;
          }
        }
        options.say(where + ", " + name + ": " + std::to_string(options.queries.size()) +
                    " queries equal in COUNT and in TOP 10, 100, 1000 with scores");
      }
      use_kernels(in_use);
    }
  }
  return {};
}

}  // namespace coldopen
