#include "query/scored_list.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "index/segment/impact.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kCountsAtOnce = packing::kBlock;

// Codes of a list of this query; small whole counts are worked out once for each length.
class ListCodes {
 public:
  std::uint8_t code(double count, double k, std::uint8_t length_code) noexcept {
    const auto whole = static_cast<std::uint32_t>(std::min(count, double{kKnownCounts}));
    if (whole == kKnownCounts || whole != count) return impact_code(count, k);
    std::uint8_t& known = known_[std::size_t{whole} * 256 + length_code];  // no code is 0
    if (known == 0) known = impact_code(count, k);
    return known;
  }

 private:
  static constexpr std::uint32_t kKnownCounts = 16;
  std::array<std::uint8_t, std::size_t{kKnownCounts} * 256> known_{};
};

}  // namespace

std::pair<std::uint32_t, std::uint32_t> ListChunk::window(std::uint32_t window) const noexcept {
  if (type == ChunkType::buckets) {
    return {bucket(window * 4).first,
            std::max(bucket(window * 4).first, bucket(window * 4 + 3).second)};
  }
  const auto* all = docs();
  const auto below = [](std::uint16_t doc, std::uint32_t end) { return doc < end; };
  const auto* begin = std::lower_bound(all, all + cardinality, window * kWindowDocs, below);
  const auto* end = std::lower_bound(begin, all + cardinality, (window + 1) * kWindowDocs, below);
  return {static_cast<std::uint32_t>(begin - all), static_cast<std::uint32_t>(end - all)};
}

std::optional<std::uint32_t> ListChunk::find(const Kernels& with,
                                             std::uint16_t doc) const noexcept {
  if (type == ChunkType::bitmap) {
    const std::uint32_t rank = with.find_bit(bits(), block_ranks(), cardinality, doc);
    return rank < cardinality ? std::optional(rank) : std::nullopt;
  }
  std::uint32_t begin = 0;
  std::uint32_t end = cardinality;
  if (type == ChunkType::buckets) std::tie(begin, end) = bucket(doc / 1024);
  const std::uint32_t place = with.find(docs() + begin, end - begin, doc);
  if (place >= end - begin) return std::nullopt;
  return begin + place;
}

std::uint32_t ListChunk::look_up(const Kernels& with, const std::uint16_t* these, std::uint32_t n,
                                 std::uint16_t* at, std::uint16_t* ranks) const noexcept {
  constexpr std::uint32_t kTogether = 32;
  std::array<std::pair<std::uint32_t, std::uint32_t>, kTogether> ranges;
  const std::uint16_t* all = docs();
  std::uint32_t found = 0;
  for (std::uint32_t first = 0; first < n; first += kTogether) {
    const std::uint32_t some = std::min(n - first, kTogether);
    for (std::uint32_t i = 0; i < some; ++i) {
      ranges[i] = {0, cardinality};
      if (type == ChunkType::buckets) ranges[i] = bucket(these[first + i] / 1024);
      __builtin_prefetch(all + ranges[i].first);
      __builtin_prefetch(all + ranges[i].second);
    }
    for (std::uint32_t i = 0; i < some; ++i) {
      const auto [begin, end] = ranges[i];
      const std::uint32_t place = with.find(all + begin, end - begin, these[first + i]);
      at[found] = static_cast<std::uint16_t>(first + i);
      ranks[found] = static_cast<std::uint16_t>(begin + place);
      found += place < end - begin ? 1 : 0;
    }
  }
  return found;
}

std::uint32_t ListChunk::find_all(const Kernels& with, const std::uint16_t* these, std::uint32_t n,
                                  std::uint16_t* at, std::uint16_t* ranks) const noexcept {
  // Asking for each is cheaper than a walk along the list where they are so few, or it is so many
  // times longer.
  constexpr std::uint32_t kFew = 12;
  constexpr std::uint32_t kLonger = 6;
  if (type == ChunkType::bitmap) {
    return with.rank_bits(these, n, bits(), block_ranks(), cardinality, at, ranks);
  }
  if (n <= kFew || cardinality / kLonger > n) return look_up(with, these, n, at, ranks);
  return with.intersect(these, n, docs(), cardinality, at, ranks);
}

ScoredList::ScoredList(const PostingList& stored, Workspace& workspace)
    : df_(stored.df()),
      seeds_(stored.seeds()),
      sections_(stored.sections()),
      champions_(stored.champions()),
      first_posting_(stored.first_posting()),
      has_positions_(stored.has_positions()) {
  if (df_ == 0) {
    champions_ = {};
    return;
  }
  if (stored.form() != ListForm::in_record) {
    codes_ = reinterpret_cast<const std::uint8_t*>(sections_->codes.data()) + first_posting_;
  }
  if (stored.form() == ListForm::in_chunks) {
    read_chunks(stored, workspace);
  } else {
    read_short(stored, workspace);
  }
}

void ScoredList::read_chunks(const PostingList& stored, Workspace& workspace) {
  const std::span<ListChunk> chunks = workspace.take<ListChunk>(stored.entry_count());
  std::size_t held = 0;
  for (std::uint32_t i = 0; i < stored.entry_count(); ++i) {
    const auto entry = stored.entry(i);
    const std::byte* container = entry ? stored.container(*entry) : nullptr;
    if (container == nullptr || (held != 0 && chunks[held - 1].chunk >= entry->chunk)) continue;
    std::construct_at(&chunks[held++], ListChunk{entry->chunk, entry->cardinality, entry->type,
                                                 entry->max_code, entry->first_rank, container});
  }
  chunks_ = chunks.first(held);
  if (held == 0) return;
  chunks_.front().prefetch();
  __builtin_prefetch(codes_ + chunks_.front().first_rank);
}

void ScoredList::read_short(const PostingList& stored, Workspace& workspace) {
  if (stored.form() == ListForm::in_record) {
    const std::span<std::uint8_t> codes = workspace.take<std::uint8_t>(df_);
    const std::span<double> counts = workspace.take<double>(df_);
    for (Rank rank = 0; rank < df_; ++rank) {
      codes[rank] = stored.code(rank);
      counts[rank] = stored.count(rank);
    }
    codes_ = codes.data();
    counts_ = counts.data();
  }
  make_chunks(stored.short_documents(), {codes_, df_}, workspace);
}

ScoredList::ScoredList(const ElementList& list, const Segment& segment, const LengthNorms& norms,
                       double k1, bool length_counts, Workspace& workspace) {
  if (const PostingList* stored = list.stored()) {
    *this = ScoredList(*stored, workspace);
    return;
  }
  if (list.df() == 0) return;
  std::vector<DocId> docs;
  std::vector<Rank> ranks;
  const MergedList* merged = list.merged();
  if (merged == nullptr) {
    list.documents(docs);
    list.ranks(docs, ranks);
  }
  const std::vector<DocId>& documents = merged == nullptr ? docs : merged->documents;
  df_ = static_cast<std::uint32_t>(documents.size());
  if (df_ == 0) return;
  const std::span<std::uint8_t> codes = workspace.take<std::uint8_t>(df_);
  const std::span<double> counts = workspace.take<double>(df_);
  ListCodes known;
  for (Rank rank = 0; rank < df_; ++rank) {
    counts[rank] =
        merged == nullptr ? list.count(ranks.empty() ? rank : ranks[rank]) : merged->counts[rank];
    const std::uint8_t length = length_counts ? segment.length_code(documents[rank]) : 0;
    codes[rank] = known.code(counts[rank], length_counts ? norms[length] : k1, length);
  }
  codes_ = codes.data();
  counts_ = counts.data();
  seeds_ = impact_seeds(codes);
  make_chunks(documents, codes, workspace);
}

void ScoredList::make_chunks(std::span<const DocId> docs, std::span<const std::uint8_t> codes,
                             Workspace& workspace) {
  std::size_t count = 1;
  for (std::size_t i = 1; i < docs.size(); ++i) {
    if (docs[i] / kChunkDocs != docs[i - 1] / kChunkDocs) ++count;
  }
  const std::span<ListChunk> chunks = workspace.take<ListChunk>(count);
  const std::span<std::uint16_t> low = workspace.take<std::uint16_t>(docs.size());
  for (std::size_t i = 0; i < docs.size(); ++i) low[i] = static_cast<std::uint16_t>(docs[i]);
  std::size_t at = 0;
  for (std::size_t begin = 0, end = 0; begin < docs.size(); begin = end) {
    const std::uint32_t number = docs[begin] / kChunkDocs;
    while (end < docs.size() && docs[end] / kChunkDocs == number) ++end;
    const auto cardinality = static_cast<std::uint32_t>(end - begin);
    ListChunk chunk{number, cardinality, chunk_type(cardinality), 0, static_cast<Rank>(begin),
                    nullptr};
    chunk.max_code = *std::max_element(codes.data() + begin, codes.data() + end);
    chunk.container = reinterpret_cast<const std::byte*>(low.data() + begin);
    if (chunk.type != ChunkType::array) {
      const std::span<std::byte> made =
          workspace.take<std::byte>(chunk_bytes(chunk.type, cardinality));
      std::memset(made.data(), 0, made.size());
      write_chunk(low.subspan(begin, cardinality), codes.subspan(begin, cardinality), made.data());
      chunk.container = made.data();
    }
    std::construct_at(&chunks[at++], chunk);
  }
  chunks_ = chunks;
}

std::uint8_t ScoredList::seed(std::uint64_t k) const noexcept {
  if (k <= 1) return seeds_.best;
  if (k <= 10) return seeds_.code_10;
  if (k <= 100) return seeds_.code_100;
  return k <= 1000 ? seeds_.code_1000 : std::uint8_t{0};
}

void ScoredList::counts(const Kernels& with, Rank first, std::span<const std::uint16_t> ranks,
                        double* out) const noexcept {
  constexpr std::size_t kMany = 12;  // of a block: to unpack it costs as much as to read so many
  std::array<double, kCountsAtOnce> block;
  for (std::size_t i = 0, end = 0; i < ranks.size(); i = end) {
    const std::uint32_t begin = ranks[i];
    while (end < ranks.size() && ranks[end] < begin + kCountsAtOnce) ++end;
    if (counts_ != nullptr || end - i < kMany) {
      for (std::size_t at = i; at < end; ++at) out[at] = count(first + ranks[at]);
      continue;
    }
    counts(with, first + begin, ranks[end - 1] - begin + 1U, block.data());
    for (std::size_t at = i; at < end; ++at) out[at] = block[ranks[at] - begin];
  }
}

void ScoredList::counts(const Kernels& with, Rank first, std::uint32_t n,
                        double* out) const noexcept {
  constexpr std::size_t kBehind = 64;  // what `read` needs for itself
  std::array<std::uint32_t, kCountsAtOnce + kBehind> extras;
  std::array<std::uint32_t, kCountsAtOnce + kBehind> positions{};
  for (std::uint32_t begin = 0; begin < n; begin += kCountsAtOnce) {
    const std::uint32_t some = std::min(kCountsAtOnce, n - begin);
    if (counts_ != nullptr || first + begin + some > df_) {
      for (std::uint32_t i = begin; i < begin + some; ++i) out[i] = count(first + i);
      continue;
    }
    const std::size_t posting = std::size_t{first_posting_} + first + begin;
    sections_->counts.read(with, posting, some, extras.data());
    if (has_positions_) sections_->position_counts.read(with, posting, some, positions.data());
    for (std::uint32_t i = 0; i < some; ++i) out[begin + i] = folded_count(extras[i], positions[i]);
  }
}

Champion ScoredList::champion(std::uint32_t i) const noexcept {
  return champion_at(champions_, i, sections_->doc_count, df_);
}

std::optional<Rank> ScoredList::find(const Kernels& with, DocId doc) const noexcept {
  const ListChunk* in = chunk(doc / kChunkDocs);
  if (in == nullptr) return std::nullopt;
  const auto rank = in->find(with, static_cast<std::uint16_t>(doc % kChunkDocs));
  if (!rank) return std::nullopt;
  return in->first_rank + *rank;
}

}  // namespace coldopen
