#include "index/segment/term_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "index/io/checksum.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kEndsBytes = 16;  // the longest text that its ends hold whole

template <class Word>
Word load(const char* from) noexcept {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

}  // namespace

TermTable::Ends TermTable::ends_of(std::string_view text) noexcept {
  const std::size_t size = text.size();
  const char* const bytes = text.data();
  if (size >= 8) return {load<std::uint64_t>(bytes), load<std::uint64_t>(bytes + size - 8)};
  if (size >= 4) {
    return {load<std::uint32_t>(bytes), load<std::uint32_t>(bytes + size - 4)};
  }
  if (size == 0) return {};
  const auto byte = [&](std::size_t at) {
    return std::uint64_t{static_cast<std::uint8_t>(bytes[at])};
  };
  return {byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16, 0};
}

// Short texts: two multiplications that mix all bits into the high ones.
std::uint32_t TermTable::hash_of(Space space, std::string_view text, const Ends& ends) noexcept {
  const std::uint64_t seed = static_cast<std::uint64_t>(space) << 32 | text.size();
  if (text.size() > kEndsBytes) return static_cast<std::uint32_t>(hash64(text, seed) >> 32);
  std::uint64_t mixed = (ends.head ^ seed) * 0x9E37'79B9'7F4A'7C15ULL;
  mixed ^= mixed >> 32;
  mixed = (mixed ^ ends.tail) * 0xD6E8'FEB8'6659'FD93ULL;
  return static_cast<std::uint32_t>((mixed ^ mixed >> 29) * 0x9E37'79B9'7F4A'7C15ULL >> 32);
}

std::uint32_t TermTable::number_of(Space space, std::string_view text) {
  const Ends ends = ends_of(text);
  return number_of(space, text, ends, hash_of(space, text, ends));
}

void TermTable::numbers_of(Space space, std::span<const std::string_view> texts,
                           std::span<std::uint32_t> numbers) {
  if (slots_.empty()) grow();
  std::array<Ends, kAtOnce> ends;
  std::array<std::uint32_t, kAtOnce> hashes;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ends[i] = ends_of(texts[i]);
    hashes[i] = hash_of(space, texts[i], ends[i]);
    __builtin_prefetch(&slots_[hashes[i] & mask]);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Slot& slot = slots_[hashes[i] & mask];
    if (slot.number != 0) __builtin_prefetch(&entries_[slot.number - 1]);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    numbers[i] = number_of(space, texts[i], ends[i], hashes[i]);
  }
}

std::uint32_t TermTable::number_of(Space space, std::string_view text, const Ends& ends,
                                   std::uint32_t hash) {
  if (entries_.size() * 2 >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].number != 0; at = (at + 1) & mask) {
    if (slots_[at].hash != hash) continue;
    const std::uint32_t number = slots_[at].number - 1;
    const Entry& entry = entries_[number];
    if (entry.ends == ends && entry.length == text.size() && entry.space == space &&
        (text.size() <= kEndsBytes || this->text(number) == text)) {
      return number;
    }
  }
  entries_.push_back({bytes_.size(), ends, static_cast<std::uint32_t>(text.size()), space});
  bytes_ += text;
  slots_[at] = {hash, size()};
  return size() - 1;
}

std::string_view TermTable::text(std::uint32_t number) const noexcept {
  const Entry& entry = entries_[number];
  return std::string_view(bytes_).substr(entry.at, entry.length);
}

std::size_t TermTable::memory_bytes() const noexcept {
  return bytes_.capacity() + entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(Slot);
}

void TermTable::grow() {
  const std::vector<Slot> old = std::move(slots_);
  slots_.assign(std::max<std::size_t>(1024, old.size() * 2), Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].number != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace coldopen
