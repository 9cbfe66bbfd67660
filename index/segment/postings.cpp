#include "index/segment/postings.hpp"

#include <algorithm>

#include "index/segment/impact.hpp"
#include "index/segment/kernels.hpp"

namespace coldopen {
namespace {

// Bit `i * width` of `bytes` on, as a number of `width` <= 32 bits.
std::uint32_t packed(Bytes bytes, std::size_t i, std::uint32_t width) noexcept {
  const std::size_t bit = i * width;
  std::uint64_t word = 0;
  for (std::size_t k = 0; k < 5; ++k) {
    word |= std::uint64_t{load<std::uint8_t>(bytes, bit / 8 + k)} << (8 * k);
  }
  return static_cast<std::uint32_t>((word >> (bit % 8)) & ((std::uint64_t{1} << width) - 1));
}

// Distances -> places.
void add_up(std::span<std::uint32_t> steps) noexcept {
  std::uint32_t sum = 0;
  for (std::uint32_t& step : steps) step = sum += step;
}

}  // namespace

void prefetch_list(const PostingSections& sections, const TermInfo& info) noexcept {
  const ListForm form = list_form(info.df);
  if (form == ListForm::in_record) return;  // it came with the term
  const Bytes section = form == ListForm::in_block ? sections.short_lists : sections.directories;
  if (info.postings_at >= section.size()) return;
  const std::byte* at = section.data() + info.postings_at;
  __builtin_prefetch(at);
  __builtin_prefetch(at + 64);
}

PostingList::PostingList(const PostingSections& sections, const TermInfo& info) noexcept
    : sections_(&sections),
      df_(std::min(info.df, sections.doc_count)),
      has_positions_(info.has_positions),
      seeds_{info.max_code, info.code_10, info.code_100, info.code_1000},
      form_(list_form(info.df)) {
  if (df_ != info.df) become_empty();
  if (df_ == 0) return;
  switch (form_) {
    case ListForm::in_record:
      read_record(info);
      break;
    case ListForm::in_block:
      read_block(info);
      break;
    case ListForm::in_chunks:
      read_directory(info);
      break;
  }
}

void PostingList::read_record(const TermInfo& info) noexcept {
  ByteReader reader(sections_->dictionary_data, info.postings_at);
  positions_at_ = info.positions_at;
  const std::uint32_t last = sections_->doc_count - 1;
  std::uint64_t doc = 0;
  for (std::uint32_t i = 0; i < df_; ++i) {
    const RecordPosting posting = read_posting(reader, has_positions_);
    doc += std::uint64_t{posting.gap} + (i == 0 ? 0U : 1U);
    docs_[i] = static_cast<DocId>(std::min<std::uint64_t>(doc, last));
    codes_[i] = posting.code;
    position_counts_[i] = posting.positions;
    counts_[i] = posting.count;
  }
  if (!reader.good()) become_empty();
}

void PostingList::read_block(const TermInfo& info) noexcept {
  ByteReader reader(sections_->short_lists, info.postings_at);
  first_posting_ = reader.varint32();
  std::uint64_t doc = reader.varint32();
  const std::uint32_t width = reader.number<std::uint8_t>();
  const Bytes gaps = reader.take((std::size_t{df_ - 1} * std::min(width, 32U) + 7) / 8);
  const std::uint64_t end = std::uint64_t{first_posting_} + df_;
  if (!reader.good() || width > 32 || end > sections_->codes.size()) return become_empty();
  const std::uint32_t last = sections_->doc_count - 1;
  for (std::uint32_t i = 0; i < df_; ++i) {
    if (i != 0) doc += std::uint64_t{packed(gaps, i - 1, width)} + 1;
    docs_[i] = static_cast<DocId>(std::min<std::uint64_t>(doc, last));
  }
}

void PostingList::read_directory(const TermInfo& info) noexcept {
  const Bytes head = part(sections_->directories, info.postings_at, kListHeadBytes);
  const auto chunks = load<std::uint32_t>(head, 0);
  first_posting_ = load<std::uint32_t>(head, 4);
  entries_ = part(sections_->directories, info.postings_at + kListHeadBytes,
                  std::uint64_t{chunks} * kListEntryBytes);
  const std::uint64_t end = std::uint64_t{first_posting_} + df_;
  const auto champions = load<std::uint32_t>(head, 12);
  if (champions <= kChampions) {
    champions_ =
        part(sections_->champions, std::uint64_t{load<std::uint32_t>(head, 8)} * kChampionBytes,
             std::uint64_t{champions} * kChampionBytes);
  }
  const bool holds = !entries_.empty();
  if (!holds || end > sections_->codes.size()) become_empty();
}

std::uint32_t PostingList::entry_count() const noexcept {
  return static_cast<std::uint32_t>(entries_.size() / kListEntryBytes);
}

std::optional<PostingList::ChunkEntry> PostingList::entry(std::uint32_t i) const noexcept {
  const Bytes bytes = part(entries_, std::size_t{i} * kListEntryBytes, kListEntryBytes);
  ChunkEntry entry;
  entry.chunk = load<std::uint16_t>(bytes, 0);
  entry.cardinality = load<std::uint16_t>(bytes, 2) + 1U;
  entry.type = chunk_type(entry.cardinality);
  entry.max_code = load<std::uint8_t>(bytes, 5);
  entry.offset = load<std::uint32_t>(bytes, 8);
  entry.first_rank = load<std::uint32_t>(bytes, 12);
  const bool holds = load<std::uint8_t>(bytes, 4) == static_cast<std::uint8_t>(entry.type) &&
                     load<std::uint16_t>(bytes, 6) == 0 && entry.first_rank <= df_ &&
                     std::uint64_t{entry.offset} * 2 % chunk_alignment(entry.type) == 0 &&
                     entry.cardinality <= df_ - entry.first_rank &&
                     std::uint64_t{entry.chunk} * kChunkDocs < sections_->doc_count;
  if (!holds) return std::nullopt;
  return entry;
}

std::optional<ChunkView> PostingList::view(const ChunkEntry& entry) const noexcept {
  const Bytes bytes = part(sections_->containers, std::uint64_t{entry.offset} * 2,
                           chunk_bytes(entry.type, entry.cardinality));
  if (bytes.empty()) return std::nullopt;
  return ChunkView(entry.type, entry.cardinality, bytes);
}

const std::byte* PostingList::container(const ChunkEntry& entry) const noexcept {
  return part(sections_->containers, std::uint64_t{entry.offset} * 2,
              chunk_bytes(entry.type, entry.cardinality))
      .data();
}

std::optional<PostingList::ChunkEntry> PostingList::entry_of(std::uint32_t chunk) const noexcept {
  std::uint32_t begin = 0;
  std::uint32_t end = entry_count();
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    if (load<std::uint16_t>(entries_, std::size_t{middle} * kListEntryBytes) < chunk) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  if (begin == entry_count()) return std::nullopt;
  const auto found = entry(begin);
  if (!found || found->chunk != chunk) return std::nullopt;
  return found;
}

std::optional<Rank> PostingList::find(DocId doc) const noexcept {
  if (df_ == 0 || doc >= sections_->doc_count) return std::nullopt;
  if (form_ != ListForm::in_chunks) {
    const auto* end = docs_.data() + df_;
    const auto* found = std::lower_bound(docs_.data(), end, doc);
    if (found == end || *found != doc) return std::nullopt;
    return static_cast<Rank>(found - docs_.data());
  }
  const auto entry = entry_of(doc / kChunkDocs);
  const auto chunk = entry ? view(*entry) : std::nullopt;
  const auto rank =
      chunk ? chunk->find(static_cast<std::uint16_t>(doc % kChunkDocs)) : std::nullopt;
  if (!rank) return std::nullopt;
  return std::min(entry->first_rank + *rank, df_ - 1);
}

void PostingList::add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  if (df_ == 0) return;
  if (form_ != ListForm::in_chunks) {
    for (std::uint32_t i = 0; i < df_; ++i) {
      if (docs_[i] / kChunkDocs == chunk) bits.set(docs_[i] % kChunkDocs);
    }
    return;
  }
  const auto entry = entry_of(chunk);
  const std::uint32_t size = std::min(kChunkDocs, sections_->doc_count - chunk * kChunkDocs);
  if (const std::uint64_t* words = entry && size == kChunkDocs ? bits_of(*entry) : nullptr) {
    kernels().or_into(bits.words.data(), words, bits.words.size());
  } else if (const auto docs = entry ? view(*entry) : std::nullopt) {
    docs->add_to(size, bits);
  }
}

const std::uint64_t* PostingList::bits_of(const ChunkEntry& entry) const noexcept {
  if (entry.type != ChunkType::bitmap) return nullptr;
  const std::byte* bytes = container(entry);
  return bytes == nullptr ? nullptr : reinterpret_cast<const std::uint64_t*>(bytes + kBitsAt);
}

void PostingList::restrict(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  if (df_ != 0 && form_ == ListForm::in_chunks) {
    const auto entry = entry_of(chunk);
    if (const std::uint64_t* words = entry ? bits_of(*entry) : nullptr) {
      return kernels().and_into(bits.words.data(), words, bits.words.size());
    }
  }
  ChunkBits own;
  add_to(chunk, own);
  kernels().and_into(bits.words.data(), own.words.data(), own.words.size());
}

std::uint32_t PostingList::cardinality(std::uint32_t chunk) const noexcept {
  if (df_ == 0) return 0;
  if (form_ == ListForm::in_chunks) {
    const auto entry = entry_of(chunk);
    return entry ? entry->cardinality : 0;
  }
  const auto docs = short_documents();
  return static_cast<std::uint32_t>(
      std::ranges::count(docs, chunk, [](DocId doc) { return doc / kChunkDocs; }));
}

std::uint8_t PostingList::max_code(std::uint32_t chunk) const noexcept {
  if (form_ == ListForm::in_chunks && df_ != 0) {
    const auto entry = entry_of(chunk);
    return entry ? entry->max_code : std::uint8_t{0};
  }
  std::uint8_t best = 0;
  for (std::uint32_t i = 0; i < df_; ++i) {
    if (docs_[i] / kChunkDocs == chunk) best = std::max(best, code(i));
  }
  return best;
}

std::uint32_t PostingList::count(Rank rank) const noexcept {
  if (rank >= df_) return 1;
  if (form_ == ListForm::in_record) return counts_[rank];
  return folded_count(sections_->counts[std::size_t{first_posting_} + rank], position_count(rank));
}

void PostingList::counts(const Kernels& with, std::vector<std::uint32_t>& out) const {
  if (form_ == ListForm::in_record) {
    out.assign(counts_.begin(), counts_.begin() + df_);
    return;
  }
  constexpr std::size_t kBehind = 64;  // what `read` needs for itself
  constexpr std::size_t kSome = 128;   // postings at one time
  out.resize(df_ + kBehind);
  if (df_ != 0) sections_->counts.read(with, first_posting_, df_, out.data());
  out.resize(df_);
  std::array<std::uint32_t, kSome + kBehind> positions{};
  for (std::size_t begin = 0; begin < df_; begin += kSome) {
    const std::size_t some = std::min(kSome, df_ - begin);
    if (has_positions_)
      sections_->position_counts.read(with, first_posting_ + begin, some, positions.data());
    for (std::size_t i = 0; i < some; ++i)
      out[begin + i] = folded_count(out[begin + i], positions[i]);
  }
}

std::uint8_t PostingList::code(Rank rank) const noexcept {
  if (rank >= df_) return 0;
  if (form_ == ListForm::in_record) return codes_[rank];
  return load<std::uint8_t>(sections_->codes, std::size_t{first_posting_} + rank);
}

std::uint32_t PostingList::position_count(Rank rank) const noexcept {
  if (rank >= df_ || !has_positions_) return 0;
  if (form_ == ListForm::in_record) return position_counts_[rank];
  return sections_->position_counts[std::size_t{first_posting_} + rank];
}

PostingList::PositionRun PostingList::position_run(Rank rank) const noexcept {
  if (rank >= df_ || !has_positions_) return {};
  PositionRun run;
  if (form_ == ListForm::in_record) {
    run = {positions_at_, position_counts_[rank]};
    for (Rank before = 0; before < rank; ++before) run.begin += position_counts_[before];
  } else {
    const std::size_t posting = std::size_t{first_posting_} + rank;
    if (posting >= sections_->position_counts.size()) return {};
    const PackedBlock counts = sections_->position_counts.block(posting);
    run = {sections_->position_starts[posting / kPositionGroup] + counts.sum_before(posting),
           counts[posting]};
  }
  const std::uint64_t all = all_positions().size();
  if (run.begin > all || run.count > all - run.begin) return {};
  return run;
}

std::optional<PositionArrays> PostingList::position_arrays() const noexcept {
  if (df_ == 0 || !has_positions_ || form_ == ListForm::in_record) return std::nullopt;
  const std::size_t last = std::size_t{first_posting_} + df_ - 1;
  const bool inside = last < sections_->position_counts.size() &&
                      last / kPositionGroup < sections_->position_starts.size() &&
                      sections_->positions.size() != 0;
  if (!inside) return std::nullopt;
  return PositionArrays{sections_->position_starts.bytes(), sections_->position_counts.bytes(),
                        sections_->positions.bytes(), sections_->positions.size(), first_posting_};
}

void PostingList::read_positions(const Kernels& with, PositionRun run,
                                 std::uint32_t* out) const noexcept {
  if (run.count == 0) return;
  all_positions().read(with, run.begin, run.count, out);
  add_up({out, run.count});
}

void PostingList::positions(Rank rank, std::vector<std::uint32_t>& out) const {
  const Kernels& with = kernels();
  const PositionRun run = position_run(rank);
  out.resize(run.count + kPositionsBehind);
  read_positions(with, run, out.data());
  out.resize(run.count);
}

void PostingList::read(Rank begin, Rank end, bool with_positions, std::vector<Posting>& postings,
                       std::vector<std::uint32_t>& positions) const {
  postings.clear();
  positions.clear();
  std::vector<DocId> docs;
  documents(docs);
  end = std::min(end, df_);
  for (Rank rank = begin; rank < end; ++rank) {
    postings.push_back({docs[rank], count(rank), position_count(rank)});
  }
  if (with_positions && has_positions_) append_positions(begin, postings, positions);
}

// Those of these postings, the first of rank `begin`, as far as they lie inside.
void PostingList::append_positions(Rank begin, std::span<const Posting> postings,
                                   std::vector<std::uint32_t>& out) const {
  if (postings.empty()) return;
  const Kernels& with = kernels();
  const std::uint64_t at = position_run(begin).begin;
  std::uint64_t n = 0;
  for (const Posting& posting : postings) n += posting.positions;
  if (at > all_positions().size() || n > all_positions().size() - at) return;
  out.resize(n + kPositionsBehind);
  all_positions().read(with, at, n, out.data());
  out.resize(n);
  std::span<std::uint32_t> left = out;
  for (const Posting& posting : postings) {
    add_up(left.first(posting.positions));
    left = left.subspan(posting.positions);
  }
}

std::uint32_t PostingList::champion_count() const noexcept {
  return df_ == 0 ? 0 : static_cast<std::uint32_t>(champions_.size() / kChampionBytes);
}

Champion PostingList::champion(std::uint32_t i) const noexcept {
  return champion_at(champions_, i, sections_->doc_count, df_);
}

void PostingList::documents(std::vector<DocId>& out) const {
  out.clear();
  if (df_ == 0) return;
  if (form_ != ListForm::in_chunks) {
    out.assign(docs_.begin(), docs_.begin() + df_);
    return;
  }
  const DocId last = sections_->doc_count - 1;
  out.reserve(df_);
  for (std::uint32_t i = 0; i < entry_count(); ++i) {
    const auto found = entry(i);
    const auto chunk = found ? view(*found) : std::nullopt;
    if (!chunk || found->first_rank != out.size()) break;
    chunk->documents(found->chunk * kChunkDocs, last, out);
    out.resize(std::size_t{found->first_rank} + found->cardinality, last);
  }
  out.resize(df_, last);
}

void PostingList::documents(std::uint32_t i, std::vector<DocId>& out) const {
  out.clear();
  const auto found = entry(i);
  const auto chunk = found ? view(*found) : std::nullopt;
  if (!chunk) return;
  const DocId last = sections_->doc_count - 1;
  chunk->documents(found->chunk * kChunkDocs, last, out);
  out.resize(found->cardinality, last);
}

}  // namespace coldopen
