#include "corpus/article_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "corpus/error.hpp"
#include "corpus/json_tree.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

class ArticleReader {  // from the tree to the article, one member at a time
 public:
  ArticleReader(Strings* warnings, std::string_view id) : warnings_(warnings) { article_.id = id; }

  Article read(JsonNode& root) {
    if (root.kind != JsonKind::object) {
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

  static Error wrong_type(const std::string& where, std::string_view expected,
                          const JsonNode& node) {
    return {ErrorCode::bad_input,
            where + " is " + std::string(expected) + ", not " + std::string(word_for(node.kind)),
            where};
  }

  std::string text(JsonNode& node, const std::string& where, bool number_allowed = false) {
    if (node.kind == JsonKind::null) return {};
    const bool is_text =
        node.kind == JsonKind::string || (number_allowed && node.kind == JsonKind::number);
    if (!is_text) throw wrong_type(where, "a string", node);
    return std::move(node.text);
  }

  Strings texts(JsonNode& node, const std::string& where) {
    Strings out;
    if (node.kind == JsonKind::null) return out;
    if (node.kind != JsonKind::array) return {text(node, where)};
    for (JsonNode& item : node.items) {
      if (item.kind != JsonKind::string) throw wrong_type(where, "a list of strings", item);
      out.push_back(std::move(item.text));
    }
    return out;
  }

  void member(const std::string& name, JsonNode& node) {
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

  void passages(JsonNode& node) {
    if (node.kind == JsonKind::null) return;
    if (node.kind != JsonKind::array) throw wrong_type("passages", "a list of objects", node);
    for (JsonNode& item : node.items) {
      const std::string where = "passages[" + std::to_string(article_.passages.size()) + "]";
      if (item.kind != JsonKind::object) throw wrong_type(where, "an object", item);
      Passage passage;
      for (std::size_t i = 0; i < item.items.size(); ++i) {
        passage_member(passage, item.names[i], item.items[i], where + "." + item.names[i]);
      }
      article_.passages.push_back(std::move(passage));
    }
  }

  void passage_member(Passage& passage, const std::string& name, JsonNode& node,
                      const std::string& where) {
    if (name == "heading") {
      passage.heading = text(node, where);
    } else if (name == "anchor") {
      passage.anchor = text(node, where);
    } else if (name == "text") {
      passage.text = text(node, where);
    } else if (name == "aliases") {
      passage.aliases = texts(node, where);
    } else if (name == "ordinal") {
      if (node.kind != JsonKind::number) throw wrong_type(where, "a whole number", node);
      const double value = finite_number(node, where);
      if (value < 0 || value > 4294967295.0 || value != std::floor(value)) {
        throw Error(ErrorCode::bad_input, where + " is a whole number from 0", where);
      }
      passage.ordinal = static_cast<std::uint32_t>(value);
    } else {
      warn(where + " is left out: a passage has heading, anchor, ordinal, text and aliases");
    }
  }

  void attribute(const std::string& name, JsonNode& node) {
    if (node.kind == JsonKind::null || node.kind == JsonKind::object) {
      warn(std::string(cut_at_character(name, 80)) +
           " is left out: " + std::string(word_for(node.kind)) + " is no attribute");
      return;
    }
    const bool is_list = node.kind == JsonKind::array;
    std::vector<Value> values;
    if (!is_list) {
      values.push_back(value(node, name));
    } else {
      for (JsonNode& item : node.items) list_item(item, name, values);
    }
    if (unify(values)) warn(name + " is read as text: its values are of several types");
    give(article_, name, std::move(values), is_list);
    // Refused here, not in check(), so that an object of a million members stops early.
    if (article_.attributes.size() > ArticleLimits::attributes_max) check(article_);
  }

  void list_item(JsonNode& item, const std::string& name, std::vector<Value>& values) {
    if (item.kind == JsonKind::null || item.kind == JsonKind::object ||
        item.kind == JsonKind::array) {
      warn("a value of " + name + " is left out: " + std::string(word_for(item.kind)));
      return;
    }
    values.push_back(value(item, name));
  }

  Value value(JsonNode& node, const std::string& name) {
    if (node.kind == JsonKind::boolean) return node.truth;
    if (node.kind == JsonKind::number) return number(node, name);
    if (const auto date = parse_date(node.text)) return *date;
    if (looks_like_date(node.text)) {
      warn(name + " is read as text: '" + node.text + "' is no day of the calendar");
    }
    return std::move(node.text);
  }

  double number(const JsonNode& node, const std::string& name) {
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

void write_value(std::string& out, const Value& value) {
  const AttributeType type = type_of(value);
  const bool bare = type == AttributeType::number || type == AttributeType::boolean;
  if (type == AttributeType::number) {
    ensure(std::isfinite(std::get<double>(value)), "a stored number is finite");
  }
  out += bare ? text_of(value) : quoted_json(text_of(value));
}

class MemberWriter {  // {"name":value,...}; members that are empty are left out
 public:
  explicit MemberWriter(std::string& out) : out_(out) { out_ += '{'; }
  std::string& name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    return out_ += quoted_json(name) + ':';
  }
  void text(std::string_view member, std::string_view value) {
    if (!value.empty()) name(member) += quoted_json(value);
  }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void write_texts(std::string& out, const Strings& texts) {
  out += '[';
  for (const std::string& text : texts) {
    if (&text != &texts.front()) out += ',';
    out += quoted_json(text);
  }
  out += ']';
}

void write_passages(std::string& out, const std::vector<Passage>& passages) {
  out += '[';
  for (const Passage& passage : passages) {
    if (out.back() != '[') out += ',';
    MemberWriter object(out);
    object.text("heading", passage.heading);
    object.text("anchor", passage.anchor);
    if (passage.ordinal != 0) object.name("ordinal") += std::to_string(passage.ordinal);
    object.text("text", passage.text);
    if (!passage.aliases.empty()) write_texts(object.name("aliases"), passage.aliases);
    object.close();
  }
  out += ']';
}

}  // namespace

Article article_from_json(std::string_view json, Strings* warnings, std::string_view id) {
  JsonNode root = parse_json(json, "an article is a JSON object");
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
  object.name("id") += quoted_json(article.id);
  object.text("title", article.title);
  object.text("url", article.url);
  object.text("lang", article.lang);
  if (!article.aliases.empty()) write_texts(object.name("aliases"), article.aliases);
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
