#include "index/segment/term_table.hpp"

#include <algorithm>

#include "index/io/checksum.hpp"

namespace coldopen {

std::uint32_t TermTable::number_of(Space space, std::string_view text) {
  if (entries_.size() * 2 >= slots_.size()) grow();
  const auto hash =
      static_cast<std::uint32_t>(hash64(text, static_cast<std::uint64_t>(space)) >> 32);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    const std::uint32_t number = slots_[at] - 1;
    const Entry& entry = entries_[number];
    if (entry.hash == hash && entry.space == space && this->text(number) == text) return number;
  }
  entries_.push_back({bytes_.size(), static_cast<std::uint32_t>(text.size()), hash, space});
  bytes_ += text;
  slots_[at] = size();
  return size() - 1;
}

std::string_view TermTable::text(std::uint32_t number) const noexcept {
  const Entry& entry = entries_[number];
  return std::string_view(bytes_).substr(entry.at, entry.length);
}

std::size_t TermTable::memory_bytes() const noexcept {
  return bytes_.capacity() + entries_.capacity() * sizeof(Entry) + slots_.capacity() * 4;
}

void TermTable::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 0; number < size(); ++number) {
    std::size_t at = entries_[number].hash & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = number + 1;
  }
}

}  // namespace coldopen
