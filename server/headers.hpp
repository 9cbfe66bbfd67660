// What header fields of a request say, and how those of an answer are written. Plain text work,
// no sockets. Grammar: RFC 9110; lists beyond 32 items are cut.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coldopen {

using NameValue = std::pair<std::string, std::string>;

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;  // ASCII
std::string_view trim_blanks(std::string_view text) noexcept;               // spaces and tabs

// The value of the first field of that name; empty where there is none.
std::string_view find_header(std::span<const NameValue> fields, std::string_view name) noexcept;

// The comma-separated parts, trimmed, without empty ones; at most 32.
std::vector<std::string_view> list_items(std::string_view value);

// True where `value` lists the word (Connection: close).
bool lists_word(std::string_view value, std::string_view word);

// Accept: an empty one accepts all. `type` is "application/json".
bool accepts_type(std::string_view accept, std::string_view type);
// Accept-Encoding: true only where gzip (or *) is listed with a q above 0.
bool accepts_gzip(std::string_view accept_encoding);

// Content-Type is `type`, with no charset or charset=utf-8.
bool has_content_type(std::string_view value, std::string_view type);

struct EntityTag {
  std::string text;  // without quotes
  bool weak = false;
};
struct EntityTags {
  bool any = false;  // *
  std::vector<EntityTag> tags;
};
// If-Match, If-None-Match. None where the value is malformed.
std::optional<EntityTags> parse_entity_tags(std::string_view value);
// Weak comparison, as If-None-Match of a read asks for it.
bool matches_weakly(const EntityTags& asked, std::string_view tag) noexcept;

std::string_view reason_of(int status) noexcept;  // "Not Found"

// Status line and fields with the closing empty line. The one place where values of answers are
// checked: a field whose name or value has CR, LF or NUL is left out.
std::string write_head(int status, std::span<const NameValue> fields);

}  // namespace coldopen
