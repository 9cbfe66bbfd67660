// JSON text as a tree of our own, and text as JSON.
//
// Boost.JSON's event parser fills it, because its own value keeps the last of duplicate members in
// silence, reads 1e400 as Infinity and rounds one double in four; here members stand in their
// order, numbers as their text, which std::from_chars reads exactly. Errors   Error(bad_input)
// whose `where` is the byte: not JSON, not UTF-8, a member twice, more
//          than 32 levels deep or 500,000 values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"

namespace coldopen {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

struct JsonNode {
  JsonKind kind = JsonKind::null;
  bool truth = false;
  std::string text;  // of a string or a number
  Strings names;     // of an object's members, beside `items`
  std::vector<JsonNode> items;
};

std::string_view word_for(JsonKind kind);  // "a list"

// One value and nothing behind it; a byte order mark may stand in front. `expected` is said where
// there is nothing: "an article is a JSON object".
JsonNode parse_json(std::string_view json, std::string_view expected);

// Of a number; what is too small reads as 0. Error(bad_input, where) for what is too large.
double finite_number(const JsonNode& node, const std::string& where);

std::string quoted_json(std::string_view text);  // UTF-8; with its quotes

}  // namespace coldopen
