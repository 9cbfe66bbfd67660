#include "query/ranking.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <ranges>
#include <span>
#include <string_view>
#include <utility>

#include "query/exact_scorer.hpp"
#include "query/list_sums.hpp"
#include "query/top_documents.hpp"

namespace coldopen {

namespace {

// By segment, a ChunkBits a chunk.
using Bits = std::vector<std::vector<ChunkBits>>;

// So many documents cost less to score than bounds cost to make.
constexpr std::uint64_t kFewDocuments = 512;
// So many candidates are scored before all others are held to what these reach, and twice as many
// as are asked for.
constexpr std::size_t kFirstScored = 64;
// Documents between two looks at the deadline.
constexpr std::size_t kScoredAtOnce = 8'192;
// To score a document by one list costs about as much as the bounds of so many postings.
constexpr std::uint64_t kPostingsADocument = 50;
// To compare a document's id with others costs about as much as to pass so many by.
constexpr std::uint64_t kPassedAnId = 12;

std::uint64_t count_of(const std::vector<ChunkBits>& bits) {
  std::uint64_t count = 0;
  for (const ChunkBits& chunk : bits) count += chunk.count();
  return count;
}

template <class Visit>  // void(DocId), rising
void for_each_document(const std::vector<ChunkBits>& bits, Visit&& visit) {
  for (std::uint32_t chunk = 0; chunk < bits.size(); ++chunk)
    for_each_bit(bits[chunk], [&](std::uint32_t bit) { visit(chunk * kChunkDocs + bit); });
}

// Leaves in `taken` what both have, and takes that from `left`.
void take_from(ChunkBits& left, ChunkBits& taken) {
  for (std::size_t i = 0; i < left.words.size(); ++i) {
    taken.words[i] &= left.words[i];
    left.words[i] &= ~taken.words[i];
  }
}

// The same list, or one that scores the same.
bool are_equal(const PostingList& a, const PostingList& b) {
  if (a.df() != b.df()) return false;
  if (a.form() != ListForm::in_record) return a.first_posting() == b.first_posting();
  bool equal = std::ranges::equal(a.short_documents(), b.short_documents());
  for (Rank rank = 0; rank < a.df(); ++rank) equal = equal && a.count(rank) == b.count(rank);
  return equal;
}

class Ranker {
 public:
  Ranker(const Snapshot& snapshot, const SearchRequest& request, const Matches& matches,
         const LengthNorms& norms, std::size_t count, const std::optional<HitPlace>& after,
         Deadline& deadline, Workspace& workspace)
      : snapshot_(snapshot),
        matches_(matches),
        norms_(norms),
        count_(count),
        after_(after),
        deadline_(deadline),
        workspace_(workspace),
        ordering_(snapshot, request.sort, count, after) {
    workspace_.reset();
    for (const SegmentMatches& found : matches.segments) left_.push_back(found.hits);
  }

  std::vector<Ranked> by_attributes() {
    for (std::size_t i = 0; i < left_.size(); ++i) score(i, left_[i], count_of(left_[i]));
    for (const Scored& one : scored_) offer(one);
    return ordering_.take();
  }

  std::vector<Ranked> by_score() {
    if (matches_.pin_step > 0) take_pinned();
    if (matches_.height > 0) {
      take_called();
      if (!enough()) take(named());
      if (!enough() && matches_.covering_counts) take(covered());
    }
    if (!enough()) take(std::exchange(left_, {}));
    return ordering_.take();
  }

 private:
  const Segment& segment_at(std::size_t i) const { return *snapshot_.segments[i].segment; }

  // No document of a lower step can come before one of those that were offered.
  bool enough() const {
    double most = 0;  // of any text
    for (const std::size_t i : matches_.query.scored)
      for (const ElementPart& part : matches_.query.elements[i].parts) most += part.weight;
    return offered_ >= count_ && most * 1.000001 < matches_.height;
  }

  struct Scored {
    std::size_t segment = 0;
    DocId doc = 0;
    float text = 0;
  };

  void offer(const Scored& one) {
    if (ordering_.offer({one.segment, one.doc, score_of(one), false})) ++offered_;
  }

  double score_of(const Scored& one) const {
    return matches_.points_of(one.segment, one.doc) + static_cast<double>(one.text);
  }

  std::string_view id(std::size_t segment, DocId doc) const {
    return segment_at(segment).documents().id(doc);
  }

  // What does not come after `after_` must not stand for one of the `count_` best.
  void leave_out_before() {
    if (!after_) return;
    const std::string_view last = id(after_->segment, after_->doc);
    std::erase_if(scored_, [&](const Scored& one) {
      const double score = score_of(one);
      return score > after_->score || (score == after_->score && id(one.segment, one.doc) <= last);
    });
  }

  // All documents of a step have one class, and those that are more than a class were taken before:
  // among them the text decides.
  void offer_best_scored() {
    leave_out_before();
    if (scored_.size() > count_) {
      const auto last = scored_.begin() + static_cast<std::ptrdiff_t>(count_ - 1);
      std::ranges::nth_element(scored_, last, std::greater{}, &Scored::text);
      const float least = last->text;
      std::erase_if(scored_, [least](const Scored& one) { return one.text < least; });
    }
    for (const Scored& one : scored_) offer(one);
    scored_.clear();
  }

  // Documents of a segment, rising.
  void score(std::size_t segment, std::span<const DocId> docs) {
    if (docs.empty()) return;
    ExactScorer scorer(snapshot_, segment, matches_.query, norms_, workspace_);
    std::vector<float> texts(std::min(docs.size(), kScoredAtOnce));
    while (!docs.empty() && !deadline_.over()) {
      const auto some = docs.first(std::min(docs.size(), texts.size()));
      scorer.score(some, texts);
      const std::size_t before = scored_.size();
      scored_.resize(before + some.size());
      for (std::size_t i = 0; i < some.size(); ++i)
        scored_[before + i] = {segment, some[i], texts[i]};
      docs = docs.subspan(some.size());
    }
  }

  // --- Steps

  void take_pinned() {
    for (std::size_t i = 0; i < left_.size(); ++i) {
      std::vector<ChunkBits>& left = left_[i];
      std::vector<DocId> docs;
      for (const auto& [doc, rank] : matches_.segments[i].pins->all()) {
        if (!left[doc / kChunkDocs].test(doc % kChunkDocs)) continue;
        left[doc / kChunkDocs].reset(doc % kChunkDocs);
        docs.push_back(doc);
      }
      score(i, docs);
    }
    for (const Scored& one : scored_) offer(one);  // each stands alone
    scored_.clear();
  }

  void take_called() {
    for (std::size_t i = 0; i < left_.size(); ++i) {
      std::vector<ChunkBits>& left = left_[i];
      if (matches_.segments[i].names->called().empty()) continue;
      std::vector<DocId> docs;
      for (const auto& [doc, of] : matches_.segments[i].names->called()) {
        if (of <= DocClass::named || !left[doc / kChunkDocs].test(doc % kChunkDocs)) continue;
        left[doc / kChunkDocs].reset(doc % kChunkDocs);
        docs.push_back(doc);
      }
      score(i, docs);
    }
    for (const Scored& one : scored_) offer(one);  // of several classes
    scored_.clear();
  }

  Bits named() {
    Bits step = covered_of(left_.size());
    for (std::size_t i = 0; i < left_.size(); ++i) {
      const NameClasses& names = *matches_.segments[i].names;
      for (std::uint32_t chunk = 0; chunk < step[i].size(); ++chunk) {
        ChunkBits all = names.named_in(chunk);
        for (const auto& [doc, of] : names.called())
          if (of == DocClass::named && doc / kChunkDocs == chunk) all.set(doc % kChunkDocs);
        take_from(all, step[i][chunk]);
        take_from(left_[i][chunk], step[i][chunk]);
      }
    }
    return step;
  }

  Bits covered() {
    Bits step = covered_of(left_.size());
    for (std::size_t i = 0; i < left_.size(); ++i)
      for (std::uint32_t chunk = 0; chunk < step[i].size(); ++chunk)
        take_from(left_[i][chunk], step[i][chunk]);
    return step;
  }

  Bits covered_of(std::size_t segments) const {
    Bits bits;
    for (std::size_t i = 0; i < segments; ++i) {
      const std::vector<ChunkBits>& covered = matches_.segments[i].covered;
      bits.push_back(covered.empty() ? left_[i] : covered);
    }
    return bits;
  }

  // --- The best of one step

  void take(const Bits& step) {
    std::uint64_t documents = 0;
    std::vector<std::uint64_t> counts;
    for (const std::vector<ChunkBits>& segment : step) {
      counts.push_back(count_of(segment));
      documents += counts.back();
    }
    if (documents == 0) return;
    if (matches_.query.scored.empty()) {
      for (std::size_t i = 0; i < step.size(); ++i) first_by_id(i, step[i], counts[i]);
    } else if (after_ || documents <= kFewDocuments || is_cheap(documents)) {
      for (std::size_t i = 0; i < step.size(); ++i) score(i, step[i], counts[i]);
      offer_best_scored();
    } else {
      best_by_bounds(step, documents);
    }
  }

  bool is_cheap(std::uint64_t documents) const {
    std::uint64_t postings = 0;
    std::uint64_t lists = 0;  // a document is in one segment
    for (const std::size_t i : matches_.query.scored)
      for (const ElementPart& part : matches_.query.elements[i].parts) {
        for (const ElementList& list : part.lists) postings += list.df();
        ++lists;
      }
    return documents * lists * kPostingsADocument < postings;
  }

  void score(std::size_t segment, const std::vector<ChunkBits>& bits, std::uint64_t count) {
    std::vector<DocId> docs;
    docs.reserve(count);
    for_each_document(bits, [&](DocId doc) { docs.push_back(doc); });
    score(segment, docs);
  }

  void best_by_bounds(const Bits& step, std::uint64_t documents) {
    if (flat_.lists.empty()) make_lists();
    for (std::size_t i = 0; i < step.size(); ++i) flat_.segments[i].mask = step[i];
    const auto k = static_cast<std::uint32_t>(std::min<std::uint64_t>(count_, documents));
    Bounds bounds = bounds_of(flat_);
    const std::span<const Candidate> best = best_candidates(flat_, bounds, k, workspace_);
    score_best(best, bounds);
    offer_best_scored();
    if (best.size() < k) none_of_its_lists(step, best);
  }

  // Where bounds are loose (K has moved since a segment was written) they leave many: those with
  // the best bounds are scored first, which tells what the others must reach.
  void score_best(std::span<const Candidate> best, const Bounds& bounds) {
    const std::size_t first = count_ * 2 + kFirstScored;
    if (best.size() <= first * 2) return score_some(best, [](const Candidate&) { return true; });
    std::vector<std::uint16_t> falling;
    for (const Candidate& one : best) falling.push_back(one.bound);
    const auto last = falling.begin() + static_cast<std::ptrdiff_t>(first - 1);
    std::ranges::nth_element(falling, last, std::greater{});
    const std::uint16_t cut = *last;
    const auto above = static_cast<std::size_t>(
        std::count_if(falling.begin(), last, [cut](std::uint16_t bound) { return bound > cut; }));
    // Of those at the cut only so many that `first` are taken.
    std::size_t at_cut = 0;
    const auto is_first = [&](const Candidate& one) {
      return one.bound > cut || (one.bound == cut && at_cut++ < first - above);
    };
    score_some(best, is_first);
    if (scored_.size() < count_) return;  // out of time
    const auto worst = scored_.begin() + static_cast<std::ptrdiff_t>(count_ - 1);
    std::ranges::nth_element(scored_, worst, std::greater{}, &Scored::text);
    const std::uint32_t least = bounds.threshold(static_cast<double>(worst->text));
    at_cut = 0;
    score_some(best, [&](const Candidate& one) { return !is_first(one) && one.bound >= least; });
  }

  template <class Passes>  // bool(const Candidate&)
  void score_some(std::span<const Candidate> best, Passes&& passes) {
    std::vector<DocId> docs;
    for (std::size_t begin = 0, end = 0; begin < best.size(); begin = end) {
      docs.clear();
      for (; end < best.size() && best[end].segment == best[begin].segment; ++end)
        if (passes(best[end])) docs.push_back(best[end].doc);
      score(best[begin].segment, docs);
    }
  }

  // The documents of a step in which no list has anything: all score 0.
  void none_of_its_lists(Bits step, std::span<const Candidate> best) {
    for (const Candidate& one : best)
      step[one.segment][one.doc / kChunkDocs].reset(one.doc % kChunkDocs);
    for (std::size_t i = 0; i < step.size(); ++i) first_by_id(i, step[i], count_of(step[i]));
  }

  // All of them score the same: the first by id are the best.
  void first_by_id(std::size_t segment, const std::vector<ChunkBits>& bits, std::uint64_t count) {
    const Documents& documents = segment_at(segment).documents();
    if (count * count * kPassedAnId < count_ * std::uint64_t{documents.size()}) {
      for_each_document(bits, [&](DocId doc) { offer({segment, doc, 0}); });
      return;
    }
    std::size_t taken = 0;
    for (std::uint32_t i = first_after(segment, bits); i < documents.size() && taken < count_;
         ++i) {
      const DocId doc = documents.by_id(i);
      if (!bits[doc / kChunkDocs].test(doc % kChunkDocs)) continue;
      offer({segment, doc, 0});
      ++taken;
    }
  }

  // Of documents that score the same, the first by id that comes after `after_`.
  std::uint32_t first_after(std::size_t segment, const std::vector<ChunkBits>& bits) const {
    if (!after_) return 0;
    const Documents& documents = segment_at(segment).documents();
    std::optional<double> points;
    for (std::uint32_t chunk = 0; chunk < bits.size() && !points; ++chunk)
      for (std::uint32_t word = 0; word < bits[chunk].words.size() && !points; ++word)
        if (const std::uint64_t some = bits[chunk].words[word]; some != 0)
          points =
              matches_.points_of(segment, chunk * kChunkDocs + word * 64 +
                                              static_cast<std::uint32_t>(std::countr_zero(some)));
    if (!points || *points > after_->score) return documents.size();
    if (*points < after_->score) return 0;
    const std::string_view last = id(after_->segment, after_->doc);
    const auto places = std::views::iota(std::uint32_t{0}, documents.size());
    const auto first = std::ranges::upper_bound(
        places, last, {}, [&](std::uint32_t i) { return documents.id(documents.by_id(i)); });
    return static_cast<std::uint32_t>(first - places.begin());
  }

  // --- Lists

  // Lists whose bounds add up to those of the parts: not the parts themselves, which the exact
  // scorer reads. Equal neighbours (a word that is its whole class) are one list of both weights.
  void make_lists() {
    flat_.norms = &norms_;
    flat_.k1 = snapshot_.scoring.k1;
    flat_.deadline = &deadline_;
    for (const SegmentView& view : snapshot_.segments) flat_.segments.push_back({&view, {}, {}});
    const ElementPart* before = nullptr;
    for (const std::size_t index : matches_.query.scored) {
      for (const ElementPart& part : matches_.query.elements[index].parts) {
        if (before != nullptr && are_alike(*before, part)) {
          flat_.lists.back().weight += part.weight;
          continue;
        }
        before = &part;
        add_changes(part);
        flat_.lists.push_back({part.weight, part.length_counts, Occur::should});
        for (std::size_t i = 0; i < part.lists.size(); ++i)
          flat_.segments[i].lists.push_back(list_of(part, i));
      }
    }
  }

  static bool are_alike(const ElementPart& a, const ElementPart& b) {
    if (!a.except.empty() || !b.except.empty() || a.length_counts != b.length_counts) return false;
    for (std::size_t i = 0; i < a.lists.size(); ++i) {
      const PostingList* left = a.lists[i].stored();
      const PostingList* right = b.lists[i].stored();
      if (left == nullptr || right == nullptr || !are_equal(*left, *right)) return false;
    }
    return true;
  }

  // Where a stored list has some counts changed, the stored one stays and what the changes add to a
  // score is a list beside it: a few postings instead of all.
  void add_changes(const ElementPart& part) {
    if (!part.except.empty()) return;
    const bool some = std::ranges::any_of(
        part.lists, [](const ElementList& list) { return list.changed() != nullptr; });
    if (!some) return;
    flat_.lists.push_back({part.weight, part.length_counts, Occur::should});
    for (std::size_t i = 0; i < part.lists.size(); ++i) {
      const ChangedList* changed = part.lists[i].changed();
      flat_.segments[i].lists.push_back(
          changed == nullptr ? ScoredList()
                             : scored(part, i, ElementList(gains(part, i, *changed))));
    }
  }

  // With the count c that gives c / (c + K) = what the changed count gives more than the stored.
  MergedList gains(const ElementPart& part, std::size_t segment, const ChangedList& changed) const {
    MergedList gained;
    for (std::size_t i = 0; i < changed.changes.documents.size(); ++i) {
      const DocId doc = changed.changes.documents[i];
      const auto rank = changed.stored.find(doc);
      const double k =
          part.length_counts ? norms_[segment_at(segment).length_code(doc)] : snapshot_.scoring.k1;
      const double gain = saturated(changed.changes.counts[i], k) -
                          (rank ? saturated(changed.stored.count(*rank), k) : 0);
      if (gain <= 0) continue;
      gained.documents.push_back(doc);
      // With k1 = 0 every count gains all there is.
      gained.counts.push_back(gain < 1 ? gain * k / (1 - gain) : changed.changes.counts[i]);
    }
    return gained;
  }

  ScoredList scored(const ElementPart& part, std::size_t segment, const ElementList& list) {
    return ScoredList(list, segment_at(segment), norms_, snapshot_.scoring.k1, part.length_counts,
                      workspace_);
  }

  ScoredList list_of(const ElementPart& part, std::size_t segment) {
    const ElementList& list = part.lists[segment];
    if (!part.except.empty() && part.except[segment].df() > 0)
      return scored(part, segment, ElementList(without(list, part.except[segment])));
    if (const ChangedList* changed = list.changed(); changed != nullptr && part.except.empty())
      return ScoredList(changed->stored, workspace_);
    if (const MergedList* merged = list.merged()) {
      const std::uint64_t hits = matches_.segments[segment].total;
      if (hits * 2 < merged->documents.size())
        return scored(part, segment, ElementList(hits_of(*merged, segment)));
    }
    return scored(part, segment, list);
  }

  // A list of this query gets codes and containers: only where somebody may ask for them.
  MergedList hits_of(const MergedList& list, std::size_t segment) const {
    const std::vector<ChunkBits>& hits = matches_.segments[segment].hits;
    MergedList held;
    for (std::size_t i = 0; i < list.documents.size(); ++i) {
      const DocId doc = list.documents[i];
      if (!hits[doc / kChunkDocs].test(doc % kChunkDocs)) continue;
      held.documents.push_back(doc);
      held.counts.push_back(list.counts[i]);
    }
    return held;
  }

  const Snapshot& snapshot_;
  const Matches& matches_;
  const LengthNorms& norms_;
  std::size_t count_;
  std::optional<HitPlace> after_;
  Deadline& deadline_;
  Workspace& workspace_;
  Ordering ordering_;
  std::vector<Scored> scored_;  // of the step, not offered yet
  std::size_t offered_ = 0;
  Bits left_;       // hits of no step yet
  FlatQuery flat_;  // its masks are of the step that is under way
};

}  // namespace

std::vector<Ranked> best_matches(const Snapshot& snapshot, const SearchRequest& request,
                                 const Matches& matches, const LengthNorms& norms,
                                 std::size_t count, const std::optional<HitPlace>& after,
                                 Deadline& deadline, Workspace& workspace) {
  if (count == 0) return {};
  const StageTime timed(request.clock, Stage::scoring);
  Ranker ranker(snapshot, request, matches, norms, count, after, deadline, workspace);
  return is_by_score(request.sort) ? ranker.by_score() : ranker.by_attributes();
}

}  // namespace coldopen
