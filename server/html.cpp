#include "server/html.hpp"

#include <array>
#include <cstddef>

namespace coldopen {
namespace {

bool is_c1_control(std::string_view text, std::size_t at) noexcept {  // U+0080..U+009F
  if (text[at] != '\xC2' || at + 1 >= text.size()) return false;
  const auto next = static_cast<unsigned char>(text[at + 1]);
  return next >= 0x80 && next <= 0x9F;
}

void escape_into(std::string& out, std::string_view text) {
  out.reserve(out.size() + text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    switch (byte) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (is_c1_control(text, at)) {
          ++at;
        } else if (static_cast<unsigned char>(byte) >= 0x20 ? byte != 0x7F
                                                            : byte == '\t' || byte == '\n') {
          out += byte;
        }
    }
  }
}

bool starts_with_folded(std::string_view text, std::string_view small_prefix) noexcept {
  if (text.size() < small_prefix.size()) return false;
  for (std::size_t i = 0; i < small_prefix.size(); ++i) {
    const char byte = text[i];
    const char small = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte;
    if (small != small_prefix[i]) return false;
  }
  return true;
}

}  // namespace

Html& Html::operator<<(Markup markup) {
  bytes_ += markup.text();
  return *this;
}

Html& Html::operator<<(Text text) {
  escape_into(bytes_, text.value);
  return *this;
}

Html& Html::operator<<(const Marked& marked) {
  const std::string_view text = marked.value.text;
  std::size_t done = 0;
  for (const Mark& mark : marked.value.marks) {
    if (mark.begin < done || mark.end > text.size() || mark.begin >= mark.end) continue;
    escape_into(bytes_, text.substr(done, mark.begin - done));
    bytes_ += "<mark>";
    escape_into(bytes_, text.substr(mark.begin, mark.end - mark.begin));
    bytes_ += "</mark>";
    done = mark.end;
  }
  escape_into(bytes_, text.substr(done));
  return *this;
}

Html& Html::operator<<(Number number) {
  bytes_ += grouped(number.value);
  return *this;
}

Html& Html::operator<<(const Html& html) {
  bytes_ += html.bytes_;
  return *this;
}

std::string_view safe_link(std::string_view url) noexcept {
  for (const char byte : url) {
    if (static_cast<unsigned char>(byte) <= 0x20 || byte == 0x7F || byte == '\\') return {};
  }
  if (starts_with_folded(url, "https://") || starts_with_folded(url, "http://")) return url;
  const bool is_path = url.starts_with('/') && !url.starts_with("//");
  return is_path ? url : std::string_view{};
}

std::string percent_encode(std::string_view part) {
  static constexpr std::array<char, 16> kHex = {'0', '1', '2', '3', '4', '5', '6', '7',
                                                '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
  std::string out;
  out.reserve(part.size());
  for (const char signed_byte : part) {
    const auto byte = static_cast<unsigned char>(signed_byte);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
                       byte == '~';
    if (plain) {
      out += signed_byte;
    } else {
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

}  // namespace coldopen
