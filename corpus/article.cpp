#include "corpus/article.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <set>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::array<std::string_view, 7> kReserved = {"id",  "title", "body",   "passages",
                                                       "url", "lang",  "aliases"};

struct Renamed {
  std::string_view written;
  std::string_view kept;
};
constexpr std::array<Renamed, 4> kRenamed = {{{"characters", "character"},
                                              {"directors", "director"},
                                              {"writers", "writer"},
                                              {"date", "air_date"}}};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The number at text[at, at + length), or none.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t length) {
  if (text.size() < at + length) return std::nullopt;
  const std::string_view part = text.substr(at, length);
  if (!all_digits(part)) return std::nullopt;
  int value = 0;
  std::from_chars(part.data(), part.data() + part.size(), value);
  return value;
}

std::chrono::year_month_day calendar(const Date& date) {
  return std::chrono::year(date.year) / std::chrono::month(static_cast<unsigned>(date.month)) /
         std::chrono::day(static_cast<unsigned>(date.day));
}

bool is_valid(const Date& date) {
  return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.day >= 1 &&
         calendar(date).ok();
}

// "THH:MM:SS[.fff](Z|+HH:MM|-HH:MM)" of RFC 3339; the leap second is allowed, 24:00 is not.
bool is_time_of_day(std::string_view text) {
  if (text.empty() || (text[0] != 'T' && text[0] != 't' && text[0] != ' ')) return false;
  const auto hour = digits(text, 1, 2), minute = digits(text, 4, 2), second = digits(text, 7, 2);
  if (!hour || !minute || !second || text[3] != ':' || text[6] != ':') return false;
  if (*hour > 23 || *minute > 59 || *second > 60) return false;
  text.remove_prefix(9);
  if (text.starts_with('.')) {
    const std::size_t end = text.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return false;
    text.remove_prefix(end);
  }
  if (text == "Z" || text == "z") return true;
  const auto off_hour = digits(text, 1, 2), off_minute = digits(text, 4, 2);
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && off_hour &&
         off_minute && *off_hour <= 23 && *off_minute <= 59;
}

// A number as JSON writes it: no leading zero, no plus sign, finite.
std::optional<double> parse_number(std::string_view text) {
  const std::string_view unsigned_part = text.starts_with('-') ? text.substr(1) : text;
  if (unsigned_part.empty() || unsigned_part[0] < '0' || unsigned_part[0] > '9') return {};
  if (unsigned_part.size() > 1 && unsigned_part[0] == '0' && unsigned_part[1] != '.') return {};
  if (text.size() > 64 || text.ends_with('.')) return {};
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

void check_text(std::string_view text, const std::string& where) {
  const std::size_t bad = utf8_error(text);
  if (bad == std::string_view::npos) return;
  throw Error(ErrorCode::invalid_argument,
              "text is not UTF-8 at its byte " + std::to_string(bad) + ": convert it first", where);
}

bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7F) return true;
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

void check_count(std::size_t count, std::size_t max, const std::string& where) {
  if (count <= max) return;
  throw Error(ErrorCode::invalid_argument,
              "an article has at most " + std::to_string(max) + " " + where + ", not " +
                  std::to_string(count),
              where);
}

void check_id(const std::string& id) {
  if (id.empty()) {
    throw Error(ErrorCode::invalid_argument, "an article needs an id: add \"id\"", "id");
  }
  if (id.size() > ArticleLimits::id_bytes_max) {
    throw Error(ErrorCode::invalid_argument, "an id has at most 512 bytes", "id");
  }
  check_text(id, "id");
  if (has_control(id)) {
    throw Error(ErrorCode::invalid_argument, "an id holds no control characters", "id");
  }
}

void check_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  if (name.empty() || name.size() > ArticleLimits::attribute_name_max ||
      !std::all_of(name.begin(), name.end(), allowed)) {
    throw Error(ErrorCode::invalid_argument,
                "an attribute's name is 1 to 64 of A-Z a-z 0-9 _ -: rename it",
                escaped_name(cut_at_character(name, 80)));
  }
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    throw Error(ErrorCode::invalid_argument, "this name is reserved: rename the attribute", name);
  }
  if (canonical_attribute_name(name) != name) {
    throw Error(ErrorCode::invalid_argument,
                "this attribute is kept as '" + canonical_attribute_name(name) + "'", name);
  }
}

void check_value(const Value& value, const std::string& where) {
  if (const auto* text = std::get_if<std::string>(&value)) check_text(*text, where);
  const auto* number = std::get_if<double>(&value);
  if (number != nullptr && !std::isfinite(*number)) {
    throw Error(ErrorCode::invalid_argument, "a number is finite", where);
  }
  const auto* date = std::get_if<Date>(&value);
  if (date != nullptr && !is_valid(*date)) {
    throw Error(ErrorCode::invalid_argument, "this day is not in the calendar", where);
  }
}

void check_attributes(const std::vector<Attribute>& attributes) {
  check_count(attributes.size(), ArticleLimits::attributes_max, "attributes");
  std::set<std::string_view> names;
  for (const Attribute& attribute : attributes) {
    check_name(attribute.name);
    if (!names.insert(attribute.name).second) {
      throw Error(ErrorCode::invalid_argument, "an attribute stands once", attribute.name);
    }
    if (attribute.values.empty() || (attribute.values.size() > 1 && !attribute.is_list)) {
      throw Error(ErrorCode::invalid_argument, "one value, or a list of at least one",
                  attribute.name);
    }
    for (const Value& value : attribute.values) {
      check_value(value, attribute.name);
      if (type_of(value) != type_of(attribute.values.front())) {
        throw Error(ErrorCode::invalid_argument, "the values of a list are of one type",
                    attribute.name);
      }
    }
  }
}

std::size_t bytes_of(const Article& article) {
  std::size_t bytes = article.id.size() + article.title.size() + article.url.size() +
                      article.lang.size() + article.body.size();
  for (const std::string& alias : article.aliases) bytes += alias.size();
  for (const Passage& p : article.passages) {
    bytes += p.heading.size() + p.anchor.size() + p.text.size();
    for (const std::string& alias : p.aliases) bytes += alias.size();
  }
  for (const Attribute& attribute : article.attributes) {
    bytes += attribute.name.size();
    for (const Value& value : attribute.values) {
      const auto* text = std::get_if<std::string>(&value);
      bytes += text != nullptr ? text->size() : 8;
    }
  }
  return bytes;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const Date date{*year, *month, *day};
  if (!is_valid(date)) return std::nullopt;
  if (text.size() > 10 && !is_time_of_day(text.substr(10))) return std::nullopt;
  return date;
}

std::string to_string(const Date& date) {
  const auto padded = [](int value, std::size_t width) {
    std::string digits_of = std::to_string(value);
    return std::string(width - std::min(width, digits_of.size()), '0') + digits_of;
  };
  return padded(date.year, 4) + '-' + padded(date.month, 2) + '-' + padded(date.day, 2);
}

std::int32_t days_since_epoch(const Date& date) {
  return static_cast<std::int32_t>(
      std::chrono::sys_days(calendar(date)).time_since_epoch().count());
}

Date date_of_days(std::int32_t days) {
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(days))};
  return {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
          static_cast<int>(static_cast<unsigned>(day.day()))};
}

AttributeType type_of(const Value& value) noexcept {
  return static_cast<AttributeType>(value.index());
}

Value value_of_text(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  if (const auto number = parse_number(text)) return *number;
  if (const auto date = parse_date(text)) return *date;
  return std::string(text);
}

void check(const Article& article) {
  check_id(article.id);
  check_text(article.title, "title");
  check_text(article.url, "url");
  check_text(article.lang, "lang");
  check_text(article.body, "body");
  for (const std::string& alias : article.aliases) check_text(alias, "aliases");
  check_count(article.passages.size(), ArticleLimits::passages_max, "passages");
  std::size_t aliases = article.aliases.size();
  for (const Passage& passage : article.passages) {
    aliases += passage.aliases.size();
    for (const std::string& alias : passage.aliases) check_text(alias, "passages");
    check_text(passage.heading, "passages");
    check_text(passage.anchor, "passages");
    check_text(passage.text, "passages");
  }
  check_count(aliases, ArticleLimits::aliases_max, "aliases");
  check_attributes(article.attributes);
  if (!article.body.empty() && !article.passages.empty()) {
    throw Error(ErrorCode::invalid_argument, "an article has a body or passages: leave one out",
                "passages");
  }
  if (article.title.empty() && article.body.empty() && article.passages.empty()) {
    throw Error(ErrorCode::invalid_argument, "an article needs a title, a body or passages",
                "title");
  }
  if (bytes_of(article) > ArticleLimits::bytes_max) {
    throw Error(ErrorCode::too_large, "an article has at most 8 MiB: split it", "article");
  }
}

const Attribute* find_attribute(const Article& article, std::string_view name) noexcept {
  const auto found =
      std::find_if(article.attributes.begin(), article.attributes.end(),
                   [name](const Attribute& attribute) { return attribute.name == name; });
  return found == article.attributes.end() ? nullptr : &*found;
}

Strings every_alias(const Article& article) {
  Strings aliases = article.aliases;
  for (const Passage& passage : article.passages)
    aliases.insert(aliases.end(), passage.aliases.begin(), passage.aliases.end());
  return aliases;
}

std::string canonical_attribute_name(std::string_view name) {
  for (const Renamed& row : kRenamed) {
    if (row.written == name) return std::string(row.kept);
  }
  return std::string(name);
}

void give(Article& article, std::string_view name, std::vector<Value> values, bool is_list) {
  if (values.empty()) return;
  const std::string kept = canonical_attribute_name(name);
  const auto found =
      std::find_if(article.attributes.begin(), article.attributes.end(),
                   [&kept](const Attribute& attribute) { return attribute.name == kept; });
  if (found == article.attributes.end()) {
    article.attributes.push_back({kept, std::move(values), is_list});
    unify(article.attributes.back().values);
    return;
  }
  for (Value& value : values) {
    if (std::find(found->values.begin(), found->values.end(), value) == found->values.end()) {
      found->values.push_back(std::move(value));
    }
  }
  found->is_list = true;
  unify(found->values);
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* date = std::get_if<Date>(&value)) return to_string(*date);
  std::array<char, 32> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::get<double>(value));
  return {buffer.data(), end};
}

bool unify(std::vector<Value>& values) {
  const bool one_type = std::all_of(values.begin(), values.end(), [&values](const Value& value) {
    return type_of(value) == type_of(values.front());
  });
  if (one_type) return false;
  for (Value& value : values) value = text_of(value);
  return true;
}

}  // namespace coldopen
