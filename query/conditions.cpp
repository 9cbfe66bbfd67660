// A clause is read once, left to right; every error names the character where reading stopped.
#include "query/conditions.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "corpus/edit_distance.hpp"
#include "corpus/error.hpp"
#include "index/analysis/languages.hpp"
#include "query/query_tree.hpp"

namespace coldopen {

namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

struct TypedValue {
  std::string_view text;
  bool quoted = false;
  std::size_t at = 0;  // byte in the clause
};

class ClauseReader {
 public:
  explicit ClauseReader(std::string_view clause) : clause_(clause) {}

  [[noreturn]] void fail(const std::string& what, std::size_t at) const {
    const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    const auto character = 1 + std::ranges::count_if(clause_.substr(0, at), is_start);
    throw Error(ErrorCode::invalid_argument,
                what + " (filter '" + std::string(clause_) + "', character " +
                    std::to_string(character) + ")",
                "filter");
  }

  // The name before the colon; afterwards the reader stands behind the colon.
  std::string_view name() {
    at_ = std::min(clause_.find_first_not_of(kSpaces), clause_.size());
    if (at_ < clause_.size() && clause_[at_] == '-') ++at_;
    const std::size_t colon = clause_.find(':', at_);
    if (colon == std::string_view::npos)
      fail("a filter is name:value, as in season:4", clause_.size());
    name_at_ = at_;
    const std::string_view name = trim(clause_.substr(at_, colon - at_));
    if (name.empty()) fail("a filter needs a name before its colon, as in season:4", at_);
    at_ = colon + 1;
    return name;
  }
  std::size_t name_at() const { return name_at_; }
  bool negated() const { return trim(clause_).starts_with('-'); }

  // All values; at least one.
  std::vector<TypedValue> values() {
    std::vector<TypedValue> found;
    do {
      found.push_back(value());
      if (found.size() > SearchLimits::filter_values_max)
        fail(
            "a filter takes at most " + std::to_string(SearchLimits::filter_values_max) + " values",
            at_);
    } while (comma());
    return found;
  }

 private:
  TypedValue value() {
    while (at_ < clause_.size() && kSpaces.find(clause_[at_]) != std::string_view::npos) ++at_;
    TypedValue value{.text = {}, .quoted = false, .at = at_};
    if (const std::size_t open = quote_length(clause_.substr(at_)); open > 0) {
      std::size_t end = at_ + open;
      while (end < clause_.size() && quote_length(clause_.substr(end)) == 0) ++end;
      if (end == clause_.size()) fail("a quote is opened and not closed", at_);
      value.text = clause_.substr(at_ + open, end - at_ - open);
      value.quoted = true;
      at_ = end + quote_length(clause_.substr(end));
      const std::size_t next = std::min(clause_.find(',', at_), clause_.size());
      if (!trim(clause_.substr(at_, next - at_)).empty())
        fail("between values stands a comma", at_);
      at_ = next;
    } else {
      const std::size_t next = std::min(clause_.find(',', at_), clause_.size());
      value.text = trim(clause_.substr(at_, next - at_));
      at_ = next;
    }
    if (trim(value.text).empty())
      fail("a value is missing; name:* asks for articles that have any", value.at);
    return value;
  }

  bool comma() {
    if (at_ >= clause_.size()) return false;
    ++at_;
    return true;
  }

  std::string_view clause_;
  std::size_t at_ = 0;
  std::size_t name_at_ = 0;
};

std::optional<double> read_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A year, a month or a day as the days it spans.
std::optional<Condition::Range> read_days(std::string_view text) {
  std::string first(text);
  std::string after;  // the first day behind
  if (text.size() == 4 && all_digits(text)) {
    first += "-01-01";
    after = std::string(text) + "-12-31";
  } else if (text.size() == 7 && text[4] == '-' && all_digits(text.substr(5))) {
    first += "-01";
    for (const char* last : {"-31", "-30", "-29", "-28"}) {
      after = std::string(text) + last;
      if (parse_date(after)) break;
    }
  } else {
    after = first;
  }
  const auto from = parse_date(first);
  const auto to = parse_date(after);
  if (!from || !to) return std::nullopt;
  return Condition::Range{.from = days_since_epoch(*from), .to = days_since_epoch(*to)};
}

std::optional<Condition::Range> read_one(std::string_view text, AttributeType type) {
  if (type == AttributeType::date) return read_days(text);
  std::optional<double> number;
  if (type == AttributeType::boolean) {
    if (text == "true" || text == "yes") number = 1;
    if (text == "false" || text == "no") number = 0;
  } else {
    number = read_number(text);
  }
  if (!number) return std::nullopt;
  return Condition::Range{.from = number, .to = number};
}

Condition::Range read_range(const ClauseReader& reader, const TypedValue& value, AttributeType type,
                            std::string_view name) {
  const std::string should_be =
      type == AttributeType::number ? "a number, as in " + std::string(name) + ":4 or 3..5"
      : type == AttributeType::date ? "a date, as in " + std::string(name) + ":2008-04-10 or 2008"
                                    : "true or false";
  const auto one = [&](std::string_view text) {
    const auto range = read_one(trim(text), type);
    if (!range)
      reader.fail(std::string(name) + " is " + should_be + ", not '" + std::string(text) + "'",
                  value.at);
    return *range;
  };
  const std::size_t dots = value.text.find("..");
  if (dots == std::string_view::npos || type == AttributeType::boolean) return one(value.text);
  Condition::Range range;
  if (const auto from = trim(value.text.substr(0, dots)); !from.empty())
    range.from = one(from).from;
  if (const auto to = trim(value.text.substr(dots + 2)); !to.empty()) range.to = one(to).to;
  return range;
}

}  // namespace

std::string known_attribute(std::string_view name, const AttributeTypes& types) {
  if (types.contains(name)) return std::string(name);
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  std::string canonical = canonical_attribute_name(lower);
  return types.contains(canonical) ? canonical : std::string{};
}

void throw_unknown_attribute(std::string_view name, const AttributeTypes& types,
                             std::string_view where) {
  const std::string_view shown = name.substr(0, ArticleLimits::attribute_name_max);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& [known, type] : types) near.emplace_back(edit_distance(shown, known), known);
  std::ranges::sort(near);
  std::string message = "there is no attribute '" + std::string(shown) + "'";
  std::string nearest;
  if (near.empty()) {
    message += "; the articles of this index have no attributes";
  } else {
    // Two edits are a slip of the fingers; where nothing is so near, any name is a help.
    const auto slips = std::ranges::count_if(near, [](const auto& n) { return n.first <= 2; });
    near.resize(
        std::min<std::size_t>(near.size(), slips > 0 ? static_cast<std::size_t>(slips) : 8));
    if (slips > 0) nearest = near.front().second;
    message += slips > 0 ? "; did you mean " : "; some there are: ";
    for (std::size_t i = 0; i < near.size(); ++i) message += (i > 0 ? ", " : "") + near[i].second;
  }
  throw UnknownAttribute(message, where, std::move(nearest));
}

Condition parse_condition(std::string_view clause, const AttributeTypes& types) {
  ClauseReader reader(clause);
  Condition condition;
  const std::string_view typed = reader.name();
  condition.negated = reader.negated();
  condition.attribute = known_attribute(typed, types);
  if (condition.attribute.empty()) throw_unknown_attribute(typed, types, "filter");
  const AttributeType type = types.find(condition.attribute)->second;
  for (const TypedValue& value : reader.values()) {
    if (!value.quoted && value.text == "*") {
      condition.any_value = true;
    } else if (condition.attribute == kLanguageColumn) {
      const std::string code = language_code(value.text);
      condition.texts.push_back(code.empty() ? std::string(value.text) : code);
    } else if (type == AttributeType::text) {
      condition.texts.emplace_back(value.text);
    } else {
      condition.ranges.push_back(read_range(reader, value, type, condition.attribute));
    }
  }
  return condition;
}

std::vector<SortKey> parse_sort(std::string_view text, const AttributeTypes& types) {
  std::vector<SortKey> keys;
  if (trim(text).empty()) return keys;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    std::string_view name = trim(text.substr(at, comma - at));
    SortKey key;
    if (name.starts_with('-')) {
      key.descending = true;
      name = trim(name.substr(1));
    }
    if (name.empty())
      throw Error(ErrorCode::invalid_argument,
                  "a name is missing in sort; write it like -air_date,title", "sort");
    if (name == "_score") {
      key.attribute = name;
      key.descending = !key.descending;  // asked for by score, the best comes first
    } else {
      key.attribute = name == "title" ? "title" : known_attribute(name, types);
      if (key.attribute.empty()) throw_unknown_attribute(name, types, "sort");
    }
    keys.push_back(std::move(key));
    if (keys.size() > SearchLimits::sort_keys_max)
      throw Error(ErrorCode::invalid_argument,
                  "sort takes at most " + std::to_string(SearchLimits::sort_keys_max) + " names",
                  "sort");
    at = comma + 1;
  }
  return keys;
}

}  // namespace coldopen
