#include "query/or_scorer.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "query/allowed.hpp"
#include "query/common_documents.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kBlocks = kWindowDocs / 256;  // of a window
constexpr std::size_t kRoom = kWindowDocs + 64;       // for what a kernel tells of a window

// Costs in nanoseconds, as bench/results/kernels.md has them and some for memory that is cold; what
// they decide is flat within a factor of 2.
constexpr float kWindowCost = 50;        // to scan and clear 4,096 sums
constexpr float kBitmapWindowCost = 80;  // to add a bitmap to them
constexpr float kAddCost = 0.4F;         // to add a posting of an array
constexpr float kCodeCost = 0.03F;       // to compare a code
constexpr float kTakeCost = 4;           // a posting that comes through
constexpr float kArrayProbeCost = 5;
constexpr float kBitmapProbeCost = 4;

// A non-essential list joins the sums if it would be asked for more documents than this.
constexpr std::uint32_t kBitmapJoins = 14;
constexpr std::uint32_t kArrayJoins = 12;  // postings in the window, divided by

// A list in the chunk that is being looked at.
struct Part {
  const ListChunk* chunk = nullptr;
  const std::uint8_t* codes = nullptr;  // of the chunk
  std::uint32_t weight = 0;             // W
  std::uint32_t most = 0;               // the bound of its best code in the chunk
  std::uint32_t rest = 0;               // by lists: of its own and all later lists' best codes
  std::uint32_t window_most = 0;        // by windows: of its best code in the window

  bool is_bitmap() const { return chunk->type == ChunkType::bitmap; }
  std::uint32_t bound(std::uint8_t code) const { return (code * weight) >> 8; }
  // The least code whose bound is `bound` or more; beyond 255 if there is none.
  std::uint32_t least_code(std::uint32_t bound) const {
    return bound == 0 ? 0 : weight == 0 ? 256 : (bound * 256 + weight - 1) / weight;
  }
  float probe_cost() const { return is_bitmap() ? kBitmapProbeCost : kArrayProbeCost; }
};

class Union {
 public:
  Union(const FlatQuery& query, std::size_t segment, const Bounds& bounds, Workspace& workspace)
      : query_(query),
        lists_(query.segments[segment].lists),
        bounds_(bounds),
        with_(kernels()),
        workspace_(workspace),
        candidates_(workspace.candidates),
        allowed_(query, segment, workspace),
        next_(workspace.take<std::uint32_t>(lists_.size())),
        all_parts_(workspace.take<Part>(lists_.size())),
        order_(workspace.take<std::uint32_t>(lists_.size())),
        at_(workspace.take<std::uint16_t>(kRoom).data()),
        ranks_(workspace.take<std::uint16_t>(kRoom).data()),
        docs_(workspace.take<std::uint16_t>(kRoom).data()),
        sums_(workspace.take<std::uint16_t>(kRoom).data()),
        codes_(workspace.take<std::uint8_t>(kRoom).data()) {
    std::ranges::fill(next_, 0U);
  }

  void run(std::uint32_t documents);

 private:
  bool gather(std::uint32_t number);
  void look_at(std::uint32_t number);

  float cost_by_lists(float limit);
  void by_lists();
  void take_window(std::size_t i, std::uint32_t window);
  void take_bitmap_window(std::size_t i, std::uint32_t window, std::uint8_t least);
  void consider(std::size_t i);

  float cost_by_windows() const;
  void by_windows();
  void look_at_window(std::uint32_t window);
  std::uint32_t order_window(std::uint32_t window);
  void add_part(const Part& part, std::uint32_t window);
  bool joins(const Part& part, std::uint32_t window) const;
  void ask_others(std::size_t others);

  float cost_by_allowed(std::uint32_t count) const;
  void by_allowed();

  void keep_reaching(std::uint32_t rest);
  void keep_places(std::uint32_t found);
  std::uint32_t find_in(const Part& part);
  void add_from(const Part& part);
  void refuse(const Part& part);

  std::uint32_t threshold() const { return candidates_.threshold(); }

  const FlatQuery& query_;
  const std::vector<ScoredList>& lists_;
  const Bounds& bounds_;
  const Kernels& with_;
  Workspace& workspace_;
  Candidates& candidates_;
  Allowed allowed_;

  std::span<std::uint32_t> next_;  // of each list, the next of its chunks
  std::span<Part> all_parts_;
  std::span<std::uint32_t> order_;      // by windows: parts, the least bound first
  std::span<Part> parts_;               // of this chunk
  const std::uint64_t* may_ = nullptr;  // of this chunk; null: all
  DocId base_ = 0;                      // of this chunk
  std::uint32_t windows_ = 0;           // of this chunk
  bool may_weigh_nothing_ = false;      // a posting of this chunk may have the bound 0
  std::uint32_t asked_ = 0;             // documents that lately came out of a window, decaying

  // Documents of the chunk that are asked for, with the sums of their bounds so far.
  std::uint32_t n_ = 0;
  std::uint16_t* at_;     // places in docs_ that a list holds,
  std::uint16_t* ranks_;  // and its ranks there
  std::uint16_t* docs_;
  std::uint16_t* sums_;
  std::uint8_t* codes_;
};

void Union::run(std::uint32_t documents) {
  for (std::uint32_t number = 0; std::uint64_t{number} * kChunkDocs < documents; ++number) {
    if (query_.deadline != nullptr && query_.deadline->over()) return;
    const std::uint32_t here = std::min(documents - number * kChunkDocs, kChunkDocs);
    windows_ = (here + kWindowDocs - 1) / kWindowDocs;
    if (gather(number)) look_at(number);
  }
}

// The parts of this chunk; whether they could reach the threshold.
bool Union::gather(std::uint32_t number) {
  std::size_t held = 0;
  std::uint32_t most = 0;
  may_weigh_nothing_ = false;
  for (std::size_t i = 0; i < lists_.size(); ++i) {
    const std::span<const ListChunk> chunks = lists_[i].chunks();
    if (next_[i] == chunks.size() || chunks[next_[i]].chunk != number) continue;
    const ListChunk& chunk = chunks[next_[i]++];
    if (next_[i] != chunks.size()) {
      chunks[next_[i]].prefetch();
      __builtin_prefetch(lists_[i].codes() + chunks[next_[i]].first_rank);
    }
    if (query_.lists[i].occur != Occur::should) continue;
    Part part;
    part.chunk = &chunk;
    part.codes = lists_[i].codes() + chunk.first_rank;
    part.weight = bounds_.weight(i);
    part.most = part.bound(chunk.max_code);
    may_weigh_nothing_ = may_weigh_nothing_ || part.weight < 256;
    most += part.most;
    std::construct_at(&all_parts_[held++], part);
  }
  parts_ = all_parts_.first(held);
  return held != 0 && most >= threshold();
}

void Union::look_at(std::uint32_t number) {
  base_ = number * kChunkDocs;
  may_ = allowed_.of(number);
  std::ranges::sort(parts_, {}, [](const Part& part) { return part.chunk->cardinality; });
  std::uint32_t rest = 0;
  for (std::size_t i = parts_.size(); i-- > 0;) parts_[i].rest = rest += parts_[i].most;
  float least = parts_.size() == 1 ? 0 : cost_by_windows();
  if (may_ != nullptr) {
    const std::uint32_t count = with_.count(may_, kChunkDocs / 64);
    if (count == 0) return;
    if (cost_by_allowed(count) < least) return by_allowed();
  }
  // Sums cannot tell a document of no weight from one that is in no list.
  const bool lists_only = parts_.size() == 1 || (threshold() == 0 && may_weigh_nothing_);
  if (lists_only || cost_by_lists(least) < least) return by_lists();
  by_windows();
}

// --- By lists ------------------------------------------------------------------------------------

float Union::cost_by_lists(float limit) {
  float cost = 0;
  float probes = 0;
  for (const Part& part : parts_) probes += part.probe_cost();
  for (std::size_t i = 0; i < parts_.size() && cost < limit; ++i) {
    const Part& part = parts_[i];
    if (part.rest < threshold()) break;
    const std::uint32_t others = part.rest - part.most;
    const std::uint32_t least = part.least_code(threshold() - std::min(threshold(), others));
    if (least > part.chunk->max_code) continue;
    std::uint32_t taken = part.chunk->cardinality;
    cost += static_cast<float>(taken) * kCodeCost;
    if (least > 1) taken = with_.count_codes(part.codes, taken, static_cast<std::uint8_t>(least));
    cost += static_cast<float>(taken) * (kTakeCost + probes - part.probe_cost());
  }
  return cost;
}

void Union::by_lists() {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].rest < threshold()) return;
    for (std::uint32_t window = 0; window < windows_; ++window) {
      take_window(i, window);
      if (parts_[i].chunk->type == ChunkType::array) break;
    }
  }
}

// The postings of a list in a window (of a plain array: in the chunk) that could reach the
// threshold with the best of the later lists. A document comes from the first list that has it.
void Union::take_window(std::size_t i, std::uint32_t window) {
  const Part& part = parts_[i];
  const std::uint32_t others = part.rest - part.most;
  const std::uint32_t least = part.least_code(threshold() - std::min(threshold(), others));
  if (least > part.chunk->window_max(window)) return;
  if (part.is_bitmap()) return take_bitmap_window(i, window, static_cast<std::uint8_t>(least));
  std::pair<std::uint32_t, std::uint32_t> range{0, part.chunk->cardinality};
  if (part.chunk->type == ChunkType::buckets) range = part.chunk->window(window);
  const std::uint32_t found = with_.find_codes(part.codes + range.first, range.second - range.first,
                                               static_cast<std::uint8_t>(least), at_);
  for (std::uint32_t k = 0; k < found; ++k) {
    const std::uint32_t place = range.first + at_[k];
    docs_[k] = part.chunk->docs()[place];
    sums_[k] = static_cast<std::uint16_t>(part.bound(part.codes[place]));
  }
  n_ = found;
  consider(i);
}

void Union::take_bitmap_window(std::size_t i, std::uint32_t window, std::uint8_t least) {
  const Part& part = parts_[i];
  const std::uint32_t end = (window + 1) * kBlocks;
  for (std::uint32_t block = window * kBlocks; block < end; ++block) {
    if (part.chunk->block_max(block) < least) continue;
    std::uint32_t after = block + 1;
    while (after < end && part.chunk->block_max(after) >= least) ++after;
    const std::uint32_t rank = part.chunk->rank_before(block * 256);
    const std::uint32_t found =
        with_.expand(part.chunk->bits() + std::size_t{block} * 4, (after - block) * std::size_t{4},
                     part.codes + rank, part.chunk->cardinality - rank, least, at_, codes_);
    for (std::uint32_t k = 0; k < found; ++k) {
      docs_[k] = static_cast<std::uint16_t>(block * 256 + at_[k]);
      sums_[k] = static_cast<std::uint16_t>(part.bound(codes_[k]));
    }
    n_ = found;
    consider(i);
    block = after;
  }
}

// The documents found in part i: the later parts add to them, and who has been in an earlier one is
// known already.
void Union::consider(std::size_t i) {
  if (may_ != nullptr) keep_places(with_.test_bits(docs_, n_, may_, at_));
  for (std::size_t later = i + 1; later < parts_.size(); ++later) {
    keep_reaching(parts_[later].rest);
    if (n_ == 0) return;
    add_from(parts_[later]);
  }
  if (i > 0) keep_reaching(0);
  for (std::size_t before = 0; before < i && n_ != 0; ++before) refuse(parts_[before]);
  candidates_.offer_all(with_, base_, docs_, sums_, n_);
}

// --- By windows ----------------------------------------------------------------------------------

float Union::cost_by_windows() const {
  const auto windows = static_cast<float>(windows_);
  float cost = windows * kWindowCost;
  for (const Part& part : parts_) {
    cost += part.is_bitmap() ? windows * kBitmapWindowCost
                             : static_cast<float>(part.chunk->cardinality) * kAddCost;
  }
  return cost;
}

void Union::by_windows() {
  for (std::uint32_t window = 0; window < windows_; ++window) look_at_window(window);
}

// Fills order_ with the parts of a window, the least bound first; returns the sum of their bounds.
std::uint32_t Union::order_window(std::uint32_t window) {
  std::uint32_t most = 0;
  for (std::uint32_t i = 0; i < parts_.size(); ++i) {
    Part& part = parts_[i];
    part.window_most = part.bound(part.chunk->window_max(window));
    most += part.window_most;
    std::uint32_t to = i;
    for (; to > 0 && parts_[order_[to - 1]].window_most > part.window_most; --to) {
      order_[to] = order_[to - 1];
    }
    order_[to] = i;
  }
  return most;
}

// Whether adding a list costs less than asking it for each document that comes out.
bool Union::joins(const Part& part, std::uint32_t window) const {
  if (part.is_bitmap()) return asked_ > kBitmapJoins;
  const auto [begin, end] = part.chunk->window(window);
  return asked_ > (end - begin) / kArrayJoins;
}

void Union::add_part(const Part& part, std::uint32_t window) {
  std::uint16_t* sums = workspace_.window.data();
  const auto weight = static_cast<std::uint16_t>(part.weight);
  if (part.is_bitmap()) {
    const std::uint32_t rank = part.chunk->rank_before(window * kWindowDocs);
    with_.add_bitmap(part.chunk->bits() + std::size_t{window} * (kWindowDocs / 64),
                     part.codes + rank, part.chunk->cardinality - rank, weight, sums);
    return;
  }
  const auto [begin, end] = part.chunk->window(window);
  with_.add_array(part.chunk->docs() + begin, part.codes + begin, end - begin, weight, sums);
}

void Union::look_at_window(std::uint32_t window) {
  const std::uint32_t least = std::max<std::uint32_t>(threshold(), 1);
  if (order_window(window) < least) return;
  // Documents that are in these lists alone do not reach the threshold.
  std::size_t others = 0;
  std::uint32_t others_most = 0;
  while (others_most + parts_[order_[others]].window_most < least) {
    others_most += parts_[order_[others++]].window_most;
  }
  while (others > 0 && joins(parts_[order_[others - 1]], window)) {
    others_most -= parts_[order_[--others]].window_most;
  }
  for (std::size_t i = others; i < parts_.size(); ++i) add_part(parts_[order_[i]], window);
  const std::uint64_t* may =
      may_ == nullptr ? nullptr : may_ + std::size_t{window} * (kWindowDocs / 64);
  const std::uint32_t found = with_.take(
      workspace_.window.data(), static_cast<std::uint16_t>(least - others_most), may, at_, sums_);
  asked_ = std::max(found, asked_ - asked_ / 8);
  if (others == 0) {
    candidates_.offer_all(with_, base_ + window * kWindowDocs, at_, sums_, found);
    return;
  }
  for (std::uint32_t k = 0; k < found; ++k) {
    docs_[k] = static_cast<std::uint16_t>(window * kWindowDocs + at_[k]);
  }
  n_ = found;
  ask_others(others);
}

void Union::ask_others(std::size_t others) {
  std::uint32_t rest = 0;
  for (std::size_t i = 0; i < others; ++i) rest += parts_[order_[i]].window_most;
  for (std::size_t i = others; i > 0 && n_ != 0; --i) {
    add_from(parts_[order_[i - 1]]);
    rest -= parts_[order_[i - 1]].window_most;
    keep_reaching(rest);
  }
  candidates_.offer_all(with_, base_, docs_, sums_, n_);
}

// --- Documents on their way through the lists
// ------------------------------------------------------

// Leaves those that reach the threshold if lists that are still to be asked add `rest`.
void Union::keep_reaching(std::uint32_t rest) {
  const std::uint32_t least = threshold() - std::min(threshold(), rest);
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < n_; ++i) {
    docs_[kept] = docs_[i];
    sums_[kept] = sums_[i];
    kept += sums_[i] >= least ? 1 : 0;
  }
  n_ = kept;
}

void Union::keep_places(std::uint32_t found) {
  for (std::uint32_t k = 0; k < found; ++k) {
    docs_[k] = docs_[at_[k]];
    sums_[k] = sums_[at_[k]];
  }
  n_ = found;
}

// Fills at_ and ranks_.
std::uint32_t Union::find_in(const Part& part) {
  const ListChunk& chunk = *part.chunk;
  if (!part.is_bitmap()) return find_common(with_, docs_, n_, chunk, at_, ranks_);
  return with_.rank_bits(docs_, n_, chunk.bits(), chunk.block_ranks(), chunk.cardinality, at_,
                         ranks_);
}

void Union::add_from(const Part& part) {
  const std::uint32_t found = find_in(part);
  for (std::uint32_t k = 0; k < found; ++k) {
    sums_[at_[k]] = static_cast<std::uint16_t>(sums_[at_[k]] + part.bound(part.codes[ranks_[k]]));
  }
}

// Leaves those that the list does not hold.
void Union::refuse(const Part& part) {
  const std::uint32_t found = find_common(with_, docs_, n_, *part.chunk, at_, ranks_);
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0, k = 0; i < n_; ++i) {
    const bool is_found = k < found && at_[k] == i;
    k += is_found ? 1 : 0;
    docs_[kept] = docs_[i];
    sums_[kept] = sums_[i];
    kept += is_found ? 0 : 1;
  }
  n_ = kept;
}

// --- By allowed documents ------------------------------------------------------------------------

float Union::cost_by_allowed(std::uint32_t count) const {
  float cost = kTakeCost;
  for (const Part& part : parts_) cost += part.probe_cost();
  return cost * static_cast<float>(count);
}

void Union::by_allowed() {
  for (std::uint32_t word = 0; word < kChunkDocs / 64; ++word) {
    for (std::uint64_t left = may_[word]; left != 0; left &= left - 1) {
      const std::uint32_t doc = word * 64 + static_cast<std::uint32_t>(std::countr_zero(left));
      std::uint32_t sum = 0;
      bool any = false;
      for (const Part& part : parts_) {
        if (sum + part.rest < threshold()) break;
        const auto rank = part.chunk->find(with_, static_cast<std::uint16_t>(doc));
        if (!rank) continue;
        any = true;
        sum += part.bound(part.codes[*rank]);
      }
      if (any && sum >= threshold()) candidates_.offer(base_ + doc, sum);
    }
  }
}

}  // namespace

void offer_any_of(const FlatQuery& query, std::size_t segment, const Bounds& bounds,
                  Workspace& workspace) {
  Union(query, segment, bounds, workspace).run(query.segments[segment].view->segment->size());
}

}  // namespace coldopen
