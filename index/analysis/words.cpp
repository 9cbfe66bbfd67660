#include "index/analysis/words.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <unicode/brkiter.h>
#include <unicode/rbbi.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

#include "corpus/error.hpp"
#include "index/analysis/word_rules.hpp"

namespace coldopen {
namespace {

// Compiled once (5 ms) and cloned for each breaker (0.3 us).
const icu::RuleBasedBreakIterator& compiled_rules() {
  static const std::unique_ptr<const icu::RuleBasedBreakIterator> rules = [] {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    auto built = std::make_unique<icu::RuleBasedBreakIterator>(
        icu::UnicodeString::fromUTF8(kWordRules), where, status);
    ensure(U_SUCCESS(status), "the word rules compile");
    return built;
  }();
  return *rules;
}

constexpr char32_t kNoCodePoint = 0xFFFD;  // of bytes that are no UTF-8

bool is_ignorable(char32_t code_point) noexcept {
  return u_hasBinaryProperty(static_cast<UChar32>(code_point), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool is_ascii(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0x80) == 0; }

// The end of the ASCII bytes from `at` on, or a place before it.
std::size_t ascii_end(std::string_view text, std::size_t at) noexcept {
  std::uint64_t eight = 0;
  for (; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & 0x8080'8080'8080'8080) != 0) break;
  }
  return at;
}

// The status ICU gives a segment is that of its last rule; whether a run of digits holds letters
// is seen in its bytes (v4.13 ends as a number).
SegmentKind kind_of(std::int32_t status, std::string_view bytes) noexcept {
  if (status == 0) return SegmentKind::separator;
  if (status == 500) return SegmentKind::emoji;
  if (status >= 300) return SegmentKind::unspaced;
  if (status == 200) return SegmentKind::letters;
  for (std::size_t at = 0; at < bytes.size();) {
    const char32_t code_point = code_point_at(bytes, at);
    if (is_letter(code_point)) return SegmentKind::letters;
    at += bytes_of(code_point);
  }
  return SegmentKind::number;
}

}  // namespace

struct WordBreaker::State {
  std::unique_ptr<icu::RuleBasedBreakIterator> breaks{compiled_rules().clone()};
  UText* source = nullptr;
  std::string_view text;
  std::int32_t at = 0;
  ~State() { utext_close(source); }
};

WordBreaker::WordBreaker() : state_(std::make_unique<State>()) {}
WordBreaker::~WordBreaker() = default;
WordBreaker::WordBreaker(WordBreaker&&) noexcept = default;
WordBreaker& WordBreaker::operator=(WordBreaker&&) noexcept = default;

void WordBreaker::start(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  state_->text = text;
  state_->source = utext_openUTF8(state_->source, text.data() == nullptr ? "" : text.data(),
                                  static_cast<std::int64_t>(text.size()), &status);
  state_->breaks->setText(state_->source, status);
  if (U_FAILURE(status)) throw std::bad_alloc();  // ICU's only way to fail here
  state_->at = state_->breaks->first();
}

bool WordBreaker::next(TextSegment& segment) {
  const std::int32_t end = state_->breaks->next();
  if (end == icu::BreakIterator::DONE) return false;
  segment.begin = static_cast<std::uint32_t>(state_->at);
  segment.end = static_cast<std::uint32_t>(end);
  segment.kind = kind_of(state_->breaks->getRuleStatus(),
                         state_->text.substr(segment.begin, segment.end - segment.begin));
  state_->at = end;
  return true;
}

std::string_view MarkCut::cut(std::string_view text) {
  bytes_.clear();
  holes_.clear();
  std::size_t copied = 0, run = 0;
  std::uint32_t removed = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (is_ascii(text[at])) {
      run = 0;
      at = ascii_end(text, at + 1);
      continue;
    }
    const char32_t code_point = code_point_at(text, at);
    const std::size_t next = at + bytes_of(code_point);
    const bool mark = is_mark(code_point);
    if (mark) {
      ++run;
    } else if (run != 0 && !is_ignorable(code_point)) {
      run = 0;
    }
    if (mark && run > kMarksMax) {
      bytes_.append(text, copied, at - copied);
      copied = next;
      removed += static_cast<std::uint32_t>(next - at);
      const auto hole = static_cast<std::uint32_t>(bytes_.size());
      if (!holes_.empty() && holes_.back().at == hole) {
        holes_.back().removed = removed;
      } else {
        holes_.push_back({hole, removed});
      }
    }
    at = next;
  }
  if (holes_.empty()) return text;
  bytes_.append(text, copied);
  return bytes_;
}

std::uint32_t MarkCut::offset_beyond_holes(std::uint32_t offset) const noexcept {
  const auto after = std::ranges::upper_bound(holes_, offset, {}, &Hole::at);
  return after == holes_.begin() ? offset : offset + std::prev(after)->removed;
}

char32_t code_point_at(std::string_view text, std::size_t offset) noexcept {
  if (offset >= text.size()) return 0;
  if (is_ascii(text[offset])) return static_cast<unsigned char>(text[offset]);
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byte(offset);
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4) return kNoCodePoint;
  char32_t code_point = lead & (0x3FU >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    const unsigned next = byte(offset + i);
    if ((next & 0xC0) != 0x80) return kNoCodePoint;
    code_point = (code_point << 6) | (next & 0x3F);
  }
  const bool overlong = bytes_of(code_point) != more + 1;
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return overlong || surrogate || code_point > 0x10FFFF ? kNoCodePoint : code_point;
}

char32_t code_point_before(std::string_view text, std::size_t offset) noexcept {
  if (offset == 0 || offset > text.size()) return 0;
  std::size_t at = offset - 1;
  while (at > 0 && offset - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return code_point_at(text, at);
}

std::size_t bytes_of(char32_t code_point) noexcept {
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

std::string_view first_code_points(std::string_view text, std::size_t count) noexcept {
  if (text.size() <= count) return text;
  std::size_t at = 0;
  for (; at < text.size() && count > 0; --count) at += bytes_of(code_point_at(text, at));
  return text.substr(0, at);
}

bool is_letter(char32_t code_point) noexcept {
  if (code_point < 0x80) return (code_point | 0x20) >= 'a' && (code_point | 0x20) <= 'z';
  return u_isalpha(static_cast<UChar32>(code_point));
}
bool is_digit(char32_t code_point) noexcept {
  if (code_point < 0x80) return code_point >= '0' && code_point <= '9';
  return u_isdigit(static_cast<UChar32>(code_point));
}
bool is_upper(char32_t code_point) noexcept {
  return u_isUUppercase(static_cast<UChar32>(code_point));
}
bool is_lower(char32_t code_point) noexcept {
  return u_isULowercase(static_cast<UChar32>(code_point));
}
bool is_space(char32_t code_point) noexcept {
  return u_isUWhiteSpace(static_cast<UChar32>(code_point));
}
bool is_mark(char32_t code_point) noexcept {
  return (U_GET_GC_MASK(static_cast<UChar32>(code_point)) & U_GC_M_MASK) != 0;
}
bool is_other_number(char32_t code_point) noexcept {
  return u_charType(static_cast<UChar32>(code_point)) == U_OTHER_NUMBER;
}

bool is_apostrophe(char32_t code_point) noexcept {
  switch (code_point) {
    case U'\'':
    case U'`':
    case U'\u00B4':
    case U'\u02BB':
    case U'\u02BC':
    case U'\u05F3':
    case U'\u05F4':
    case U'\u2018':
    case U'\u2019':
    case U'\u201B':
    case U'\u2032':
    case U'\uFF07':
      return true;
    default:
      return false;
  }
}

std::string unicode_version() {
  UVersionInfo library, unicode;
  u_getVersion(library);
  u_getUnicodeVersion(unicode);
  std::array<char, U_MAX_VERSION_STRING_LENGTH> text{};
  u_versionToString(library, text.data());
  std::string both = std::string("ICU ") + text.data();
  u_versionToString(unicode, text.data());
  return both + ", Unicode " + text.data();
}

}  // namespace coldopen
