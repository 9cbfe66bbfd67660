#include "index/analysis/letter_folds.hpp"

#include <algorithm>

#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

// Code points 0..06FF and 1E00..1FFF, one after the other.
constexpr std::size_t kLow = 0x700, kHigh = 0x1E00, kEnd = 0x2000;
constexpr std::size_t kEntries = kLow + (kEnd - kHigh);

// As bytes of up to three: the table holds nothing longer.
std::string utf8(std::size_t code_point) {
  const auto byte = [](std::size_t bits) { return static_cast<char>(bits); };
  if (code_point < 0x80) return {byte(code_point)};
  const char last = byte(0x80 | (code_point & 0x3F));
  if (code_point < 0x800) return {byte(0xC0 | (code_point >> 6)), last};
  return {byte(0xE0 | (code_point >> 12)), byte(0x80 | (code_point >> 6 & 0x3F)), last};
}

}  // namespace

LetterFolds::LetterFolds(const Fold& fold) : entries_(kEntries) {
  std::string folded;
  for (std::size_t i = 0; i < kEntries; ++i) {
    const std::size_t code_point = i < kLow ? i : i - kLow + kHigh;
    Entry& entry = entries_[i];
    fold(utf8(code_point), folded);
    if (is_mark(static_cast<char32_t>(code_point)) || folded.size() > entry.bytes.size()) continue;
    std::ranges::copy(folded, entry.bytes.begin());
    entry.size = static_cast<std::uint8_t>(folded.size());
  }
}

bool LetterFolds::fold(std::string_view text, std::string& out) const {
  out.clear();
  const auto bits = [&](std::size_t at) -> std::size_t {
    return at < text.size() ? static_cast<unsigned char>(text[at]) & 0x3FU : 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t lead = static_cast<unsigned char>(text[at]);
    std::size_t index = lead;
    if (lead < 0x80) {
      at += 1;
    } else if (lead >= 0xC2 && lead < 0xDC) {  // U+0080..06FF
      index = (lead & 0x1F) << 6 | bits(at + 1);
      at += 2;
    } else if (lead == 0xE1 && bits(at + 1) >= 0x38) {  // U+1E00..1FFF
      index = ((bits(at + 1) << 6 | bits(at + 2)) & 0x1FF) + kLow;
      at += 3;
    } else {
      return false;
    }
    const Entry& entry = entries_[index];
    if (entry.size == kNone) return false;
    out.append(entry.bytes.data(), entry.size);
  }
  return true;
}

}  // namespace coldopen
