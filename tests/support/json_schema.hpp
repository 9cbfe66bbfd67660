// A value against a JSON Schema, as far as the tests write one: type (one or a list), enum, const,
// required, properties, additionalProperties (false or a schema), items, prefixItems, minimum,
// pattern (of std::regex, searched).
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <regex>
#include <string>
#include <vector>

namespace coldopen {

inline bool has_type(const boost::json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  return type == "number" && value.is_number();
}

// One line a breach: the place, and what is wrong there.
inline void find_breaches_of(const boost::json::value& schema, const boost::json::value& value,
                             const std::string& at, std::vector<std::string>& breaches) {
  const boost::json::object& rules = schema.as_object();
  const auto say = [&](const std::string& what) {
    breaches.push_back(at + ": " + what + ": " + boost::json::serialize(value).substr(0, 80));
  };
  if (const auto* type = rules.if_contains("type")) {
    std::vector<std::string> types;
    if (type->is_string()) types.emplace_back(type->as_string());
    if (type->is_array()) types = boost::json::value_to<std::vector<std::string>>(*type);
    const auto fits = [&](const std::string& one) { return has_type(value, one); };
    if (std::ranges::none_of(types, fits)) return say("is not of type " + types.front());
  }
  if (const auto* wanted = rules.if_contains("const"); wanted && *wanted != value) {
    say("is not " + boost::json::serialize(*wanted));
  }
  if (const auto* words = rules.if_contains("enum")) {
    if (std::ranges::count(words->as_array(), value) == 0) say("is not of the enum");
  }
  if (const auto* least = rules.if_contains("minimum")) {
    if (value.to_number<double>() < least->to_number<double>()) say("is too small");
  }
  if (const auto* pattern = rules.if_contains("pattern"); pattern && value.is_string()) {
    const std::regex form(std::string(pattern->as_string()));
    if (!std::regex_search(std::string(value.as_string()), form)) say("does not match");
  }
  if (value.is_object()) {
    const boost::json::object& members = value.as_object();
    if (const auto* required = rules.if_contains("required")) {
      for (const auto& name : required->as_array()) {
        if (!members.contains(name.as_string())) say("lacks " + std::string(name.as_string()));
      }
    }
    const auto* properties = rules.if_contains("properties");
    const auto* others = rules.if_contains("additionalProperties");
    for (const auto& member : members) {
      const auto* known = properties ? properties->as_object().if_contains(member.key()) : nullptr;
      const std::string below = at + "/" + std::string(member.key());
      if (known != nullptr) {
        find_breaches_of(*known, member.value(), below, breaches);
      } else if (others != nullptr && others->is_object()) {
        find_breaches_of(*others, member.value(), below, breaches);
      } else if (others != nullptr && !others->as_bool()) {
        breaches.push_back(below + ": is not in the schema");
      }
    }
  }
  if (value.is_array()) {
    const auto* each = rules.if_contains("items");
    const auto* first = rules.if_contains("prefixItems");
    const boost::json::array& items = value.as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string below = at + "/" + std::to_string(i);
      const bool placed = first != nullptr && i < first->as_array().size();
      if (placed) find_breaches_of(first->as_array()[i], items[i], below, breaches);
      if (!placed && each != nullptr) find_breaches_of(*each, items[i], below, breaches);
    }
  }
}

inline std::vector<std::string> breaches_of(std::string_view schema, std::string_view json) {
  std::vector<std::string> breaches;
  find_breaches_of(boost::json::parse(schema), boost::json::parse(json), "", breaches);
  return breaches;
}

}  // namespace coldopen
