// What people write: an article with passages and attributes. Plain values, no behaviour.
//
// All text is valid UTF-8. An article has either a `body` (cut into passages by passages_of, in
// corpus/passages.hpp) or `passages`, never both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace coldopen {

using Strings = std::vector<std::string>;

struct Date {  // a day of the proleptic Gregorian calendar, years 1 to 9999
  int year = 0;
  int month = 0;
  int day = 0;
  auto operator<=>(const Date&) const = default;
};

std::optional<Date> parse_date(std::string_view text);  // YYYY-MM-DD or RFC 3339; else none
std::string to_string(const Date& date);                // YYYY-MM-DD
std::int32_t days_since_epoch(const Date& date);        // 1970-01-01 = 0
Date date_of_days(std::int32_t days);

using Value = std::variant<std::string, double, bool, Date>;
enum class AttributeType : std::uint8_t { text, number, boolean, date };
AttributeType type_of(const Value& value) noexcept;

// A value of untyped text (CSV cells, front matter, --attr): true and false, numbers as JSON writes
// them (so 007 stays text), days and RFC 3339 times; all else is text.
Value value_of_text(std::string_view text);
std::string text_of(const Value& value);  // numbers in the fewest digits that read back the same

// Makes the values of a list one type: where they differ, all become their text. True if so.
bool unify(std::vector<Value>& values);

struct Attribute {
  std::string name;           // [A-Za-z0-9_-]{1,64}
  std::vector<Value> values;  // at least one, all of one type
  bool is_list = false;       // given as a list, also where it holds one value
  bool operator==(const Attribute&) const = default;
};

struct Passage {
  std::string heading;        // its own heading, may be empty
  std::string anchor;         // the part of a link after '#', may be empty
  std::uint32_t ordinal = 0;  // the number people see (list item 7, slide 7/13); 0 where none
  std::string text;
  Strings aliases = {};  // names that lead here: redirects to a section
  bool operator==(const Passage&) const = default;
};

struct Article {
  std::string id, title, url, lang;
  Strings aliases;
  std::string body;
  std::vector<Passage> passages;
  std::vector<Attribute> attributes;  // in the order given; one of a name
  bool operator==(const Article&) const = default;
};

struct ArticleLimits {  // the bounds of HTTP and of files both rest on these
  static constexpr std::size_t bytes_max = std::size_t{8} << 20;  // one article as JSON
  static constexpr std::size_t id_bytes_max = 512;
  static constexpr std::size_t aliases_max = 1024;  // with those of its passages
  static constexpr std::size_t passages_max = 10'000;
  static constexpr std::size_t attributes_max = 256;
  static constexpr std::size_t attribute_name_max = 64;
};

// Says the first thing wrong with an article; throws Error (invalid_argument or too_large) whose
// `where` is the member.
void check(const Article& article);

// The attribute of that name, or null.
const Attribute* find_attribute(const Article& article, std::string_view name) noexcept;

// Its own aliases, then those of its passages, in order: every name it is found by but its title.
Strings every_alias(const Article& article);

// Adds values under the canonical name; where the attribute is there already they join its list
// (each value once). No values, no attribute.
void give(Article& article, std::string_view name, std::vector<Value> values, bool is_list);

// The name under which a member is kept: plurals of known attributes become singular
// (`characters` -> `character`, `directors` -> `director`, ...), `date` becomes `air_date`.
std::string canonical_attribute_name(std::string_view name);

}  // namespace coldopen
