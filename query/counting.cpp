#include "query/counting.hpp"

#include <algorithm>

#include "query/allowed.hpp"
#include "query/common_documents.hpp"
#include "query/list_walk.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kWords = kChunkDocs / 64;
using Chunks = std::span<const ListHere>;

// Counts inside of one chunk. `allowed` is null (all) or 1,024 words.
class ChunkCounter {
 public:
  explicit ChunkCounter(Workspace& workspace)
      : with_(kernels()),
        bits_(workspace.take<std::uint64_t>(kWords).data()),
        docs_(workspace.take<std::uint16_t>(kMost).data()),
        at_(workspace.take<std::uint16_t>(kMost).data()),
        ranks_(workspace.take<std::uint16_t>(kMost).data()) {}

  // Documents of all chunks; one at least, shortest first.
  std::uint32_t count_all(Chunks chunks, const std::uint64_t* allowed) {
    if (chunks.front().chunk->type == ChunkType::bitmap) return count_all_bitmaps(chunks, allowed);
    const std::uint16_t* docs = chunks.front().chunk->docs();
    std::uint32_t n = chunks.front().chunk->cardinality;
    chunks = chunks.subspan(1);
    for (; !chunks.empty(); chunks = chunks.subspan(1)) {
      const ListChunk& next = *chunks.front().chunk;
      if (chunks.size() == 1 && allowed == nullptr) return count_common(with_, docs, n, next);
      n = find_common(with_, docs, n, next, at_, ranks_);
      keep_places(docs, at_, n, docs_);
      docs = docs_;
    }
    return allowed == nullptr ? n : with_.count_bits(docs, n, allowed);
  }

  // Documents of any chunk, shortest first.
  std::uint32_t count_any(Chunks chunks, const std::uint64_t* allowed) {
    if (chunks.empty()) return 0;
    if (chunks.size() == 1) return count_all(chunks, allowed);
    if (chunks.size() == 2 && allowed == nullptr) {
      return chunks[0].chunk->cardinality + chunks[1].chunk->cardinality -
             count_all(chunks, nullptr);
    }
    const auto dense = std::ranges::find_if(
        chunks, [](const ListHere& here) { return here.chunk->type == ChunkType::bitmap; });
    const auto arrays = chunks.first(static_cast<std::size_t>(dense - chunks.begin()));
    unite_bitmaps(chunks.subspan(arrays.size()));
    // The longest array is only tested where nothing else asks for its bits.
    const bool spares = allowed == nullptr && !arrays.empty();
    for (const ListHere& here : arrays.first(arrays.size() - (spares ? 1 : 0))) set(*here.chunk);
    if (allowed != nullptr) return with_.count_and(bits_, allowed, kWords);
    const std::uint32_t set_bits = with_.count(bits_, kWords);
    if (!spares) return set_bits;
    const ListChunk& last = *arrays.back().chunk;
    return set_bits + last.cardinality - with_.count_bits(last.docs(), last.cardinality, bits_);
  }

 private:
  static constexpr std::size_t kMost = 4'096 + 64;  // documents of an array

  std::uint32_t count_all_bitmaps(Chunks chunks, const std::uint64_t* allowed) {
    const std::uint64_t* last = allowed;
    if (allowed == nullptr) {
      if (chunks.size() == 1) return chunks.front().chunk->cardinality;
      last = chunks.back().chunk->bits();
      chunks = chunks.first(chunks.size() - 1);
    }
    if (chunks.size() == 1) return with_.count_and(chunks.front().chunk->bits(), last, kWords);
    std::copy_n(chunks.front().chunk->bits(), kWords, bits_);
    for (const ListHere& here : chunks.subspan(1))
      with_.and_into(bits_, here.chunk->bits(), kWords);
    return with_.count_and(bits_, last, kWords);
  }

  void unite_bitmaps(Chunks chunks) {
    if (chunks.empty()) {
      std::fill_n(bits_, kWords, std::uint64_t{0});
      return;
    }
    std::copy_n(chunks.front().chunk->bits(), kWords, bits_);
    for (const ListHere& here : chunks.subspan(1)) with_.or_into(bits_, here.chunk->bits(), kWords);
  }

  void set(const ListChunk& array) {
    const std::uint16_t* docs = array.docs();
    for (std::uint32_t i = 0; i < array.cardinality; ++i)
      bits_[docs[i] / 64] |= std::uint64_t{1} << (docs[i] % 64);
  }

  const Kernels& with_;
  std::uint64_t* bits_;
  std::uint16_t* docs_;
  std::uint16_t* at_;
  std::uint16_t* ranks_;
};

class SegmentCounter {
 public:
  SegmentCounter(const FlatQuery& query, std::size_t segment, Workspace& workspace)
      : deadline_(query.deadline),
        chunks_(query.segments[segment].view->segment->chunk_count()),
        must_(query, query.segments[segment], Occur::must, workspace),
        should_(query, query.segments[segment], Occur::should, workspace),
        must_not_(query, query.segments[segment], Occur::must_not, workspace),
        counter_(workspace),
        allowed_(query, segment, workspace) {}

  std::uint64_t count() {
    if (must_.asked() > 0) return must_.size() < must_.asked() ? 0 : count_all(must_);
    if (should_.size() == 0) return 0;
    if (should_.size() == 1) return count_all(should_);
    if (should_.size() == 2 && allowed_.all()) {
      const std::uint64_t both = count_all(should_);
      return std::uint64_t{should_.list(0).df()} + should_.list(1).df() - both;
    }
    return count_any();
  }

 private:
  std::uint64_t count_all(ListWalk& lists) {
    if (lists.size() == 1 && allowed_.all()) return lists.list(0).df();
    std::uint64_t sum = 0;
    for (const ListChunk& leader : lists.narrowest().chunks()) {
      if (is_over()) break;
      const auto here = lists.at(leader.chunk);
      lists.prefetch_after(leader.chunk, false);
      if (here.size() == lists.size()) sum += count_chunk(leader.chunk, here);
    }
    return sum;
  }

  std::uint64_t count_chunk(std::uint32_t number, std::span<ListHere> here) {
    const auto unwanted = must_not_.at(number);
    if (unwanted.size() != 1) return counter_.count_all(here, allowed_.of(number));
    // All of A less those of A and B, so that no bits need be made of B.
    const std::uint64_t* allowed = allowed_.by_mask_and_life(number);
    const std::uint32_t wanted = counter_.count_all(here, allowed);
    const std::span<ListHere> both(here.data(), here.size() + 1);  // a walk leaves room
    both.back() = unwanted.front();
    std::ranges::sort(both, is_shorter);
    return wanted - counter_.count_all(both, allowed);
  }

  std::uint64_t count_any() {
    std::uint64_t sum = 0;
    for (std::uint32_t number = 0; number < chunks_; ++number) {
      if (is_over()) break;
      const auto here = should_.at(number);
      should_.prefetch_after(number, false);
      if (here.empty()) continue;
      if (here.size() == 1) {
        sum += count_chunk(number, here);
      } else {
        sum += counter_.count_any(here, allowed_.of(number));
      }
    }
    return sum;
  }

  bool is_over() { return deadline_ != nullptr && deadline_->over(); }

  Deadline* deadline_;
  std::uint32_t chunks_;
  ListWalk must_;
  ListWalk should_;
  ListWalk must_not_;
  ChunkCounter counter_;
  Allowed allowed_;
};

}  // namespace

std::uint64_t count_documents(const FlatQuery& query, Workspace& workspace) {
  std::uint64_t sum = 0;
  for (std::size_t segment = 0; segment < query.segments.size(); ++segment)
    sum += SegmentCounter(query, segment, workspace).count();
  return sum;
}

}  // namespace coldopen
