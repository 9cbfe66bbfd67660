// Any valid UTF-8 gives sound tokens: ranges inside, rising, on code point limits; no empty term.
// Bytes that are no UTF-8 are refused before analysis; here they are dropped.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/error.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/analysis/words.hpp"

namespace {

std::string valid_utf8(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const char32_t code_point = coldopen::code_point_at(bytes, at);
    const std::size_t size = coldopen::bytes_of(code_point);
    const bool whole = code_point != 0xFFFD && at + size <= bytes.size();
    if (whole) text.append(bytes, at, size);
    at += whole ? size : 1;
  }
  return text;
}

bool is_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coldopen;
  static const Analyzer analyzer("en");
  static TokenBuffer tokens;
  const std::string text = valid_utf8({reinterpret_cast<const char*>(data), size});
  for (const TextKind kind : {TextKind::text, TextKind::name}) {
    analyzer.analyze(text, kind, tokens);
    std::uint32_t begin = 0, position = 0;
    for (const Token& token : tokens.tokens()) {
      ensure(token.begin >= begin && token.begin < token.end && token.end <= text.size(),
             "ranges are inside the text and rise");
      ensure(is_boundary(text, token.begin) && is_boundary(text, token.end),
             "ranges end on code point limits");
      ensure(token.position == position++, "exact words are counted one by one");
      ensure(!token.term.empty() && token.term.size() <= 4 * kTermCodePointsMax,
             "terms have 1 to 255 code points");
      begin = token.begin;
    }
    // A code point gives at most 18 words (U+FDFA has four), so work is linear.
    ensure(tokens.tokens().size() <= 8 * text.size() + 1, "words are no more than bytes allow");
  }
  return 0;
}
