#include "corpus/json_tree.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstddef>
#include <unordered_set>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kNumberCharactersMax = 64;
constexpr std::size_t kNodesMax = 500'000;  // 100 bytes each: a hostile article costs 50 MB at most

class TreeBuilder {  // the handler that boost::json::basic_parser calls
 public:
  using Ec = boost::json::error_code;
  using Sv = boost::json::string_view;
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  JsonNode root;
  std::string refusal;  // what we refuse and JSON would allow
  std::string_view refusal_reason;

  bool on_document_begin(Ec&) { return true; }
  bool on_document_end(Ec&) { return true; }
  bool on_object_begin(Ec& ec) { return open(JsonKind::object, ec); }
  bool on_object_end(std::size_t, Ec& ec) {
    const Strings& names = open_.back()->names;
    std::unordered_set<std::string_view> seen;
    for (const std::string& name : names) {
      if (!seen.insert(name).second) {
        return refuse("duplicate member \"" + std::string(cut_at_character(name, 80)) +
                          "\": keep one of them",
                      "duplicate-member", ec);
      }
    }
    open_.pop_back();
    return true;
  }
  bool on_array_begin(Ec& ec) { return open(JsonKind::array, ec); }
  bool on_array_end(std::size_t, Ec&) {
    open_.pop_back();
    return true;
  }
  bool on_key_part(Sv part, std::size_t, Ec&) { return append(part); }
  bool on_key(Sv part, std::size_t, Ec&) {
    append(part);
    open_.back()->names.push_back(std::exchange(text_, {}));
    return true;
  }
  bool on_string_part(Sv part, std::size_t, Ec&) { return append(part); }
  bool on_string(Sv part, std::size_t, Ec& ec) {
    append(part);
    return leaf(JsonKind::string, false, ec);
  }
  bool on_number_part(Sv part, Ec& ec) {
    append(part);
    if (text_.size() <= kNumberCharactersMax) return true;
    return refuse("a number of more than 64 characters: write it as a string", "number", ec);
  }
  bool on_int64(std::int64_t, Sv part, Ec& ec) { return number(part, ec); }
  bool on_uint64(std::uint64_t, Sv part, Ec& ec) { return number(part, ec); }
  bool on_double(double, Sv part, Ec& ec) { return number(part, ec); }
  bool on_bool(bool truth, Ec& ec) { return leaf(JsonKind::boolean, truth, ec); }
  bool on_null(Ec& ec) { return leaf(JsonKind::null, false, ec); }
  bool on_comment_part(Sv, Ec&) { return true; }
  bool on_comment(Sv, Ec&) { return true; }

 private:
  bool append(Sv part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool refuse(std::string why, std::string_view reason, Ec& ec) {
    refusal = std::move(why);
    refusal_reason = reason;
    ec = boost::json::error::exception;
    return false;
  }

  JsonNode* add(JsonKind kind, Ec& ec) {
    if (++nodes_ > kNodesMax) {
      refuse("more than 500,000 values: split it", {}, ec);
      return nullptr;
    }
    JsonNode* node = &root;
    if (!open_.empty()) node = &open_.back()->items.emplace_back();
    node->kind = kind;
    return node;
  }

  bool open(JsonKind kind, Ec& ec) {
    JsonNode* node = add(kind, ec);
    if (node == nullptr) return false;
    // Its parents do not move while it is open: only the innermost node grows.
    open_.push_back(node);
    return true;
  }

  bool leaf(JsonKind kind, bool truth, Ec& ec) {
    JsonNode* node = add(kind, ec);
    if (node == nullptr) return false;
    node->truth = truth;
    node->text = std::exchange(text_, {});
    return true;
  }

  bool number(Sv part, Ec& ec) {
    return on_number_part(part, ec) && leaf(JsonKind::number, false, ec);
  }

  std::vector<JsonNode*> open_;
  std::string text_;
  std::size_t nodes_ = 0;
};

struct Fault {
  std::string what;
  std::string_view reason;
};

Error bad_json(const Fault& fault, std::size_t offset) {
  return {ErrorCode::bad_input, fault.what, "byte " + std::to_string(offset), fault.reason};
}

// Boost.JSON calls a high surrogate without its low one a plain syntax error.
bool stops_at_surrogate(std::string_view read) {
  const std::size_t escape = read.rfind("\\u");
  if (escape == std::string_view::npos || read.size() - escape > 8) return false;
  const std::string digits = ascii_lower(read.substr(escape + 2, 2));
  return digits >= "d8" && digits <= "df";
}

constexpr const char* kNumberRange = "number out of range: write it as a string";

Fault fault_of(const boost::json::error_code& ec, std::string_view read) {
  using boost::json::error;
  if (ec == error::too_deep) return {"too deep: JSON nests at most 32 levels here", "too-deep"};
  if (ec == error::illegal_leading_surrogate || ec == error::illegal_trailing_surrogate ||
      ec == error::expected_utf16_escape || (ec == error::syntax && stops_at_surrogate(read))) {
    return {"lone surrogate: \\ud800 to \\udfff stand in pairs only", "lone-surrogate"};
  }
  if (ec == error::incomplete) return {"the JSON text ends too early", {}};
  if (ec == error::extra_data) return {"text after the JSON value: one value a line", {}};
  if (ec == error::exponent_overflow) return {kNumberRange, "number"};
  return {"not JSON: " + ec.message(), {}};
}

}  // namespace

std::string_view word_for(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "a boolean";
    case JsonKind::number:
      return "a number";
    case JsonKind::string:
      return "a string";
    case JsonKind::array:
      return "a list";
    case JsonKind::object:
      return "an object";
  }
  return "";
}

JsonNode parse_json(std::string_view json, std::string_view expected) {
  const std::size_t marked = json.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  json.remove_prefix(marked);
  if (const std::size_t bad = utf8_error(json); bad != std::string_view::npos) {
    throw bad_json({"not UTF-8: convert the text", "not-utf8"}, marked + bad);
  }
  if (trimmed(json).empty()) {
    throw bad_json({"empty: " + std::string(expected), "empty-body"}, marked);
  }
  boost::json::parse_options options;
  options.max_depth = kDepthMax;
  boost::json::basic_parser<TreeBuilder> parser(options);
  boost::json::error_code ec;
  const std::size_t used = parser.write_some(false, json.data(), json.size(), ec);
  TreeBuilder& builder = parser.handler();
  if (!builder.refusal.empty()) {
    throw bad_json({builder.refusal, builder.refusal_reason}, marked + used);
  }
  if (ec) throw bad_json(fault_of(ec, json.substr(0, used)), marked + used);
  const std::size_t rest = json.find_first_not_of(" \t\r\n", used);
  if (rest != std::string_view::npos) {
    throw bad_json({"text after the JSON value: one value a line", {}}, marked + rest);
  }
  return std::move(builder.root);
}

double finite_number(const JsonNode& node, const std::string& where) {
  double value = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  if (error == std::errc::result_out_of_range) {
    // from_chars says so for 1e-400 too, which is as good as nothing and reads as 0.
    const std::size_t exponent = node.text.find_first_of("eE");
    if (exponent != std::string::npos && node.text.substr(exponent + 1).starts_with('-')) return 0;
    throw Error(ErrorCode::bad_input, kNumberRange, where, "number");
  }
  return value == 0 ? 0 : value;  // -0 is 0
}

std::string quoted_json(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

}  // namespace coldopen
