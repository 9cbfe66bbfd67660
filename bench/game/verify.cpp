#include "bench/game/verify.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>
#include <utility>

#include "bench/game/exhaustive.hpp"
#include "bench/game/game_query.hpp"
#include "bench/game/variants.hpp"
#include "index/segment/kernels.hpp"

namespace coldopen {
namespace {

constexpr std::array<std::uint32_t, 3> kDepths = {10, 100, 1000};

struct Dead {
  const char* name;
  std::uint32_t percent;
  std::span<const std::uint32_t> masks;  // percent of the documents that pass; 100: no mask
};
constexpr std::array<std::uint32_t, 4> kMasks = {100, 50, 10, 1};
constexpr std::array<std::uint32_t, 2> kMasksOfDead = {100, 50};
constexpr std::array<Dead, 2> kDead = {{{"nobody dead", 0, kMasks}, {"5 % dead", 5, kMasksOfDead}}};

// What the judge says of one query. Documents are counted through all segments, so that it holds
// for every segmentation: the order of hits is that of (score, segment, document) in each.
struct Judgement {
  struct Hit {
    std::uint64_t document;
    float score;
    bool operator==(const Hit&) const = default;
  };
  std::uint64_t count = 0;
  std::vector<Hit> best;  // as many as are ever asked for
};

// An index of one way to cut the documents into segments.
class Cut {
 public:
  Cut(const GameIndex& index, std::uint32_t dead_percent, std::uint64_t seed)
      : index_(with_dead(index, dead_percent, seed)) {
    std::uint64_t documents = 0;
    for (const SegmentView& view : index_.segments) {
      first_.push_back(documents);
      documents += view.segment->size();
    }
  }

  const GameIndex& index() const { return index_; }
  Judgement::Hit hit(const TopDocument& found) const {
    return {first_[found.segment] + found.doc, found.score};
  }

 private:
  GameIndex index_;
  std::vector<std::uint64_t> first_;  // document of each segment
};

std::string first_other_document(const GameIndex& one, const GameIndex& other) {
  const auto ids = [](const GameIndex& index) {
    std::vector<std::string_view> all;
    for (const SegmentView& view : index.segments) {
      for (DocId doc = 0; doc < view.segment->size(); ++doc)
        all.push_back(view.segment->documents().id(doc));
    }
    return all;
  };
  const auto [mine, theirs] = std::pair(ids(one), ids(other));
  if (mine == theirs) return {};
  const auto at = std::ranges::mismatch(mine, theirs).in1 - mine.begin();
  return "the indexes do not hold the same documents: see number " + std::to_string(at);
}

Judgement judgement_of(std::vector<TopDocument> matches, const GameMasks& masks, const Cut& cut) {
  if (!masks.empty()) {
    std::erase_if(matches, [&masks](const TopDocument& hit) {
      return !masks[hit.segment][hit.doc / kChunkDocs].test(hit.doc % kChunkDocs);
    });
  }
  Judgement judgement;
  judgement.count = matches.size();
  for (const TopDocument& hit : Exhaustive::best(std::move(matches), kDepths.back())) {
    judgement.best.push_back(cut.hit(hit));
  }
  return judgement;
}

// By mask, then by query.
std::vector<std::vector<Judgement>> judge(const Cut& cut, const Dead& dead,
                                          const VerifyOptions& options) {
  const Exhaustive exhaustive(cut.index().segments);
  std::vector<GameMasks> masks;
  for (const std::uint32_t percent : dead.masks) {
    masks.push_back(masks_of(cut.index(), percent, options.seed));
  }
  std::vector<std::vector<Judgement>> judgements(masks.size());
  for (const std::string& query : options.queries) {
    const std::vector<TopDocument> matches = exhaustive.matches(query);
    for (std::size_t i = 0; i < masks.size(); ++i) {
      judgements[i].push_back(judgement_of(matches, masks[i], cut));
    }
  }
  return judgements;
}

std::string listed(std::span<const Judgement::Hit> hits, std::size_t at) {
  if (at >= hits.size()) return "nothing";
  char text[80];
  std::snprintf(text, sizeof text, "document %llu with %.9g",
                static_cast<unsigned long long>(hits[at].document), double{hits[at].score});
  return text;
}

std::string different_hits(std::span<const TopDocument> found, const Judgement& judgement,
                           std::size_t k, const Cut& cut) {
  std::vector<Judgement::Hit> hits;
  for (const TopDocument& each : found) hits.push_back(cut.hit(each));
  const auto wanted = std::span(judgement.best).first(std::min(k, judgement.best.size()));
  if (std::ranges::equal(hits, wanted)) return {};
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(hits, wanted).in1 - hits.begin());
  return "place " + std::to_string(at + 1) + " of TOP_" + std::to_string(k) + " is " +
         listed(hits, at) + ", the judge has " + listed(wanted, at);
}

std::string difference(GameSearcher& searcher, const std::string& query, const Judgement& judgement,
                       const Cut& cut) {
  const auto counted = [&judgement](const char* command, std::uint64_t count) -> std::string {
    if (count == judgement.count) return {};
    return command + (" is " + std::to_string(count)) + ", the judge has " +
           std::to_string(judgement.count);
  };
  std::string found = counted("COUNT", searcher.count(query));
  for (std::size_t i = 0; i < kDepths.size() && found.empty(); ++i) {
    found = different_hits(searcher.top(query, kDepths[i]), judgement, kDepths[i], cut);
  }
  if (!found.empty()) return found;
  const GameSearcher::Answer both = searcher.top_and_count(query, kDepths.front());
  found = counted("the count of TOP_10_COUNT", both.count);
  return found.empty() ? different_hits(both.best, judgement, kDepths.front(), cut) : found;
}

std::vector<std::string> kernels_of(const VerifyOptions& options) {
  if (!options.simd.empty()) return {options.simd};
  std::vector<std::string> names;
  for (const Kernels* const set : runnable_kernels()) names.emplace_back(set->name);
  return names;
}

// All queries beside what the judge says of them, with the kernels in use.
std::string first_difference(const Cut& cut, const GameMasks& masks,
                             const std::vector<Judgement>& judgements,
                             const VerifyOptions& options) {
  GameSearcher searcher(cut.index());
  searcher.set_masks(masks);
  for (std::size_t i = 0; i < options.queries.size(); ++i) {
    const std::string found = difference(searcher, options.queries[i], judgements[i], cut);
    if (!found.empty()) return options.queries[i] + ": " + found;
  }
  return {};
}

// Some of the documents dead, one mask, every kernel set.
std::string verify_case(const Cut& cut, const std::string& where, const GameMasks& masks,
                        const std::vector<Judgement>& judgements, const VerifyOptions& options) {
  const std::string in_use(kernels().name);
  for (const std::string& name : kernels_of(options)) {
    if (!use_kernels(name)) return "no kernels of this name run here: " + name;
    const std::string found = first_difference(cut, masks, judgements, options);
    use_kernels(in_use);
    if (!found.empty()) return where + ", " + name + ", " + found;
    options.say(where + ", " + name + ": " + std::to_string(options.queries.size()) +
                " queries equal in COUNT and in TOP 10, 100, 1000 with scores");
  }
  return {};
}

}  // namespace

std::string verify_game(const std::vector<GameIndex>& indexes, const VerifyOptions& options) {
  for (const GameIndex& index : indexes) {
    std::string found = first_other_document(indexes.front(), index);
    if (!found.empty()) return found;
  }
  for (const Dead& dead : kDead) {
    const auto judgements = judge(Cut(indexes.front(), dead.percent, options.seed), dead, options);
    options.say(std::string("judged: ") + dead.name);
    for (const GameIndex& index : indexes) {
      const Cut cut(index, dead.percent, options.seed);
      for (std::size_t i = 0; i < dead.masks.size(); ++i) {
        const std::string where = std::to_string(index.segments.size()) + " segments, " +
                                  dead.name + ", mask of " + std::to_string(dead.masks[i]) + " %";
        std::string found = verify_case(
            cut, where, masks_of(cut.index(), dead.masks[i], options.seed), judgements[i], options);
        if (!found.empty()) return found;
      }
    }
  }
  return {};
}

}  // namespace coldopen
