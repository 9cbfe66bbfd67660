#include "server/headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace coldopen {
namespace {

constexpr std::size_t kListItemsMax = 32;

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

struct Weighted {
  std::string_view name;
  bool wanted = true;  // q is above 0
};

// "text/html;level=1;q=0.4" -> name text/html, wanted. A q that is no number counts as wanted.
Weighted weighted(std::string_view item) {
  const std::size_t semicolon = item.find(';');
  Weighted result{trim_blanks(item.substr(0, semicolon)), true};
  while (semicolon != std::string_view::npos && !item.empty()) {
    const std::size_t next = item.find(';');
    std::string_view part = trim_blanks(item.substr(0, next));
    item = next == std::string_view::npos ? "" : item.substr(next + 1);
    if (part.size() < 2 || lower(part[0]) != 'q' || part[1] != '=') continue;
    part.remove_prefix(2);
    result.wanted = part.find_first_not_of("0.") != std::string_view::npos;
  }
  return result;
}

struct Reason {
  int status;
  std::string_view text;
};
constexpr std::array kReasons = {
    Reason{100, "Continue"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{204, "No Content"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{410, "Gone"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{507, "Insufficient Storage"},
};

bool is_safe(std::string_view text) noexcept {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trim_blanks(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view find_header(std::span<const NameValue> fields, std::string_view name) noexcept {
  for (const NameValue& field : fields) {
    if (equal_ignoring_case(field.first, name)) return field.second;
  }
  return {};
}

std::vector<std::string_view> list_items(std::string_view value) {
  std::vector<std::string_view> items;
  while (!value.empty() && items.size() < kListItemsMax) {
    const std::size_t comma = value.find(',');
    const std::string_view item = trim_blanks(value.substr(0, comma));
    if (!item.empty()) items.push_back(item);
    value = comma == std::string_view::npos ? "" : value.substr(comma + 1);
  }
  return items;
}

bool lists_word(std::string_view value, std::string_view word) {
  const std::vector<std::string_view> items = list_items(value);
  return std::ranges::any_of(
      items, [&](std::string_view item) { return equal_ignoring_case(item, word); });
}

bool accepts_type(std::string_view accept, std::string_view type) {
  const std::vector<std::string_view> items = list_items(accept);
  if (items.empty()) return true;
  const std::string family = std::string(type.substr(0, type.find('/'))) + "/*";
  // The most exact range that fits decides: type, then family, then */*.
  for (const std::string_view range : {type, std::string_view(family), std::string_view("*/*")}) {
    for (const std::string_view item : items) {
      const Weighted part = weighted(item);
      if (equal_ignoring_case(part.name, range)) return part.wanted;
    }
  }
  return false;
}

bool accepts_gzip(std::string_view accept_encoding) {
  const std::vector<std::string_view> items = list_items(accept_encoding);
  for (const std::string_view coding : {"gzip", "*"}) {
    for (const std::string_view item : items) {
      const Weighted part = weighted(item);
      if (equal_ignoring_case(part.name, coding)) return part.wanted;
    }
  }
  return false;
}

bool has_content_type(std::string_view value, std::string_view type) {
  const std::size_t semicolon = value.find(';');
  if (!equal_ignoring_case(trim_blanks(value.substr(0, semicolon)), type)) return false;
  if (semicolon == std::string_view::npos) return true;
  std::string_view rest = value.substr(semicolon + 1);
  while (!rest.empty()) {
    const std::size_t next = rest.find(';');
    std::string_view part = trim_blanks(rest.substr(0, next));
    rest = next == std::string_view::npos ? "" : rest.substr(next + 1);
    const std::size_t equals = part.find('=');
    if (!equal_ignoring_case(part.substr(0, equals), "charset")) continue;
    std::string_view charset = equals == std::string_view::npos ? "" : part.substr(equals + 1);
    if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
      charset = charset.substr(1, charset.size() - 2);
    }
    if (!equal_ignoring_case(charset, "utf-8")) return false;
  }
  return true;
}

std::optional<EntityTags> parse_entity_tags(std::string_view value) {
  EntityTags result;
  value = trim_blanks(value);
  if (value == "*") {
    result.any = true;
    return result;
  }
  while (!value.empty()) {
    EntityTag tag;
    if (value.starts_with("W/")) {
      tag.weak = true;
      value.remove_prefix(2);
    }
    if (!value.starts_with('"')) return std::nullopt;
    const std::size_t end = value.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    tag.text = value.substr(1, end - 1);
    if (result.tags.size() < kListItemsMax) result.tags.push_back(std::move(tag));
    value = trim_blanks(value.substr(end + 1));
    if (value.empty()) break;
    if (value.front() != ',') return std::nullopt;
    value = trim_blanks(value.substr(1));
  }
  if (result.tags.empty()) return std::nullopt;
  return result;
}

bool matches_weakly(const EntityTags& asked, std::string_view tag) noexcept {
  return asked.any ||
         std::ranges::any_of(asked.tags, [&](const EntityTag& one) { return one.text == tag; });
}

std::string_view reason_of(int status) noexcept {
  const auto* row = std::ranges::find(kReasons, status, &Reason::status);
  return row == kReasons.end() ? "Unknown" : row->text;
}

std::string write_head(int status, std::span<const NameValue> fields) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + ' ';
  out += reason_of(status);
  out += "\r\n";
  for (const auto& [name, value] : fields) {
    if (!is_safe(name) || !is_safe(value)) continue;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  out += "\r\n";
  return out;
}

}  // namespace coldopen
