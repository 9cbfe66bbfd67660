#include "index/segment/dictionary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "corpus/error.hpp"
#include "index/io/checksum.hpp"
#include "index/segment/record.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kBlockTerms = 16;
constexpr std::uint32_t kBlockBitsMax = 24;  // leaves eight bits of fingerprint
constexpr std::size_t kHead = 16;

constexpr std::uint64_t kHasPositions = 1;
constexpr std::uint64_t kOwnStem = 2;

constexpr std::uint32_t kLongLength = 15;  // of what is shared and of the rest: a varint follows

std::uint64_t read_length(ByteReader& reader, std::uint32_t half) noexcept {
  return half < kLongLength ? half : kLongLength + std::uint64_t{reader.varint32()};
}

void append_long(ByteBuffer& out, std::size_t length) {
  if (length >= kLongLength) append_varint(out, length - kLongLength);
}

// What a list of up to four documents says of itself.
void read_bounds(ByteReader reader, TermInfo& info) noexcept {
  for (std::uint32_t i = 0; i < info.df; ++i) {
    const RecordPosting posting = read_posting(reader, info.has_positions);
    info.cf += posting.count;
    info.max_code = std::max(info.max_code, posting.code);
  }
}

struct Slot {
  std::size_t index = 0;
  std::uint32_t fingerprint = 0;  // in place, above the bits of the block number
};

Slot slot_of(std::uint64_t hash, std::size_t slots, std::uint32_t block_bits) noexcept {
  const auto high = static_cast<std::uint32_t>(hash >> 32);
  return {static_cast<std::size_t>((hash & 0xFFFF'FFFF) * slots >> 32),
          high >> block_bits << block_bits};
}

std::uint64_t hash_of(Space space, std::string_view text) noexcept {
  return hash64(text, static_cast<std::uint64_t>(space));
}

// Three quarters full; one is always free.
std::uint64_t slots_for(std::uint64_t terms) noexcept { return terms + terms / 3 + 2; }

}  // namespace

struct Dictionary::Entry {  // one term of a block as it lies
  std::uint64_t shared = 0;
  std::string_view suffix;
  Bytes record;
  std::size_t record_at = 0;  // in the block
};

Dictionary::Opened Dictionary::open_block(std::uint32_t i) const noexcept {
  Opened opened{ByteReader(block(i)), load<std::uint32_t>(offsets_, std::size_t{i} * 4), 0};
  if (!opened.reader.at_end()) opened.positions_at = opened.reader.varint();
  return opened;
}

Dictionary::Entry Dictionary::Opened::take() noexcept {
  const auto lengths = reader.number<std::uint8_t>();
  Entry entry;
  entry.shared = read_length(reader, lengths & 15U);
  entry.suffix = as_text(reader.take(read_length(reader, lengths >> 4U)));
  const std::uint64_t bytes = reader.varint();
  entry.record_at = reader.position();
  entry.record = reader.take(bytes);
  return entry;
}

TermInfo Dictionary::Opened::info(Bytes bytes, std::size_t record_at, Space space) const noexcept {
  ByteReader record(bytes);
  TermInfo info;
  const std::uint64_t head = record.varint();
  info.df = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(head >> 2, std::numeric_limits<std::uint32_t>::max()));
  info.has_positions = (head & kHasPositions) != 0;
  info.is_own_stem = (head & kOwnStem) != 0;
  const bool in_record = info.df <= kRecordDocs;
  if (!in_record) {
    info.cf = info.df + record.varint();
    info.max_code = record.number<std::uint8_t>();
  }
  if (info.df >= 10) info.code_10 = record.number<std::uint8_t>();
  if (info.df >= 100) info.code_100 = record.number<std::uint8_t>();
  if (info.df >= 1000) info.code_1000 = record.number<std::uint8_t>();
  if (space == Space::stem) info.members_at = record.varint();
  if (in_record && info.has_positions) info.positions_at = positions_at + record.varint();
  info.postings_at = in_record ? begin + record_at + record.position() : record.varint();
  if (!record.good()) return TermInfo{};
  if (in_record) read_bounds(record, info);
  return info;
}

std::optional<Dictionary> Dictionary::open(Bytes dictionary, Bytes hash) noexcept {
  Dictionary opened;
  ByteReader reader(dictionary);
  opened.term_count_ = reader.number<std::uint32_t>();
  opened.block_count_ = reader.number<std::uint32_t>();
  reader.take(kHead - 8);
  opened.offsets_ = reader.take((std::uint64_t{opened.block_count_} + 1) * 4);
  opened.data_ = reader.take(reader.left());
  const std::uint64_t blocks = (std::uint64_t{opened.term_count_} + kBlockTerms - 1) / kBlockTerms;
  if (!reader.good() || blocks != opened.block_count_) return std::nullopt;
  std::uint32_t before = 0;
  for (std::size_t i = 0; i <= opened.block_count_; ++i) {
    const auto offset = load<std::uint32_t>(opened.offsets_, i * 4);
    if (offset < before || offset > opened.data_.size()) return std::nullopt;
    before = offset;
  }
  ByteReader table(hash);
  const auto slots = table.number<std::uint32_t>();
  opened.block_bits_ = table.number<std::uint32_t>();
  table.take(kHead - 8);
  opened.slots_ = table.take(std::uint64_t{slots} * 4);
  const bool good =
      table.good() && opened.block_bits_ <= kBlockBitsMax && slots > opened.term_count_;
  if (!good) return std::nullopt;
  return opened;
}

Bytes Dictionary::block(std::uint32_t i) const noexcept {
  const auto begin = load<std::uint32_t>(offsets_, std::size_t{i} * 4);
  const auto end = load<std::uint32_t>(offsets_, std::size_t{i} * 4 + 4);
  return i < block_count_ ? part(data_, begin, end - begin) : Bytes{};
}

std::optional<TermInfo> Dictionary::find(Space space, std::string_view text) const noexcept {
  const std::size_t count = slots_.size() / 4;
  if (term_count_ == 0 || count == 0) return std::nullopt;
  const Slot slot = slot_of(hash_of(space, text), count, block_bits_);
  const std::uint32_t block_mask = (std::uint32_t{1} << block_bits_) - 1;
  std::size_t at = slot.index;
  for (std::size_t step = 0; step < count; ++step, ++at) {
    if (at == count) at = 0;
    const auto value = load<std::uint32_t>(slots_, at * 4);
    if (value == 0) return std::nullopt;
    if ((value & ~block_mask) != slot.fingerprint) continue;
    const std::uint32_t number = value & block_mask;
    if (number == 0) continue;
    if (const auto info = find_in_block(number - 1, space, text)) return info;
  }
  return std::nullopt;
}

void Dictionary::prefetch(Space space, std::span<const std::string_view> texts) const noexcept {
  constexpr std::size_t kTogether = 16;
  const std::size_t count = slots_.size() / 4;
  if (term_count_ == 0 || count == 0) return;
  std::array<Slot, kTogether> slots;
  const std::size_t n = std::min(texts.size(), kTogether);
  for (std::size_t i = 0; i < n; ++i) {
    slots[i] = slot_of(hash_of(space, texts[i]), count, block_bits_);
    __builtin_prefetch(slots_.data() + slots[i].index * 4);
  }
  const std::uint32_t block_mask = (std::uint32_t{1} << block_bits_) - 1;
  std::array<std::uint32_t, kTogether> blocks{};  // numbers + 1
  for (std::size_t i = 0; i < n; ++i) {
    constexpr std::size_t kSteps = 16;  // a cache line
    const std::size_t end = std::min(slots[i].index + kSteps, count);
    for (std::size_t at = slots[i].index; at < end && blocks[i] == 0; ++at) {
      const auto value = load<std::uint32_t>(slots_, at * 4);
      if (value == 0) break;
      if ((value & ~block_mask) == slots[i].fingerprint) blocks[i] = value & block_mask;
    }
    if (blocks[i] > block_count_) blocks[i] = 0;
    __builtin_prefetch(offsets_.data() + std::size_t{blocks[i]} * 4);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (blocks[i] == 0) continue;
    const Bytes bytes = block(blocks[i] - 1);
    for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 256); at += 64) {
      __builtin_prefetch(bytes.data() + at);
    }
  }
}

std::optional<TermInfo> Dictionary::find_in_block(std::uint32_t i, Space space,
                                                  std::string_view text) const noexcept {
  Opened opened = open_block(i);
  const char space_byte = static_cast<char>(space);
  std::size_t matched = 0;  // bytes of space and text that the entry before begins with
  while (!opened.reader.at_end()) {
    const Entry entry = opened.take();
    if (!opened.reader.good() || entry.shared < matched)
      return std::nullopt;                 // terms have gone past
    if (entry.shared > matched) continue;  // differs where the one before did
    std::string_view suffix = entry.suffix;
    if (matched == 0) {
      if (suffix.empty() || suffix[0] != space_byte) continue;
      suffix.remove_prefix(1);
      matched = 1;
    }
    const std::string_view rest = text.substr(std::min(matched - 1, text.size()));
    if (suffix == rest) return opened.info(entry.record, entry.record_at, space);
    matched += static_cast<std::size_t>(std::ranges::mismatch(suffix, rest).in1 - suffix.begin());
  }
  return std::nullopt;
}

TermCursor Dictionary::seek(Space space, std::string_view text) const {
  std::string key(1, static_cast<char>(space));
  key += text;
  std::uint32_t begin = 0;  // the last block whose first term is not after the key
  std::uint32_t end = block_count_;
  while (end - begin > 1) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    if (open_block(middle).take().suffix <= key) {
      begin = middle;
    } else {
      end = middle;
    }
  }
  TermCursor cursor(*this, begin);
  while (cursor.valid() && cursor.key_ < key) cursor.next();
  return cursor;
}

TermCursor::TermCursor(const Dictionary& dictionary, std::uint32_t block)
    : dictionary_(&dictionary), opened_{ByteReader(Bytes{})} {
  enter(block);
  next();
}

void TermCursor::enter(std::uint32_t block) {
  block_ = block;
  opened_ = dictionary_->open_block(block);
  in_block_ = 0;
  key_.clear();
}

void TermCursor::next() {
  valid_ = false;
  while (opened_.reader.at_end()) {
    if (block_ + 1 >= dictionary_->block_count_) return;
    enter(block_ + 1);
  }
  const Dictionary::Entry entry = opened_.take();
  const bool holds = opened_.reader.good() && entry.shared <= key_.size();
  if (!holds || ++in_block_ > kBlockTerms) return;
  key_.resize(entry.shared);
  key_ += entry.suffix;
  if (key_.empty()) return;
  record_ = entry.record;
  record_at_ = entry.record_at;
  valid_ = true;
}

TermInfo TermCursor::info() const noexcept { return opened_.info(record_, record_at_, space()); }

void DictionaryWriter::add(Space space, std::string_view text, const TermInfo& info, Bytes tail) {
  std::string key(1, static_cast<char>(space));
  key += text;
  ensure(hashes_.empty() || last_ < key, "terms come in order, each once");
  ByteBuffer& out = data_.tail();
  std::size_t shared = 0;
  if (hashes_.size() % kBlockTerms == 0) {
    offsets_.push_back(static_cast<std::uint32_t>(data_.size()));
    positions_at_ = positions_before_;
    append_varint(out, positions_at_);
  } else {
    shared = static_cast<std::size_t>(std::ranges::mismatch(key, last_).in1 - key.begin());
  }
  write_record(space, info, tail);
  const std::size_t rest = key.size() - shared;
  append(out, static_cast<std::uint8_t>(std::min<std::size_t>(shared, kLongLength) |
                                        std::min<std::size_t>(rest, kLongLength) << 4U));
  append_long(out, shared);
  append_long(out, rest);
  append_bytes(out, as_bytes(std::string_view(key).substr(shared)));
  append_varint(out, record_.size());
  append_bytes(out, record_);
  data_.settle();
  if (data_.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  hashes_.push_back(hash_of(space, text));
  last_ = std::move(key);
}

void DictionaryWriter::write_record(Space space, const TermInfo& info, Bytes tail) {
  const bool in_record = info.df <= kRecordDocs;
  record_.clear();
  append_varint(record_, std::uint64_t{info.df} << 2 | (info.is_own_stem ? kOwnStem : 0) |
                             (info.has_positions ? kHasPositions : 0));
  if (!in_record) {
    append_varint(record_, info.cf - info.df);
    append(record_, info.max_code);
  }
  if (info.df >= 10) append(record_, info.code_10);
  if (info.df >= 100) append(record_, info.code_100);
  if (info.df >= 1000) append(record_, info.code_1000);
  if (space == Space::stem) append_varint(record_, info.members_at);
  if (in_record && info.has_positions) {
    positions_before_ = info.positions_at;
    append_varint(record_, info.positions_at - positions_at_);
  }
  append_bytes(record_, tail);
}

DictionaryWriter::Sections DictionaryWriter::finish() {
  Sections sections;
  const std::size_t blocks = offsets_.size();
  const auto block_bits = static_cast<std::uint32_t>(std::bit_width(blocks));
  if (block_bits > kBlockBitsMax) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  ByteBuffer head;
  append(head, static_cast<std::uint32_t>(hashes_.size()));
  append(head, static_cast<std::uint32_t>(blocks));
  append(head, std::uint64_t{0});
  append_bytes(head, std::as_bytes(std::span(offsets_)));
  append(head, static_cast<std::uint32_t>(data_.size()));
  sections.dictionary.emplace_back(std::move(head));
  sections.dictionary.push_back(std::move(data_));

  const std::uint64_t slots = slots_for(hashes_.size());
  if (slots > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  ByteBuffer hash;
  append(hash, static_cast<std::uint32_t>(slots));
  append(hash, block_bits);
  append(hash, std::uint64_t{0});
  std::vector<std::uint32_t> table(slots, 0);
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    const Slot slot = slot_of(hashes_[i], slots, block_bits);
    std::size_t at = slot.index;
    while (table[at] != 0) at = at + 1 == slots ? 0 : at + 1;
    table[at] = slot.fingerprint | static_cast<std::uint32_t>(i / kBlockTerms + 1);
  }
  append_bytes(hash, std::as_bytes(std::span(table)));
  sections.hash.emplace_back(std::move(hash));
  return sections;
}

}  // namespace coldopen
