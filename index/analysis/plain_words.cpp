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
constexpr std::uint8_t kInnerSign = kApostrophe | kNumberSign | kLead;

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
  at_ = stretch.begin;
  list_at_ = out.append_in_small(text_.substr(at_)) - at_;
}

bool PlainWords::next(TextSegment& segment, WordList& out) {
  const auto end = static_cast<std::uint32_t>(text_.size());
  for (std::uint32_t at = at_; at < end;) {
    const std::uint8_t first = class_of(text_[at]);
    if ((first & kWordByte) == 0) {
      if ((first & kAmpersand) != 0) {
        at_ = at + 1;
        segment = {SegmentKind::separator, at, at_};
        return true;
      }
      at += first == kLead ? 3 : 1;
      continue;
    }
    std::uint8_t seen = first, after = 0;
    std::uint32_t run = at + 1;
    for (; run < end; ++run) {
      after = class_of(text_[run]);
      if ((after & kWordByte) == 0) break;
      seen |= after;
    }
    at_ = (after & kInnerSign) == 0 ? run : segment_end(run, seen);
    const bool letters = (seen & kLetter) != 0;
    if (at_ != run || run - at > kTermCodePointsMax || is_told_by_sign_before(at, run)) {
      segment = {letters ? SegmentKind::letters : SegmentKind::number, at, at_};
      return true;
    }
    out.add_small(list_at_ + at, at, run, letters ? TokenRule::word : TokenRule::number);
    at = run;
  }
  at_ = end;
  return false;
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
    for (at += sign.size; at < text_.size(); ++at) {
      const std::uint8_t next = class_of(text_[at]);
      if ((next & kWordByte) == 0) break;
      seen |= next;
    }
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
