// Boost.JSON's event parser fills a small tree of our own, because its own value keeps the last of
// duplicate members in silence, reads 1e400 as Infinity and rounds one double in four; here members
// stand in their order, numbers as their text, which std::from_chars reads exactly.
#include "corpus/article_json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <unordered_set>
#include <utility>
#include <vector>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kNumberCharactersMax = 64;
constexpr std::size_t kNodesMax = 500'000;  // 100 bytes each: a hostile article costs 50 MB at most

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Node {
  Kind kind = Kind::null;
  bool truth = false;
  std::string text;  // of a string or a number
  Strings names;     // of an object's members, beside `items`
  std::vector<Node> items;
};

std::string_view word_for(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::array:
      return "a list";
    case Kind::object:
      return "an object";
  }
  return "";
}

class TreeBuilder {  // the handler that boost::json::basic_parser calls
 public:
  using Ec = boost::json::error_code;
  using Sv = boost::json::string_view;
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  Node root;
  std::string refusal;  // what we refuse and JSON would allow
  std::string_view refusal_reason;

  bool on_document_begin(Ec&) { return true; }
  bool on_document_end(Ec&) { return true; }
  bool on_object_begin(Ec& ec) { return open(Kind::object, ec); }
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
  bool on_array_begin(Ec& ec) { return open(Kind::array, ec); }
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
    return leaf(Kind::string, false, ec);
  }
  bool on_number_part(Sv part, Ec& ec) {
    append(part);
    if (text_.size() <= kNumberCharactersMax) return true;
    return refuse("a number of more than 64 characters: write it as a string", "number", ec);
  }
  bool on_int64(std::int64_t, Sv part, Ec& ec) { return number(part, ec); }
  bool on_uint64(std::uint64_t, Sv part, Ec& ec) { return number(part, ec); }
  bool on_double(double, Sv part, Ec& ec) { return number(part, ec); }
  bool on_bool(bool truth, Ec& ec) { return leaf(Kind::boolean, truth, ec); }
  bool on_null(Ec& ec) { return leaf(Kind::null, false, ec); }
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

  Node* add(Kind kind, Ec& ec) {
    if (++nodes_ > kNodesMax) {
      refuse("more than 500,000 values in one article: split it", {}, ec);
      return nullptr;
    }
    Node* node = &root;
    if (!open_.empty()) node = &open_.back()->items.emplace_back();
    node->kind = kind;
    return node;
  }

  bool open(Kind kind, Ec& ec) {
    Node* node = add(kind, ec);
    if (node == nullptr) return false;
    // Its parents do not move while it is open: only the innermost node grows.
    open_.push_back(node);
    return true;
  }

  bool leaf(Kind kind, bool truth, Ec& ec) {
    Node* node = add(kind, ec);
    if (node == nullptr) return false;
    node->truth = truth;
    node->text = std::exchange(text_, {});
    return true;
  }

  bool number(Sv part, Ec& ec) { return on_number_part(part, ec) && leaf(Kind::number, false, ec); }

  std::vector<Node*> open_;
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

Node parse(std::string_view json) {
  const std::size_t marked = json.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  json.remove_prefix(marked);
  if (const std::size_t bad = utf8_error(json); bad != std::string_view::npos) {
    throw bad_json({"not UTF-8: convert the text", "not-utf8"}, marked + bad);
  }
  if (trimmed(json).empty()) {
    throw bad_json({"empty: an article is a JSON object", "empty-body"}, marked);
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

double finite_number(const Node& node, const std::string& where) {
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

class ArticleReader {  // from the tree to the article, one member at a time
 public:
  ArticleReader(Strings* warnings, std::string_view id) : warnings_(warnings) { article_.id = id; }

  Article read(Node& root) {
    if (root.kind != Kind::object) {
      throw Error(ErrorCode::bad_input,
                  "an article is a JSON object, not " + std::string(word_for(root.kind)), "byte 0");
    }
    for (std::size_t i = 0; i < root.items.size(); ++i) member(root.names[i], root.items[i]);
    return std::move(article_);
  }

 private:
  void warn(const std::string& sentence) {
    if (warnings_ != nullptr) warnings_->push_back(sentence);
  }

  static Error wrong_type(const std::string& where, std::string_view expected, const Node& node) {
    return {ErrorCode::bad_input,
            where + " is " + std::string(expected) + ", not " + std::string(word_for(node.kind)),
            where};
  }

  std::string text(Node& node, const std::string& where, bool number_allowed = false) {
    if (node.kind == Kind::null) return {};
    const bool is_text = node.kind == Kind::string || (number_allowed && node.kind == Kind::number);
    if (!is_text) throw wrong_type(where, "a string", node);
    return std::move(node.text);
  }

  Strings texts(Node& node, const std::string& where) {
    Strings out;
    if (node.kind == Kind::null) return out;
    if (node.kind != Kind::array) return {text(node, where)};
    for (Node& item : node.items) {
      if (item.kind != Kind::string) throw wrong_type(where, "a list of strings", item);
      out.push_back(std::move(item.text));
    }
    return out;
  }

  void member(const std::string& name, Node& node) {
    if (name == "id") {
      article_.id = text(node, name, true);
    } else if (name == "title") {
      article_.title = text(node, name, true);
    } else if (name == "body") {
      article_.body = text(node, name);
    } else if (name == "url") {
      article_.url = text(node, name);
    } else if (name == "lang") {
      article_.lang = text(node, name);
    } else if (name == "aliases") {
      article_.aliases = texts(node, name);
    } else if (name == "passages") {
      passages(node);
    } else {
      attribute(name, node);
    }
  }

  void passages(Node& node) {
    if (node.kind == Kind::null) return;
    if (node.kind != Kind::array) throw wrong_type("passages", "a list of objects", node);
    for (Node& item : node.items) {
      const std::string where = "passages[" + std::to_string(article_.passages.size()) + "]";
      if (item.kind != Kind::object) throw wrong_type(where, "an object", item);
      Passage passage;
      for (std::size_t i = 0; i < item.items.size(); ++i) {
        passage_member(passage, item.names[i], item.items[i], where + "." + item.names[i]);
      }
      article_.passages.push_back(std::move(passage));
    }
  }

  void passage_member(Passage& passage, const std::string& name, Node& node,
                      const std::string& where) {
    if (name == "heading") {
      passage.heading = text(node, where);
    } else if (name == "anchor") {
      passage.anchor = text(node, where);
    } else if (name == "text") {
      passage.text = text(node, where);
    } else if (name == "ordinal") {
      if (node.kind != Kind::number) throw wrong_type(where, "a whole number", node);
      const double value = finite_number(node, where);
      if (value < 0 || value > 4294967295.0 || value != std::floor(value)) {
        throw Error(ErrorCode::bad_input, where + " is a whole number from 0", where);
      }
      passage.ordinal = static_cast<std::uint32_t>(value);
    } else {
      warn(where + " is left out: a passage has heading, anchor, ordinal and text");
    }
  }

  void attribute(const std::string& name, Node& node) {
    if (node.kind == Kind::null || node.kind == Kind::object) {
      warn(std::string(cut_at_character(name, 80)) +
           " is left out: " + std::string(word_for(node.kind)) + " is no attribute");
      return;
    }
    const bool is_list = node.kind == Kind::array;
    std::vector<Value> values;
    if (!is_list) {
      values.push_back(value(node, name));
    } else {
      for (Node& item : node.items) list_item(item, name, values);
    }
    if (unify(values)) warn(name + " is read as text: its values are of several types");
    give(article_, name, std::move(values), is_list);
    // Refused here, not in check(), so that an object of a million members stops early.
    if (article_.attributes.size() > ArticleLimits::attributes_max) check(article_);
  }

  void list_item(Node& item, const std::string& name, std::vector<Value>& values) {
    if (item.kind == Kind::null || item.kind == Kind::object || item.kind == Kind::array) {
      warn("a value of " + name + " is left out: " + std::string(word_for(item.kind)));
      return;
    }
    values.push_back(value(item, name));
  }

  Value value(Node& node, const std::string& name) {
    if (node.kind == Kind::boolean) return node.truth;
    if (node.kind == Kind::number) return number(node, name);
    if (const auto date = parse_date(node.text)) return *date;
    if (looks_like_date(node.text)) {
      warn(name + " is read as text: '" + node.text + "' is no day of the calendar");
    }
    return std::move(node.text);
  }

  double number(const Node& node, const std::string& name) {
    const double value = finite_number(node, name);
    const bool is_whole = node.text.find_first_of(".eE") == std::string::npos;
    if (is_whole && std::fabs(value) > 9007199254740992.0) {
      warn(name + " is rounded: whole numbers are exact up to 9007199254740992");
    }
    return value;
  }

  static bool looks_like_date(std::string_view text) {
    return text.size() >= 10 && text.size() <= 40 && text[4] == '-' && text[7] == '-' &&
           text.find_first_not_of("0123456789-:.TtZz+ ") == std::string_view::npos;
  }

  Article article_;
  Strings* warnings_;
};

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

void write_value(std::string& out, const Value& value) {
  const AttributeType type = type_of(value);
  const bool bare = type == AttributeType::number || type == AttributeType::boolean;
  if (type == AttributeType::number) {
    ensure(std::isfinite(std::get<double>(value)), "a stored number is finite");
  }
  out += bare ? text_of(value) : quoted(text_of(value));
}

class MemberWriter {  // {"name":value,...}; members that are empty are left out
 public:
  explicit MemberWriter(std::string& out) : out_(out) { out_ += '{'; }
  std::string& name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    return out_ += quoted(name) + ':';
  }
  void text(std::string_view member, std::string_view value) {
    if (!value.empty()) name(member) += quoted(value);
  }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void write_passages(std::string& out, const std::vector<Passage>& passages) {
  out += '[';
  for (const Passage& passage : passages) {
    if (out.back() != '[') out += ',';
    MemberWriter object(out);
    object.text("heading", passage.heading);
    object.text("anchor", passage.anchor);
    if (passage.ordinal != 0) object.name("ordinal") += std::to_string(passage.ordinal);
    object.text("text", passage.text);
    object.close();
  }
  out += ']';
}

}  // namespace

Article article_from_json(std::string_view json, Strings* warnings, std::string_view id) {
  Node root = parse(json);
  Article article = ArticleReader(warnings, id).read(root);
  check(article);
  if (json.size() > ArticleLimits::bytes_max) {
    throw Error(ErrorCode::too_large, "an article has at most 8 MiB: split it", "article");
  }
  return article;
}

std::string article_to_json(const Article& article) {
  std::string out;
  MemberWriter object(out);
  object.name("id") += quoted(article.id);
  object.text("title", article.title);
  object.text("url", article.url);
  object.text("lang", article.lang);
  if (!article.aliases.empty()) {
    object.name("aliases") += '[';
    for (const std::string& alias : article.aliases) {
      if (out.back() != '[') out += ',';
      out += quoted(alias);
    }
    out += ']';
  }
  for (const Attribute& attribute : article.attributes) {
    object.name(attribute.name);
    if (attribute.is_list) out += '[';
    for (const Value& value : attribute.values) {
      if (&value != &attribute.values.front()) out += ',';
      write_value(out, value);
    }
    if (attribute.is_list) out += ']';
  }
  object.text("body", article.body);
  if (!article.passages.empty()) write_passages(object.name("passages"), article.passages);
  object.close();
  return out;
}

}  // namespace coldopen
