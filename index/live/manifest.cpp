#include "index/live/manifest.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::uint64_t kFormat = 1;

std::string hex(std::uint64_t value) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

[[noreturn]] void damaged(const char* what) {
  throw Error(ErrorCode::damaged, std::string("the manifest is damaged: ") + what);
}

// Takes words and numbers from the front of one text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::string_view word() {
    const std::size_t length = text_.find_first_of(" \n");
    if (length == text_.npos || length == 0) damaged("a line ends too early");
    const std::string_view taken = text_.substr(0, length);
    text_.remove_prefix(length + 1);
    return taken;
  }
  void expect(std::string_view expected) {
    if (word() != expected) damaged("a line is missing");
  }
  bool skip(std::string_view word) {  // if it is next
    if (!text_.starts_with(std::string(word) + " ")) return false;
    text_.remove_prefix(word.size() + 1);
    return true;
  }
  template <class Number>
  Number number(std::string_view digits, int base = 10) {
    Number value{};
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc() || end != digits.data() + digits.size()) damaged("not a number");
    return value;
  }
  template <class Number = std::uint64_t>
  Number number() {
    return number<Number>(word());
  }
  std::uint64_t hex_number() {
    const std::string_view digits = word();
    if (digits.size() != 16) damaged("not a checksum");
    return number<std::uint64_t>(digits, 16);
  }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

}  // namespace

std::string print_manifest(const Manifest& manifest) {
  const FieldWeights& weights = manifest.weights;
  std::string text = "coldopen manifest " + std::to_string(kFormat) + "\n";
  text += "index " + std::to_string(manifest.index) + " " + manifest.index_name + "\n";
  text += "analyzer " + hex(manifest.analyzer_fingerprint) + "\n";
  text += "weights " + std::to_string(weights.title) + " " + std::to_string(weights.aliases) + " " +
          std::to_string(weights.headings) + " " + std::to_string(weights.attributes) + " " +
          std::to_string(weights.body) + "\n";
  if (manifest.settings_fingerprint != 0)
    text += "settings " + hex(manifest.settings_fingerprint) + "\n";
  text += "reaches " + std::to_string(manifest.reaches.number) + " " + hex(manifest.reaches.chain) +
          "\n";
  text += "next " + std::to_string(manifest.next_segment) + "\n";
  for (const ManifestSegment& segment : manifest.segments) {
    text += "segment " + std::to_string(segment.number) + " " + std::to_string(segment.bytes) +
            " " + std::to_string(segment.documents) + " " + std::to_string(segment.living) + " " +
            std::to_string(segment.dead_generation) + " " + hex(segment.hash.high) + " " +
            hex(segment.hash.low) + "\n";
  }
  return text + "checksum " + hex(hash64(text)) + "\n";
}

Manifest parse_manifest(std::string_view text) {
  static constexpr std::string_view kFirst = "coldopen manifest ";
  if (!text.starts_with(kFirst)) damaged("it does not begin as one");
  const std::size_t checksum_at = text.rfind("checksum ");
  if (checksum_at == text.npos) damaged("it has no checksum");
  Scanner last(text.substr(checksum_at));
  last.expect("checksum");
  if (last.hex_number() != hash64(text.substr(0, checksum_at)) || !last.at_end()) {
    damaged("its checksum does not hold");
  }
  Scanner scanner(text.substr(kFirst.size(), checksum_at - kFirst.size()));
  if (scanner.number() > kFormat) {
    throw Error(ErrorCode::newer_format,
                "the manifest was written by a newer coldopen: use that one");
  }
  Manifest manifest;
  scanner.expect("index");
  manifest.index = scanner.number<std::int64_t>();
  manifest.index_name = scanner.word();
  scanner.expect("analyzer");
  manifest.analyzer_fingerprint = scanner.hex_number();
  scanner.expect("weights");
  FieldWeights& weights = manifest.weights;
  for (std::uint32_t* weight :
       {&weights.title, &weights.aliases, &weights.headings, &weights.attributes, &weights.body}) {
    *weight = scanner.number<std::uint32_t>();
  }
  if (scanner.skip("settings")) manifest.settings_fingerprint = scanner.hex_number();
  scanner.expect("reaches");
  manifest.reaches.number = scanner.number();
  manifest.reaches.chain = scanner.hex_number();
  scanner.expect("next");
  manifest.next_segment = scanner.number();
  while (!scanner.at_end()) {
    scanner.expect("segment");
    ManifestSegment& segment = manifest.segments.emplace_back();
    for (std::uint64_t* value : {&segment.number, &segment.bytes, &segment.documents,
                                 &segment.living, &segment.dead_generation}) {
      *value = scanner.number();
    }
    segment.hash.high = scanner.hex_number();
    segment.hash.low = scanner.hex_number();
  }
  return manifest;
}

}  // namespace coldopen
