#include "index/analysis/plain_words.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace coldopen {
namespace {

enum ByteClass : std::uint8_t {  // bits of kClasses
  kLetter = 1,
  kDigit = 2,
  kApostrophe = 4,  // ' and `
  kNumberSign = 8,  // stands between digits of one number: . , '
  kTagSign = 16,    // # and @
  kAmpersand = 32,
  kLead = 64,  // first byte of U+2010..2026
  kWhite = 128,
};
constexpr std::uint8_t kWordByte = kLetter | kDigit;

constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 32] = kLetter;
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  for (unsigned c = '\t'; c <= '\r'; ++c) classes[c] = kWhite;
  classes[' '] = kWhite;
  classes['\''] = kApostrophe | kNumberSign;
  classes['`'] = kApostrophe;
  classes['.'] = classes[','] = kNumberSign;
  classes['#'] = classes['@'] = kTagSign;
  classes['&'] = kAmpersand;
  classes[0xE2] = kLead;
  return classes;
}();

std::uint8_t class_of(char byte) noexcept { return kClasses[static_cast<unsigned char>(byte)]; }
bool is_ascii(char byte) noexcept { return static_cast<unsigned char>(byte) < 0x80; }

// A sign that may stand inside a word: its classes and bytes. Curly quotes as ' or `.
struct InnerSign {
  std::uint8_t classes = 0;
  std::uint32_t size = 1;
};
InnerSign inner_sign(std::string_view text, std::uint32_t at) noexcept {
  const std::uint8_t classes = class_of(text[at]);
  if (classes != kLead) return {classes, 1};
  switch (static_cast<unsigned char>(text[at + 2])) {
    case 0x99:  // ’
      return {kApostrophe | kNumberSign, 3};
    case 0x98:  // ‘
    case 0x9B:  // ‛
      return {kApostrophe, 3};
    default:
      return {0, 3};
  }
}

// The first byte from `at` on that is not plain; text.size() if there is none.
std::size_t first_other(std::string_view text, std::size_t at) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    if (at + 8 <= text.size()) {
      std::memcpy(&eight, text.data() + at, 8);
      if ((eight & kHighBits) == 0) {
        at += 8;
        continue;
      }
    }
    if (is_ascii(text[at])) {
      ++at;
      continue;
    }
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const bool plain = byte(at) == 0xE2 && at + 2 < text.size() && byte(at + 1) == 0x80 &&
                       byte(at + 2) >= 0x90 && byte(at + 2) <= 0xA6;
    if (!plain) return at;
    at += 3;
  }
  return text.size();
}

std::size_t first_white(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && (class_of(text[at]) & kWhite) == 0) ++at;
  return at;
}

// Of 64 bytes: which are letters or digits, and at which the way is not plain to see: digits, signs
// inside words, tag signs, & and what follows E2. Byte arithmetic that compilers turn into SIMD.
struct BlockBits {
  std::uint64_t word = 0, odd = 0;
};
BlockBits bits_of(const char* block) noexcept {
  std::array<std::uint8_t, 64> word{}, odd{};  // 0 or 1
  for (std::size_t i = 0; i < 64; ++i) {
    const auto byte = static_cast<std::uint8_t>(block[i]);
    const int letter = static_cast<std::uint8_t>((byte | 0x20) - 'a') < 26;
    const int digit = static_cast<std::uint8_t>(byte - '0') < 10;
    const int sign = (byte == '\'') | (byte == '`') | (byte == '#') | (byte == '@') | (byte == '&');
    word[i] = static_cast<std::uint8_t>(letter | digit);
    odd[i] = static_cast<std::uint8_t>(digit | sign | (byte == 0xE2));
  }
  BlockBits bits;
  for (std::size_t i = 0; i < 8; ++i) {
    // Eight bytes of 0 or 1 -> eight bits: each byte's one is moved to its own bit of the top byte.
    constexpr std::uint64_t kGather = 0x0102'0408'1020'4080;
    std::uint64_t eight = 0;
    std::memcpy(&eight, word.data() + 8 * i, 8);
    bits.word |= ((eight * kGather) >> 56) << (8 * i);
    std::memcpy(&eight, odd.data() + 8 * i, 8);
    bits.odd |= ((eight * kGather) >> 56) << (8 * i);
  }
  return bits;
}
static_assert(std::endian::native == std::endian::little);

// The 64 bits from `at` on.
std::uint64_t window(const std::vector<std::uint64_t>& bits, std::uint32_t at) noexcept {
  const std::uint64_t* const from = bits.data() + at / 64;
  const unsigned shift = at % 64;
  return shift == 0 ? from[0] : (from[0] >> shift) | (from[1] << (64 - shift));
}

// ICU takes some hundred nanoseconds to start: a few plain words between two others go with them.
constexpr std::size_t kBridge = 32;

}  // namespace

Stretch next_stretch(std::string_view text, std::uint32_t begin) noexcept {
  std::size_t other = first_other(text, begin);
  const auto until = [&](std::size_t end, bool plain) {
    return Stretch{begin, static_cast<std::uint32_t>(end), plain};
  };
  if (other == text.size()) return until(other, true);
  std::size_t white = other;
  while (white > begin && (class_of(text[white]) & kWhite) == 0) --white;
  if (white > begin) return until(white, true);
  std::size_t end = other;
  do {
    end = first_white(text, other);
    other = first_other(text.substr(0, std::min(end + kBridge, text.size())), end);
  } while (other < std::min(end + kBridge, text.size()));
  return until(end, false);
}

void PlainWords::start(std::string_view text, const Stretch& stretch, WordList& out) {
  text_ = text.substr(0, stretch.end);
  begin_ = at_ = stretch.begin;
  list_at_ = out.append_in_small(text_.substr(at_)) - at_;
  word_bits_.clear();
  odd_bits_.clear();
  const auto add = [&](const char* block) {
    const BlockBits bits = bits_of(block);
    word_bits_.push_back(bits.word);
    odd_bits_.push_back(bits.odd);
  };
  std::size_t at = begin_;
  for (; at + 64 <= text_.size(); at += 64) add(text_.data() + at);
  std::array<char, 64> rest{};
  text_.copy(rest.data(), rest.size(), at);
  add(rest.data());
  word_bits_.push_back(0);  // a window reaches one further
  odd_bits_.push_back(0);
}

// Between two words whose bits say no more than letters and white space nothing can be but the end
// of one and the begin of the other; all else is read byte by byte.
bool PlainWords::next(TextSegment& segment, WordList& out) {
  const auto end = static_cast<std::uint32_t>(text_.size());
  while (at_ < end) {
    const std::uint64_t words = window(word_bits_, at_ - begin_);
    const std::uint64_t odd = window(odd_bits_, at_ - begin_);
    const auto before = static_cast<std::uint32_t>(std::countr_zero(words));
    const auto size =
        static_cast<std::uint32_t>(before < 64 ? std::countr_one(words >> before) : 0);
    if (before + size < 64) {
      const std::uint64_t seen = (std::uint64_t{2} << (before + size)) - 1;
      if ((odd & seen) == 0) {
        const std::uint32_t begin = at_ + before;
        at_ = begin + size;
        out.add_small(list_at_ + begin, begin, at_, TokenRule::word);
        continue;
      }
    } else if (before == 64 && odd == 0) {
      at_ += 64;
      continue;
    }
    if (next_by_bytes(segment, out)) return true;
  }
  return false;
}

// Adds the next word, or gives the next segment: true.
bool PlainWords::next_by_bytes(TextSegment& segment, WordList& out) {
  const auto end = static_cast<std::uint32_t>(text_.size());
  std::uint8_t seen = 0;
  std::uint32_t begin = at_;
  for (; begin < end; begin += seen == kLead ? 3 : 1) {
    seen = class_of(text_[begin]);
    if ((seen & kWordByte) != 0) break;
    if ((seen & kAmpersand) != 0) {
      at_ = begin + 1;
      segment = {SegmentKind::separator, begin, at_};
      return true;
    }
  }
  at_ = end;
  if (begin >= end) return false;
  const std::uint32_t run = run_end(begin, seen);
  at_ = segment_end(run, seen);
  const bool letters = (seen & kLetter) != 0;
  if (at_ != run || run - begin > kTermCodePointsMax || is_told_by_sign_before(begin, run)) {
    segment = {letters ? SegmentKind::letters : SegmentKind::number, begin, at_};
    return true;
  }
  out.add_small(list_at_ + begin, begin, run, letters ? TokenRule::word : TokenRule::number);
  return false;
}

std::uint32_t PlainWords::run_end(std::uint32_t at, std::uint8_t& seen) const noexcept {
  for (; at < text_.size(); ++at) {
    const std::uint8_t next = class_of(text_[at]);
    if ((next & kWordByte) == 0) break;
    seen |= next;
  }
  return at;
}

// The end of the segment whose first run of letters and digits ends at `at`.
std::uint32_t PlainWords::segment_end(std::uint32_t at, std::uint8_t& seen) const noexcept {
  while (at < text_.size()) {
    const InnerSign sign = inner_sign(text_, at);
    if (at + sign.size >= text_.size()) break;
    const std::uint8_t before = class_of(text_[at - 1]), after = class_of(text_[at + sign.size]);
    const bool letter = (sign.classes & kApostrophe) != 0 && (after & kLetter) != 0;
    const bool digit = (sign.classes & kNumberSign) != 0 && (before & after & kDigit) != 0;
    if (!letter && !digit) break;
    at = run_end(at + sign.size, seen);
  }
  return at;
}

// The words of #TheOffice, and the s of B.J.'s.
bool PlainWords::is_told_by_sign_before(std::uint32_t begin, std::uint32_t end) const noexcept {
  if (begin == 0) return false;
  const std::uint8_t before = class_of(text_[begin - 1]);
  if ((before & kTagSign) != 0) return true;
  return end - begin == 1 && (before & kWhite) == 0 && (text_[begin] | 0x20) == 's';
}

}  // namespace coldopen
