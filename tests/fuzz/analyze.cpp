// Any valid UTF-8 gives sound tokens in all lanes (tests/support/sound_tokens.hpp); a query has the
// tokens of the text and perhaps one code more; keys of names are whole.
// The quick way through plain text gives the words of ICU's way.
// Bytes that are no UTF-8 are refused before analysis; here they are dropped.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/error.hpp"
#include "index/analysis/analyzer.hpp"
#include "index/analysis/text_words.hpp"
#include "index/analysis/words.hpp"
#include "tests/support/same_words.hpp"
#include "tests/support/sound_tokens.hpp"

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

void expect_sound(const coldopen::TokenBuffer& tokens, std::string_view text) {
  const std::string wrong = coldopen::unsound(tokens, text);
  coldopen::ensure(wrong.empty(), wrong.c_str());
  // A code point gives at most 18 letters in four words (U+FDFA), and a word few tokens.
  coldopen::ensure(tokens.tokens().size() <= 8 * text.size() + 1, "tokens are bounded by bytes");
}

void expect_sound_keys(const coldopen::Analyzer& analyzer, std::string_view name) {
  using coldopen::ensure;
  const coldopen::NameKeys keys = analyzer.keys(name);
  const std::string key = analyzer.key(name);
  ensure(keys.whole.empty() ? key.empty() : keys.whole[0] == key, "the first key is the key");
  for (const auto* const list : {&keys.whole, &keys.bare, &keys.tight}) {
    for (const std::string& each : *list) ensure(!each.empty(), "no key is empty");
  }
  for (const std::string& tight : keys.tight) {
    ensure(tight.find(' ') == std::string::npos, "tight keys have no spaces");
  }
}

void expect_one_way(std::string_view text) {
  using namespace coldopen;
  static TextWords words(fold_rules("en"));
  static MarkCut marks;
  static WordList quick, full;
  const std::string_view cut = marks.cut(text);
  for (const TextKind kind : {TextKind::text, TextKind::name}) {
    quick.clear();
    full.clear();
    words.read(cut, kind, quick);
    words.read_by_icu(cut, kind, full);
    ensure(same(quick, full), "both ways give the same words");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coldopen;
  static const Analyzer english("en"), french("fr"), german("de");
  static TokenBuffer tokens;
  const std::string text = valid_utf8({reinterpret_cast<const char*>(data), size});
  expect_one_way(text);
  for (const Analyzer* const analyzer : {&english, &french, &german}) {
    analyzer->analyze(text, TextKind::name, tokens);
    expect_sound(tokens, text);
    analyzer->analyze(text, TextKind::text, tokens);
    expect_sound(tokens, text);
    const std::size_t count = tokens.tokens().size();
    analyzer->analyze_query(text, tokens);
    expect_sound(tokens, text);
    ensure(tokens.tokens().size() <= count + 1, "a query has at most one code more");
    expect_sound_keys(*analyzer, text);
  }
  return 0;
}
