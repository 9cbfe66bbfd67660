#include "server/page_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <variant>

#include "server/html.hpp"

namespace coldopen {
namespace {

std::string number_text(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.begin(), text.end(), number).ptr;
  return {text.begin(), end};
}

std::string date_text(const Date& date) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto month = static_cast<std::size_t>(std::clamp(date.month, 1, 12) - 1);
  return std::to_string(date.day) + " " + std::string(kMonths[month]) + " " +
         std::to_string(date.year);
}

std::optional<int> whole_number(const std::vector<Attribute>& attributes, std::string_view name) {
  const Attribute* attribute = find_in(attributes, name);
  if (attribute == nullptr || attribute->values.empty()) return std::nullopt;
  const double* number = std::get_if<double>(&attribute->values.front());
  if (number == nullptr || *number < 0 || *number > 99'999 || *number != std::floor(*number)) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

std::string two_digits(char letter, int number) {
  std::array<char, 16> text{};
  const int length = std::snprintf(text.data(), text.size(), "%c%02d", letter, number);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

std::string label_of(std::string_view attribute) {
  std::string label(attribute);
  std::ranges::replace(label, '_', ' ');
  if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') {
    label[0] = static_cast<char>(label[0] - ('a' - 'A'));
  }
  return label;
}

std::string shown(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "yes" : "no";
  return date_text(std::get<Date>(value));
}

const Attribute* find_in(const std::vector<Attribute>& attributes, std::string_view name) noexcept {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

std::string first_shown(const std::vector<Attribute>& attributes, std::string_view name) {
  const Attribute* attribute = find_in(attributes, name);
  return attribute == nullptr || attribute->values.empty() ? "" : shown(attribute->values.front());
}

std::string episode_badge(const std::vector<Attribute>& attributes) {
  const auto season = whole_number(attributes, "season");
  const auto episode = whole_number(attributes, "episode");
  if (season && episode) return two_digits('S', *season) + two_digits('E', *episode);
  return season && first_shown(attributes, "kind") == "season" ? two_digits('S', *season) : "";
}

Strings facts_line(const std::vector<Attribute>& attributes) {
  Strings facts;
  const std::string kind = first_shown(attributes, "kind");
  if (!kind.empty()) facts.push_back(label_of(kind));
  const std::string series = first_shown(attributes, "series");
  if (!series.empty()) facts.push_back(series);
  if (kind == "character") {
    std::string actor = first_shown(attributes, "portrayed_by");
    if (actor.empty()) actor = first_shown(attributes, "cast");
    if (!actor.empty()) facts.push_back("played by " + actor);
  }
  const std::string date = first_shown(attributes, "air_date");
  if (!date.empty()) facts.push_back(date);
  return facts;
}

std::string more_passages(const Hit& hit) {
  if (hit.passages_matching <= hit.passages.size()) return "";
  const std::size_t more = hit.passages_matching - hit.passages.size();
  return "and " + grouped(more) + (more == 1 ? " more passage" : " more passages");
}

}  // namespace coldopen
