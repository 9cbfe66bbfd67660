#include "query/exact_phase.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <tuple>

#include "query/radix_sort.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kNoBound = 65'536;
// Candidates are scored in two parts where the second has one of so many of the first.
constexpr std::size_t kWorth = 2;

// Adds up what the lists of a segment give to its candidates, a chunk at a time.
class Scores {
 public:
  Scores(const FlatQuery& query, std::size_t most, Workspace& workspace)
      : query_(query),
        with_(kernels()),
        docs_(workspace.take<std::uint16_t>(most + kRoom)),
        at_(workspace.take<std::uint16_t>(most + kRoom)),
        ranks_(workspace.take<std::uint16_t>(most + kRoom)),
        saturations_(workspace.take<double>(most)),
        written_(workspace.take<double>(most)) {}

  // `candidates` are of one chunk of one segment, rising.
  void add(std::span<const Candidate> candidates, std::span<double> sums) {
    const SegmentLists& segment = query_.segments[candidates.front().segment];
    const SaturationTable& written = segment.view->segment->saturations();
    const Bytes lengths = segment.view->segment->length_codes();
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      docs_[i] = static_cast<std::uint16_t>(candidates[i].doc % kChunkDocs);
      const auto length = load<std::uint8_t>(lengths, candidates[i].doc);
      saturations_[i] = (*query_.norms)[length];
      written_[i] = written[length];
    }
    flat_ = segment.view->segment->impact_parameters().k1;
    const std::uint32_t chunk = candidates.front().doc / kChunkDocs;
    for (std::size_t list = 0; list < query_.lists.size(); ++list) {
      const ListChunk* postings = segment.lists[list].chunk(chunk);
      if (postings == nullptr || query_.lists[list].occur == Occur::must_not) continue;
      add_list(query_.lists[list], segment.lists[list], *postings, sums);
    }
  }

 private:
  static constexpr std::size_t kRoom = 64;  // that kernels may write beyond what they return

  void add_list(const QueryList& how, const ScoredList& list, const ListChunk& postings,
                std::span<double> sums) {
    const std::uint32_t found = postings.find_all(
        with_, docs_.data(), static_cast<std::uint32_t>(sums.size()), at_.data(), ranks_.data());
    for (std::uint32_t i = 0; i < found; ++i) {
      const std::size_t at = at_[i];
      const double k = how.length_counts ? saturations_[at] : query_.k1;
      const double written = how.length_counts ? written_[at] : flat_;
      sums[at] += how.weight * saturated(list.count(postings.first_rank + ranks_[i], written), k);
    }
  }

  const FlatQuery& query_;
  const Kernels& with_;
  std::span<std::uint16_t> docs_;
  std::span<std::uint16_t> at_;
  std::span<std::uint16_t> ranks_;
  std::span<double> saturations_;  // K of this query,
  std::span<double> written_;      // and as the codes of the segment were made
  double flat_ = 0;                // for lists without lengths
};

bool in_one_chunk(const Candidate& a, const Candidate& b) {
  return a.segment == b.segment && a.doc / kChunkDocs == b.doc / kChunkDocs;
}

bool is_before(const TopDocument& a, const TopDocument& b) {
  return std::tuple(-a.score, a.segment, a.doc) < std::tuple(-b.score, b.segment, b.doc);
}

// Those of `candidates` whose bounds are in [least, end), without a branch that nobody can
// foretell.
std::span<const Candidate> within(std::span<const Candidate> candidates, std::uint32_t least,
                                  std::uint32_t end, Workspace& workspace) {
  const std::span<Candidate> kept = workspace.take<Candidate>(candidates.size());
  std::size_t n = 0;
  for (const Candidate& one : candidates) {
    std::construct_at(&kept[n], one);
    n += one.bound >= least && one.bound < end ? 1 : 0;
  }
  return kept.first(n);
}

// With their scores, best first.
std::span<const TopDocument> in_order(const FlatQuery& query, std::span<const Candidate> candidates,
                                      Workspace& workspace) {
  const std::span<double> sums = workspace.take<double>(candidates.size());
  std::ranges::fill(sums, 0.0);
  Scores scores(query, std::min<std::size_t>(candidates.size(), kChunkDocs), workspace);
  for (std::size_t begin = 0, end = 0; begin < candidates.size(); begin = end) {
    const std::size_t last = std::min<std::size_t>(candidates.size(), begin + kChunkDocs);
    while (end < last && in_one_chunk(candidates[begin], candidates[end])) ++end;
    scores.add(candidates.subspan(begin, end - begin), sums.subspan(begin, end - begin));
  }
  const std::span<TopDocument> all = workspace.take<TopDocument>(candidates.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Candidate& one = candidates[i];
    const std::uint32_t documents = query.segments[one.segment].view->segment->size();
    std::construct_at(&all[i], TopDocument{one.segment, std::min(one.doc, documents - 1),
                                           static_cast<float>(sums[i])});
  }
  // They come by segment and document, and so equals stay. Scores are not negative: their bits rise
  // with them.
  radix_sort(all, workspace.take<TopDocument>(all.size()),
             [](const TopDocument& one) { return ~std::bit_cast<std::uint32_t>(one.score); });
  return all;
}

// Both in their order, those of the second as far as they score `least`.
std::span<const TopDocument> merged(std::span<const TopDocument> one,
                                    std::span<const TopDocument> other, float least,
                                    Workspace& workspace) {
  const auto end = std::ranges::find_if(
      other, [least](const TopDocument& found) { return found.score < least; });
  const std::span<TopDocument> all = workspace.take<TopDocument>(one.size() + other.size());
  const auto last = std::merge(one.begin(), one.end(), other.begin(), end, all.begin(), is_before);
  return all.first(static_cast<std::size_t>(last - all.begin()));
}

}  // namespace

std::span<const TopDocument> best_by_score(const FlatQuery& query,
                                           std::span<const Candidate> candidates,
                                           const Bounds& bounds, std::uint32_t sure,
                                           std::uint32_t k, Workspace& workspace) {
  if (k == 0) return {};
  std::span<const TopDocument> best;
  const auto is_sure = [sure](const Candidate& one) { return one.bound >= sure; };
  const auto first = static_cast<std::size_t>(std::ranges::count_if(candidates, is_sure));
  if (first < k || candidates.size() - first < first / kWorth) {
    best = in_order(query, candidates, workspace);
  } else {
    best = in_order(query, within(candidates, sure, kNoBound, workspace), workspace);
    const float kth = best[k - 1].score;
    const auto others = within(candidates, bounds.threshold(kth), sure, workspace);
    if (!others.empty()) best = merged(best, in_order(query, others, workspace), kth, workspace);
  }
  std::size_t held = std::min<std::size_t>(k, best.size());
  while (held < best.size() && best[held].score == best[held - 1].score) ++held;
  return best.first(held);
}

}  // namespace coldopen
