#include "query/champions.hpp"

#include <algorithm>

namespace coldopen {
namespace {

constexpr double kUp = 1 + 1e-6;  // above every rounding, that of the final float too

// The champions of one list of one segment.
class Champions {
 public:
  Champions(const FlatQuery& query, std::size_t segment, std::size_t list)
      : query_(query),
        segment_(query.segments[segment]),
        list_(segment_.lists[list]),
        how_(query.lists[list]) {}

  std::uint32_t count() const { return list_.champion_count(); }
  Champion operator[](std::uint32_t i) const { return list_.champion(i); }

  bool may(DocId doc) const {
    const std::span<const ChunkBits> mask = segment_.mask;
    const std::uint32_t chunk = doc / kChunkDocs;
    const bool masked =
        !mask.empty() && (chunk >= mask.size() || !mask[chunk].test(doc % kChunkDocs));
    return !masked && segment_.view->alive(doc);
  }

  // What the list gives to it.
  double gain(const Champion& one) const {
    const std::uint8_t length = segment_.view->segment->length_code(one.doc);
    const double k = how_.length_counts ? (*query_.norms)[length] : query_.k1;
    return how_.weight * saturated(list_.count(one.rank), k);
  }

  // The most that the list gives to a document that is no champion.
  double most_of_others() const {
    const Champion last = list_.champion(count() - 1);
    const ImpactParameters& then = segment_.view->segment->impact_parameters();
    const double length = segment_.view->segment->length(last.doc);
    const double long_k = then.k1 * (1 - then.b + then.b * length / then.average_length);
    const double f = saturated(list_.count(last.rank), how_.length_counts ? long_k : then.k1);
    const Drift moved =
        how_.length_counts ? drift(*query_.norms, then) : flat_drift(query_.k1, then.k1);
    return how_.weight * f * moved.high * kUp;
  }

 private:
  const FlatQuery& query_;
  const SegmentLists& segment_;
  const ScoredList& list_;
  const QueryList& how_;
};

}  // namespace

double sure_score(const FlatQuery& query, std::size_t segment, std::size_t list, std::uint32_t k) {
  const Champions champions(query, segment, list);
  if (champions.count() < k) return 0;
  double least = 0;
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < champions.count() && found < k; ++i) {
    const Champion one = champions[i];
    if (!champions.may(one.doc)) continue;
    const double gain = champions.gain(one);
    least = found++ == 0 ? gain : std::min(least, gain);
  }
  return found == k ? least : 0;
}

bool offer_champions(const FlatQuery& query, std::size_t segment, std::size_t list, std::uint32_t k,
                     const Bounds& bounds, Workspace& workspace) {
  const double sure = sure_score(query, segment, list, k);
  const Champions champions(query, segment, list);
  if (sure <= 0 || champions.most_of_others() >= sure) return false;
  const ScoredList& postings = query.segments[segment].lists[list];
  for (std::uint32_t i = 0; i < champions.count(); ++i) {
    const Champion one = champions[i];
    const std::uint32_t bound = bounds.of(list, postings.codes()[one.rank]);
    if (champions.may(one.doc)) workspace.candidates.offer(one.doc, bound);
  }
  return true;
}

}  // namespace coldopen
