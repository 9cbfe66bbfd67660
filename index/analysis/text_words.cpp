#include "index/analysis/text_words.hpp"

namespace coldopen {
namespace {

// #TheOffice, @rainnwilson: the sign right before, and no word right before the sign.
bool is_tag(std::string_view text, const TextSegment& segment) noexcept {
  if (segment.begin == 0) return false;
  const char sign = text[segment.begin - 1];
  if (sign != '#' && sign != '@') return false;
  const char32_t before = code_point_before(text, segment.begin - 1);
  return !is_letter(before) && !is_digit(before);
}

// The s of B.J.'s and S.H.I.E.L.D.’s.
bool is_possessive_of_initials(std::string_view text, const TextSegment& segment) noexcept {
  if (segment.end - segment.begin != 1) return false;
  if (text[segment.begin] != 's' && text[segment.begin] != 'S') return false;
  const char32_t mark = code_point_before(text, segment.begin);
  if (!is_apostrophe(mark)) return false;
  const std::size_t dot = segment.begin - bytes_of(mark);
  return code_point_before(text, dot) == U'.' && is_letter(code_point_before(text, dot - 1));
}

}  // namespace

void TextWords::read(std::string_view text, TextKind kind, WordList& out) {
  Stretch stretch;
  TextSegment segment;
  for (; stretch.end < text.size();) {
    stretch = next_stretch(text, stretch.end);
    if (!stretch.plain) {
      read_by_icu(text, stretch.begin, stretch.end, out);
      continue;
    }
    plain_.start(text, stretch, out);
    while (plain_.next(segment, out)) add_segment(text, segment, out);
  }
  add_signs(text, kind, out);
}

void TextWords::read_by_icu(std::string_view text, TextKind kind, WordList& out) {
  read_by_icu(text, 0, static_cast<std::uint32_t>(text.size()), out);
  add_signs(text, kind, out);
}

void TextWords::add_signs(std::string_view text, TextKind kind, WordList& out) {
  if (kind != TextKind::name || !out.empty()) return;
  out.add(folder_.symbols(text), 0, static_cast<std::uint32_t>(text.size()), TokenRule::sign);
}

void TextWords::read_by_icu(std::string_view text, std::uint32_t begin, std::uint32_t end,
                            WordList& out) {
  TextSegment segment;
  breaker_.start(text.substr(begin, end - begin));
  while (breaker_.next(segment)) {
    segment.begin += begin;
    segment.end += begin;
    add_segment(text, segment, out);
  }
}

// Words of a tag begin where a capital follows a small letter.
void TextWords::add_tag(std::string_view text, const TextSegment& segment, WordList& out) {
  TextSegment part = segment;
  char32_t before = 0;
  for (std::uint32_t at = segment.begin; at < segment.end;) {
    const char32_t code_point = code_point_at(text, at);
    if (is_lower(before) && is_upper(code_point)) {
      part.end = at;
      folder_.fold(text, part, out, TokenRule::tag);
      part.begin = at;
    }
    before = code_point;
    at += static_cast<std::uint32_t>(bytes_of(code_point));
  }
  part.end = segment.end;
  folder_.fold(text, part, out, TokenRule::tag);
}

// " & " is a word of the language, × an x but between digits; ² and ½ are digits.
void TextWords::add_separator(std::string_view text, const TextSegment& segment, WordList& out) {
  const char32_t sign = code_point_at(text, segment.begin);
  const char32_t before = code_point_before(text, segment.begin);
  const char32_t after = code_point_at(text, segment.end);
  if (sign == U'&') {
    if (is_space(before) && is_space(after)) {
      out.add(rules_.ampersand, segment.begin, segment.end, TokenRule::and_sign);
    }
  } else if (sign == U'\u00D7') {
    if (!is_digit(before) || !is_digit(after)) {
      out.add("x", segment.begin, segment.end, TokenRule::cross);
    }
  } else if (sign >= 0x80) {
    folder_.fold(text, segment, out);
  }
}

void TextWords::add_segment(std::string_view text, const TextSegment& segment, WordList& out) {
  switch (segment.kind) {
    case SegmentKind::separator:
      return add_separator(text, segment, out);
    case SegmentKind::unspaced:
      return pairs_.fold(text, segment, out);
    case SegmentKind::letters:
      if (is_possessive_of_initials(text, segment)) return;
      if (is_tag(text, segment)) return add_tag(text, segment, out);
      [[fallthrough]];
    case SegmentKind::number:
    case SegmentKind::emoji:
      return folder_.fold(text, segment, out);
  }
}

}  // namespace coldopen
