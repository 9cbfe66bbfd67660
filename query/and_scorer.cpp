#include "query/and_scorer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "query/common_documents.hpp"
#include "query/list_walk.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kWindows = kChunkDocs / kWindowDocs;
constexpr std::uint32_t kBlockDocs = 256;  // documents that share a maximum in a bitmap
constexpr std::uint32_t kWindowBlocks = kWindowDocs / kBlockDocs;
constexpr std::uint32_t kBlockWords = kBlockDocs / 64;

using WindowBounds = std::array<std::uint16_t, kWindows>;
constexpr WindowBounds kNothing{};

// A list that scores, in the chunk that is searched.
struct Lane {
  const ListChunk* chunk = nullptr;
  const std::uint8_t* codes = nullptr;  // of the chunk
  std::uint16_t weight = 0;
  WindowBounds best{};  // what its documents of each window have at most
  WindowBounds rest{};  // what the lanes behind it add at most

  std::uint32_t bound(std::uint32_t rank) const noexcept {
    return (std::uint32_t{codes[rank]} * weight) >> 8;
  }
  // The least code with which a posting has this bound; 256: none has.
  std::uint32_t code_for(std::uint32_t bound) const noexcept {
    if (bound == 0) return 0;
    return weight == 0 ? 256 : std::min((bound * 256 + weight - 1) / weight, std::uint32_t{256});
  }
};

class AndSearch {
 public:
  AndSearch(const FlatQuery& query, const SegmentLists& segment, const Bounds& bounds,
            Workspace& workspace)
      : segment_(segment),
        bounds_(bounds),
        with_(kernels()),
        candidates_(workspace.candidates),
        must_(query, segment, Occur::must, workspace),
        should_(query, segment, Occur::should, workspace),
        must_not_(query, segment, Occur::must_not, workspace),
        lanes_(workspace.take<Lane>(query.lists.size())),
        pieces_(workspace.take<BitmapCodes>(query.lists.size())),
        docs_(workspace.take<std::uint16_t>(kMost).data()),
        sums_(workspace.take<std::uint16_t>(kMost).data()),
        at_(workspace.take<std::uint16_t>(kMost).data()),
        ranks_(workspace.take<std::uint16_t>(kMost).data()) {}

  void run() {
    if (must_.size() < must_.asked()) return;
    for (const ListChunk& leader : must_.narrowest().chunks()) {
      const auto must = must_.at(leader.chunk);
      if (must.size() < must_.size()) continue;
      if (enter(leader.chunk, must, should_.at(leader.chunk))) search();
    }
  }

 private:
  static constexpr std::size_t kMost = kWindowDocs + 64;

  // Sets the lanes of a chunk, unless none of its documents can reach the threshold.
  bool enter(std::uint32_t number, std::span<const ListHere> must,
             std::span<const ListHere> should) {
    std::uint32_t most = 0;
    for (const ListHere& here : must) most += bounds_.of(here.list, here.chunk->max_code);
    for (const ListHere& here : should) most += bounds_.of(here.list, here.chunk->max_code);
    if (most < candidates_.threshold()) return false;
    number_ = number;
    size_ = 0;
    for (const ListHere& here : must) add_lane(here);
    must_end_ = size_;
    for (const ListHere& here : should) add_lane(here);
    WindowBounds behind{};
    for (std::size_t i = size_; i-- > 0;) {
      lanes_[i].rest = behind;
      for (std::uint32_t window = 0; window < kWindows; ++window)
        behind[window] = static_cast<std::uint16_t>(behind[window] + lanes_[i].best[window]);
    }
    mask_ = segment_.mask.empty() ? nullptr : segment_.mask[number].words.data();
    unwanted_ = must_not_.at(number);
    return true;
  }

  void add_lane(const ListHere& here) {
    Lane& lane = lanes_[size_++];
    lane.chunk = here.chunk;
    lane.codes = segment_.lists[here.list].codes() + here.chunk->first_rank;
    lane.weight = bounds_.weight(here.list);
    for (std::uint32_t window = 0; window < kWindows; ++window) {
      lane.best[window] =
          static_cast<std::uint16_t>((here.chunk->window_max(window) * lane.weight) >> 8);
    }
  }

  // No document of this window reaches the threshold.
  bool misses(std::uint32_t window) const noexcept {
    return lanes_[0].best[window] + lanes_[0].rest[window] < threshold_;
  }

  void search() {
    if (lanes_[0].chunk->type == ChunkType::bitmap) {
      for (std::uint32_t window = 0; window < kWindows; ++window) {
        threshold_ = candidates_.threshold();
        if (!misses(window)) search_window(window);
      }
      return;
    }
    // Before there is a threshold a few windows at a time, so that there soon is one.
    for (std::uint32_t begin = 0, end = 0; begin < kWindows; begin = end) {
      threshold_ = candidates_.threshold();
      const bool at_once = threshold_ > 0 || lanes_[0].chunk->type == ChunkType::array;
      end = at_once ? kWindows : std::min(kWindows, 2 * begin + 1);
      lead(begin, end);
      finish(intersect_arrays());
    }
  }

  // --- all lists are bitmaps ---------------------------------------------------------------------

  void search_window(std::uint32_t window) {
    std::array<std::uint16_t, kWindowBlocks> most;
    most.fill(lanes_[must_end_ - 1].rest[window]);
    for (const Lane& lane : lanes_.first(must_end_)) {
      for (std::uint32_t i = 0; i < kWindowBlocks; ++i) {
        const std::uint32_t code = lane.chunk->block_max(window * kWindowBlocks + i);
        most[i] = static_cast<std::uint16_t>(most[i] + ((code * lane.weight) >> 8));
      }
    }
    for (std::uint32_t begin = 0, end = 0; begin < kWindowBlocks; begin = end) {
      end = begin + 1;
      if (most[begin] < threshold_) continue;
      while (end < kWindowBlocks && most[end] >= threshold_) ++end;
      search_blocks(window * kWindowBlocks + begin, window * kWindowBlocks + end);
    }
  }

  void search_blocks(std::uint32_t begin, std::uint32_t end) {
    const std::size_t together = std::min(must_end_, kBitmapsMax);
    for (std::size_t i = 0; i < together; ++i) {
      const Lane& lane = lanes_[i];
      const std::uint32_t rank = lane.chunk->rank_before(begin * kBlockDocs);
      pieces_[i] = {lane.chunk->bits() + std::size_t{begin} * kBlockWords, lane.codes + rank,
                    lane.chunk->cardinality - rank, lane.weight};
    }
    const std::uint32_t later = lanes_[together - 1].rest[begin / kWindowBlocks];
    const std::uint32_t least = threshold_ > later ? threshold_ - later : 0;
    n_ = with_.sum_common(pieces_.first(together), std::size_t{end - begin} * kBlockWords,
                          static_cast<std::uint16_t>(least), docs_, sums_);
    for (std::uint32_t i = 0; i < n_; ++i)
      docs_[i] = static_cast<std::uint16_t>(docs_[i] + begin * kBlockDocs);
    finish(together);
  }

  // --- an array leads
  // ------------------------------------------------------------------------------

  // The documents of the leader in windows [begin, end) that may reach the threshold.
  void lead(std::uint32_t begin, std::uint32_t end) {
    const Lane& leader = lanes_[0];
    n_ = 0;
    if (leader.chunk->type == ChunkType::array) return lead_all(0, leader.chunk->cardinality);
    if (threshold_ == 0) {
      return lead_all(leader.chunk->window(begin).first, leader.chunk->window(end - 1).second);
    }
    for (std::uint32_t window = begin; window < end; ++window) {
      if (misses(window)) continue;
      const std::uint32_t rest = leader.rest[window];
      const std::uint32_t code = leader.code_for(threshold_ > rest ? threshold_ - rest : 0);
      if (code > 255) continue;
      const auto [first, last] = leader.chunk->window(window);
      const std::uint16_t* docs = leader.chunk->docs() + first;
      const std::uint32_t found = with_.find_codes(leader.codes + first, last - first,
                                                   static_cast<std::uint8_t>(code), at_);
      for (std::uint32_t i = 0; i < found; ++i, ++n_) {
        docs_[n_] = docs[at_[i]];
        sums_[n_] = static_cast<std::uint16_t>(leader.bound(first + at_[i]));
      }
    }
  }

  void lead_all(std::uint32_t first, std::uint32_t last) {
    const Lane& leader = lanes_[0];
    const std::uint16_t* docs = leader.chunk->docs();
    for (std::uint32_t rank = first; rank < last; ++rank) {
      const std::uint32_t sum = leader.bound(rank);
      docs_[n_] = docs[rank];
      sums_[n_] = static_cast<std::uint16_t>(sum);
      n_ += sum + leader.rest[docs[rank] / kWindowDocs] >= threshold_ ? 1 : 0;
    }
  }

  // Returns the lane where bitmaps begin.
  std::size_t intersect_arrays() {
    std::size_t i = 1;
    for (; i < must_end_ && lanes_[i].chunk->type != ChunkType::bitmap; ++i) {
      const Lane& lane = lanes_[i];
      const std::uint32_t found = find_common(with_, docs_, n_, *lane.chunk, at_, ranks_);
      n_ = 0;
      for (std::uint32_t k = 0; k < found; ++k)
        keep(at_[k], sums_[at_[k]] + lane.bound(ranks_[k]), lane.rest);
    }
    return i;
  }

  // --- what all ways have in common
  // ----------------------------------------------------------------

  // Keeps the document at `place`, not before n_, if its lists and `rest` may reach the threshold.
  void keep(std::uint32_t place, std::uint32_t sum, const WindowBounds& rest) noexcept {
    const std::uint16_t doc = docs_[place];
    docs_[n_] = doc;
    sums_[n_] = static_cast<std::uint16_t>(sum);
    n_ += sum + rest[doc / kWindowDocs] >= threshold_ ? 1 : 0;
  }

  void keep_found(std::uint32_t found) noexcept {
    for (std::uint32_t k = 0; k < found; ++k) {
      docs_[k] = docs_[at_[k]];
      sums_[k] = sums_[at_[k]];
    }
    n_ = found;
  }

  // The documents found hold all lanes before `first`; asks the others, and who must not match.
  void finish(std::size_t first) {
    if (mask_ != nullptr) keep_found(with_.test_bits(docs_, n_, mask_, at_));
    for (const Lane& lane : lanes_.subspan(first, must_end_ - first))
      keep_found(with_.test_bits(docs_, n_, lane.chunk->bits(), at_));
    for (const Lane& lane : lanes_.subspan(first, must_end_ - first)) {
      const std::uint32_t before = std::exchange(n_, 0);
      for (std::uint32_t i = 0; i < before; ++i)
        keep(i, sums_[i] + lane.bound(lane.chunk->rank_before(docs_[i])), lane.rest);
    }
    for (const Lane& lane : lanes_.subspan(must_end_, size_ - must_end_)) add_optional(lane);
    refuse();
    candidates_.offer_all(number_ * kChunkDocs, docs_, sums_, n_);
  }

  void add_optional(const Lane& lane) {
    const std::uint32_t found = find_common(with_, docs_, n_, *lane.chunk, at_, ranks_);
    const bool is_bitmap = lane.chunk->type == ChunkType::bitmap;
    for (std::uint32_t k = 0; k < found; ++k) {
      const std::uint32_t rank = is_bitmap ? lane.chunk->rank_before(docs_[at_[k]]) : ranks_[k];
      sums_[at_[k]] = static_cast<std::uint16_t>(sums_[at_[k]] + lane.bound(rank));
    }
    const std::uint32_t before = std::exchange(n_, 0);
    for (std::uint32_t i = 0; i < before; ++i) keep(i, sums_[i], lane.rest);
  }

  // Drops the dead, those of lists that must not match, and what lies beyond the segment.
  void refuse() {
    for (const ListHere& here : unwanted_) {
      const std::uint32_t found = find_common(with_, docs_, n_, *here.chunk, at_, ranks_);
      const std::uint32_t before = std::exchange(n_, 0);
      for (std::uint32_t i = 0, k = 0; i < before; ++i) {
        const bool is_found = k < found && at_[k] == i;
        k += is_found ? 1 : 0;
        if (!is_found) keep(i, sums_[i], kNothing);
      }
    }
    const DocId base = number_ * kChunkDocs;
    const std::uint32_t size = segment_.view->segment->size();
    if (!segment_.view->dead && size - base >= kChunkDocs) return;
    const std::uint32_t before = std::exchange(n_, 0);
    for (std::uint32_t i = 0; i < before; ++i) {
      const DocId doc = base + docs_[i];
      if (doc < size && segment_.view->alive(doc)) keep(i, sums_[i], kNothing);
    }
  }

  const SegmentLists& segment_;
  const Bounds& bounds_;
  const Kernels& with_;
  Candidates& candidates_;
  ListWalk must_;
  ListWalk should_;
  ListWalk must_not_;

  // The chunk that is searched: lanes [0, must_end_) must match, shortest first, the others may.
  std::uint32_t number_ = 0;
  std::span<Lane> lanes_;
  std::size_t must_end_ = 0;
  std::size_t size_ = 0;
  const std::uint64_t* mask_ = nullptr;
  std::span<const ListHere> unwanted_;
  std::span<BitmapCodes> pieces_;

  // Documents of the chunk on their way through the lanes, with the sums of their bounds so far.
  std::uint32_t threshold_ = 0;
  std::uint32_t n_ = 0;
  std::uint16_t* docs_;
  std::uint16_t* sums_;
  std::uint16_t* at_;     // places in docs_ that a list holds,
  std::uint16_t* ranks_;  // and its ranks there
};

}  // namespace

void offer_all_of(const FlatQuery& query, std::size_t segment, const Bounds& bounds,
                  Workspace& workspace) {
  AndSearch(query, query.segments[segment], bounds, workspace).run();
}

}  // namespace coldopen
