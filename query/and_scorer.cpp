#include "query/and_scorer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "query/allowed.hpp"
#include "query/chunk_lanes.hpp"
#include "query/common_documents.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kBlockDocs = 256;  // documents that share a maximum in a bitmap
constexpr std::uint32_t kWindowBlocks = kWindowDocs / kBlockDocs;
constexpr std::uint32_t kBlockWords = kBlockDocs / 64;
constexpr std::uint32_t kWindowWords = kWindowDocs / 64;
// Where no more documents of a chunk may be found, each is asked for: one in fifty.
constexpr std::uint32_t kFewAllowed = 1'300;

class AndSearch {
 public:
  AndSearch(const FlatQuery& query, std::size_t segment, const Bounds& bounds, Workspace& workspace)
      : segment_(query.segments[segment]),
        deadline_(query.deadline),
        with_(kernels()),
        candidates_(workspace.candidates),
        must_(query, segment_, Occur::must, workspace),
        should_(query, segment_, Occur::should, workspace),
        must_not_(query, segment_, Occur::must_not, workspace),
        allowed_(query, segment, workspace),
        lanes_(query, segment_, bounds, workspace),
        pieces_(workspace.take<BitmapCodes>(query.lists.size())),
        window_bits_(workspace.take<std::uint64_t>(kWindowWords).data()),
        docs_(workspace.take<std::uint16_t>(kMost).data()),
        sums_(workspace.take<std::uint16_t>(kMost).data()),
        at_(workspace.take<std::uint16_t>(kMost).data()),
        ranks_(workspace.take<std::uint16_t>(kMost).data()) {}

  void run() {
    if (must_.size() < must_.asked()) return;
    for (const ListChunk& narrowest : must_.narrowest().chunks()) {
      if (deadline_ != nullptr && deadline_->over()) return;
      number_ = narrowest.chunk;
      const auto must = must_.at(number_);
      must_.prefetch_after(number_, true);
      if (must.size() < must_.size()) continue;
      if (!lanes_.set(must, should_.at(number_), candidates_.threshold())) continue;
      if (lanes_.leader().chunk->type == ChunkType::bitmap) {
        search_bitmaps();
      } else {
        search_arrays();
      }
    }
  }

 private:
  static constexpr std::size_t kMost = kWindowDocs + 64;

  // --- all lists that must match are bitmaps -----------------------------------------------------

  void search_bitmaps() {
    const std::uint64_t* const allowed = allowed_.of(number_);
    if (allowed != nullptr && with_.count(allowed, kChunkDocs / 64) <= kFewAllowed) {
      threshold_ = candidates_.threshold();
      n_ = with_.set_bits(allowed, kChunkDocs / 64, docs_);
      std::fill_n(sums_, n_, std::uint16_t{0});
      return finish(0);
    }
    for (std::uint32_t window = 0; window < kWindows; ++window) {
      threshold_ = candidates_.threshold();
      if (lanes_.most(window) >= threshold_) search_window(window, mask_of(window, allowed));
    }
  }

  // The words of a window: who is allowed and holds one of the lists that are needed. Null: all.
  const std::uint64_t* mask_of(std::uint32_t window, const std::uint64_t* allowed) {
    if (allowed != nullptr) allowed += std::size_t{window} * kWindowWords;
    const std::size_t needed = lanes_.needed(window, threshold_);
    if (needed == 0) return allowed;
    std::fill_n(window_bits_, kWindowWords, std::uint64_t{0});
    for (const Lane& lane : lanes_.should().first(needed)) {
      const ListChunk& chunk = *lane.chunk;
      if (chunk.type == ChunkType::bitmap) {
        with_.or_into(window_bits_, chunk.bits() + std::size_t{window} * kWindowWords,
                      kWindowWords);
        continue;
      }
      const auto [begin, end] = chunk.window(window);
      for (const std::uint16_t doc : std::span(chunk.docs() + begin, end - begin))
        window_bits_[doc / 64 % kWindowWords] |= std::uint64_t{1} << (doc % 64);
    }
    if (allowed != nullptr) with_.and_into(window_bits_, allowed, kWindowWords);
    return window_bits_;
  }

  void search_window(std::uint32_t window, const std::uint64_t* mask) {
    std::array<std::uint16_t, kWindowBlocks> most;
    most.fill(lanes_.must().back().rest[window]);
    for (const Lane& lane : lanes_.must()) {
      for (std::uint32_t i = 0; i < kWindowBlocks; ++i) {
        const std::uint32_t code = lane.chunk->block_max(window * kWindowBlocks + i);
        most[i] = static_cast<std::uint16_t>(most[i] + ((code * lane.weight) >> 8));
      }
    }
    for (std::uint32_t begin = 0, end = 0; begin < kWindowBlocks; begin = end) {
      end = begin + 1;
      if (most[begin] < threshold_) continue;
      while (end < kWindowBlocks && most[end] >= threshold_) ++end;
      search_blocks(window, begin, end, mask);
    }
  }

  // Blocks [begin, end) of a window.
  void search_blocks(std::uint32_t window, std::uint32_t begin, std::uint32_t end,
                     const std::uint64_t* mask) {
    const std::uint32_t first = window * kWindowDocs + begin * kBlockDocs;
    const std::size_t together = std::min(lanes_.must().size(), kBitmapsMax);
    for (std::size_t i = 0; i < together; ++i) {
      const Lane& lane = lanes_.must()[i];
      const std::uint32_t rank = lane.chunk->rank_before(first);
      pieces_[i] = {lane.chunk->bits() + first / 64, lane.codes + rank,
                    lane.chunk->cardinality - rank, lane.weight};
    }
    const std::uint32_t rest = lanes_.must()[together - 1].rest[window];
    const auto least = static_cast<std::uint16_t>(threshold_ > rest ? threshold_ - rest : 0);
    if (mask != nullptr) mask += std::size_t{begin} * kBlockWords;
    n_ = with_.sum_common(pieces_.first(together), std::size_t{end - begin} * kBlockWords, mask,
                          least, docs_, sums_);
    for (std::uint32_t i = 0; i < n_; ++i) docs_[i] = static_cast<std::uint16_t>(docs_[i] + first);
    finish(together);
  }

  // --- an array leads ----------------------------------------------------------------------------

  void search_arrays() {
    const std::span<const ListHere> unwanted = must_not_.at(number_);
    const std::uint64_t* mask = nullptr;
    if (!segment_.mask.empty()) {
      if (number_ >= segment_.mask.size()) return;
      mask = segment_.mask[number_].words.data();
    }
    // Before there is a threshold a few windows at a time, so that there soon is one.
    for (std::uint32_t begin = 0, end = 0; begin < kWindows; begin = end) {
      threshold_ = candidates_.threshold();
      const bool at_once = threshold_ > 0 || lanes_.leader().chunk->type == ChunkType::array;
      end = at_once ? kWindows : std::min(kWindows, 2 * begin + 1);
      lead(begin, end);
      if (mask != nullptr) keep_found(with_.test_bits(docs_, n_, mask, at_));
      const std::size_t arrays = intersect_arrays();
      for (const ListHere& here : unwanted) refuse(*here.chunk);
      if (segment_.view->dead) refuse_dead();
      finish(arrays);
    }
  }

  // The documents of the leader in windows [begin, end) that may reach the threshold.
  void lead(std::uint32_t begin, std::uint32_t end) {
    const Lane& leader = lanes_.leader();
    n_ = 0;
    if (leader.chunk->type == ChunkType::array) return lead_all(0, leader.chunk->cardinality);
    if (threshold_ == 0) {
      return lead_all(leader.chunk->window(begin).first, leader.chunk->window(end - 1).second);
    }
    for (std::uint32_t window = begin; window < end; ++window) {
      if (lanes_.most(window) < threshold_) continue;
      const std::uint32_t rest = leader.rest[window];
      const std::uint32_t code = leader.code_for(threshold_ > rest ? threshold_ - rest : 0);
      if (code > 255) continue;
      const auto [first, last] = leader.chunk->window(window);
      const std::uint32_t n = std::min(last - first, kWindowDocs - n_);  // wrong bytes overlap
      const std::uint16_t* docs = leader.chunk->docs() + first;
      const std::uint32_t found =
          with_.find_codes(leader.codes + first, n, static_cast<std::uint8_t>(code), at_);
      for (std::uint32_t i = 0; i < found; ++i, ++n_) {
        docs_[n_] = docs[at_[i]];
        sums_[n_] = static_cast<std::uint16_t>(leader.bound(first + at_[i]));
      }
    }
  }

  void lead_all(std::uint32_t first, std::uint32_t last) {
    const Lane& leader = lanes_.leader();
    const std::uint16_t* docs = leader.chunk->docs();
    if (threshold_ == 0) {
      n_ = last > first ? last - first : 0;
      std::copy_n(docs + first, n_, docs_);
      for (std::uint32_t i = 0; i < n_; ++i)
        sums_[i] = static_cast<std::uint16_t>(leader.bound(first + i));
      return;
    }
    for (std::uint32_t rank = first; rank < last; ++rank) {
      const std::uint32_t sum = leader.bound(rank);
      docs_[n_] = docs[rank];
      sums_[n_] = static_cast<std::uint16_t>(sum);
      n_ += sum + leader.rest[docs[rank] / kWindowDocs] >= threshold_ ? 1 : 0;
    }
  }

  // Returns how many of the lists that must match are arrays.
  std::size_t intersect_arrays() {
    std::size_t i = 1;
    for (; i < lanes_.must().size(); ++i) {
      const Lane& lane = lanes_.must()[i];
      if (lane.chunk->type == ChunkType::bitmap) break;
      const std::uint32_t found = find_common(with_, docs_, n_, *lane.chunk, at_, ranks_);
      n_ = 0;
      for (std::uint32_t k = 0; k < found; ++k)
        keep(at_[k], sums_[at_[k]] + lane.bound(ranks_[k]), lane.rest);
    }
    return i;
  }

  void refuse(const ListChunk& chunk) {
    const std::uint32_t found = find_common(with_, docs_, n_, chunk, at_, ranks_);
    const std::uint32_t before = std::exchange(n_, 0);
    for (std::uint32_t i = 0, k = 0; i < before; ++i) {
      const bool is_found = k < found && at_[k] == i;
      k += is_found ? 1 : 0;
      if (!is_found) keep(i);
    }
  }

  void refuse_dead() {
    const std::uint32_t before = std::exchange(n_, 0);
    for (std::uint32_t i = 0; i < before; ++i) {
      if (segment_.view->alive(number_ * kChunkDocs + docs_[i])) keep(i);
    }
  }

  // --- what both ways have in common -------------------------------------------------------------

  // Keeps the document at `place`, not before n_, if its lists and `rest` may reach the threshold.
  void keep(std::uint32_t place, std::uint32_t sum, const WindowBounds& rest) noexcept {
    const std::uint16_t doc = docs_[place];
    docs_[n_] = doc;
    sums_[n_] = static_cast<std::uint16_t>(sum);
    n_ += sum + rest[doc / kWindowDocs] >= threshold_ ? 1 : 0;
  }

  void keep(std::uint32_t place) noexcept {
    docs_[n_] = docs_[place];
    sums_[n_++] = sums_[place];
  }

  void keep_found(std::uint32_t found) noexcept {
    for (std::uint32_t k = 0; k < found; ++k) {
      docs_[k] = docs_[at_[k]];
      sums_[k] = sums_[at_[k]];
    }
    n_ = found;
  }

  // The documents found hold all of must() before `first`; asks the others, which are bitmaps, and
  // what may match.
  void finish(std::size_t first) {
    const std::span<const Lane> bitmaps = lanes_.must().subspan(first);
    for (const Lane& lane : bitmaps)
      keep_found(with_.test_bits(docs_, n_, lane.chunk->bits(), at_));
    for (const Lane& lane : bitmaps) {
      const std::uint32_t found = rank_bits(lane);
      n_ = 0;
      for (std::uint32_t k = 0; k < found; ++k)
        keep(at_[k], sums_[at_[k]] + lane.bound(ranks_[k]), lane.rest);
    }
    for (const Lane& lane : lanes_.should()) add_if_found(lane);
    const std::uint32_t size = segment_.view->segment->size() - number_ * kChunkDocs;
    if (size < kChunkDocs) {  // what lies beyond the segment is in wrong bytes only
      const std::uint32_t before = std::exchange(n_, 0);
      for (std::uint32_t i = 0; i < before; ++i)
        if (docs_[i] < size) keep(i);
    }
    candidates_.offer_all(with_, number_ * kChunkDocs, docs_, sums_, n_);
  }

  // The places of documents in a bitmap, and their ranks there.
  std::uint32_t rank_bits(const Lane& lane) noexcept {
    return with_.rank_bits(docs_, n_, lane.chunk->bits(), lane.chunk->block_ranks(),
                           lane.chunk->cardinality, at_, ranks_);
  }

  void add_if_found(const Lane& lane) {
    const std::uint32_t found = lane.chunk->type == ChunkType::bitmap
                                    ? rank_bits(lane)
                                    : find_common(with_, docs_, n_, *lane.chunk, at_, ranks_);
    for (std::uint32_t k = 0; k < found; ++k) {
      sums_[at_[k]] = static_cast<std::uint16_t>(sums_[at_[k]] + lane.bound(ranks_[k]));
    }
    const std::uint32_t before = std::exchange(n_, 0);
    for (std::uint32_t i = 0; i < before; ++i) keep(i, sums_[i], lane.rest);
  }

  const SegmentLists& segment_;
  Deadline* deadline_;
  const Kernels& with_;
  Candidates& candidates_;
  ListWalk must_;
  ListWalk should_;
  ListWalk must_not_;
  Allowed allowed_;
  std::uint32_t number_ = 0;  // of the chunk that is searched
  ChunkLanes lanes_;
  std::span<BitmapCodes> pieces_;
  std::uint64_t* window_bits_;

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
  AndSearch(query, segment, bounds, workspace).run();
}

}  // namespace coldopen
