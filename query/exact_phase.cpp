#include "query/exact_phase.hpp"

#include <algorithm>
#include <bit>
#include <memory>

#include "query/radix_sort.hpp"

namespace coldopen {
namespace {

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

}  // namespace

std::span<const TopDocument> best_by_score(const FlatQuery& query,
                                           std::span<const Candidate> candidates, std::uint32_t k,
                                           Workspace& workspace) {
  if (k == 0) return {};
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
  std::size_t held = std::min<std::size_t>(k, all.size());
  while (held < all.size() && all[held].score == all[held - 1].score) ++held;
  return all.first(held);
}

}  // namespace coldopen
