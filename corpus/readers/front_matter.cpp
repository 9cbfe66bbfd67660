#include "corpus/readers/front_matter.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

struct Scalar {
  std::string text;
  bool quoted = false;
};

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view trimmed_right(std::string_view line) {
  while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
  return line;
}

// A string in quotes off the front: '' inside single ones, \" \\ \n \t inside double ones.
std::optional<std::string> take_quoted(std::string_view& text) {
  const char quote = text.front();
  std::string out;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const char c = text[at];
    if (c == quote && quote == '\'' && text.substr(at + 1).starts_with('\'')) {
      out += c;
      ++at;
    } else if (c == quote) {
      text.remove_prefix(at + 1);
      return out;
    } else if (c == '\\' && quote == '"' && at + 1 < text.size()) {
      const char next = text[++at];
      out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
    } else {
      out += c;
    }
  }
  return std::nullopt;
}

// One scalar off the front, up to a character of `ends` or a comment.
std::optional<Scalar> take_scalar(std::string_view& text, std::string_view ends) {
  text = trimmed(text);
  if (text.starts_with('"') || text.starts_with('\'')) {
    auto quoted = take_quoted(text);
    if (!quoted) return std::nullopt;
    text = trimmed(text);
    return Scalar{std::move(*quoted), true};
  }
  std::size_t end = 0;
  while (end < text.size() && ends.find(text[end]) == std::string_view::npos &&
         !(text[end] == '#' && (end == 0 || text[end - 1] == ' '))) {
    ++end;
  }
  Scalar out{std::string(trimmed(text.substr(0, end))), false};
  text.remove_prefix(end);
  return out;
}

bool is_end(std::string_view text) { return text.empty() || text.front() == '#'; }

// "[a, b]": none where it does not close on its line.
std::optional<std::vector<Scalar>> flow_list(std::string_view text) {
  text.remove_prefix(1);
  std::vector<Scalar> out;
  while (true) {
    auto scalar = take_scalar(text, ",]");
    if (!scalar || text.empty()) return std::nullopt;
    const char end = text.front();
    if (end != ',' && end != ']') return std::nullopt;
    if (scalar->quoted || !scalar->text.empty()) out.push_back(std::move(*scalar));
    text.remove_prefix(1);
    if (end == ']') break;
  }
  if (!is_end(trimmed(text))) return std::nullopt;
  return out;
}

Value value_of(Scalar scalar) {
  if (!scalar.quoted) return value_of_text(scalar.text);
  if (const auto date = parse_date(scalar.text)) return *date;  // days are days, quoted or not
  return std::move(scalar.text);
}

class Filler {
 public:
  explicit Filler(FrontMatter& out) : out_(out) {}

  void member(const std::string& key, std::vector<Scalar> values, bool is_list) {
    Article& article = out_.article;
    if (values.empty()) return;
    if (key == "aliases" || key == "alias") {
      for (Scalar& value : values) article.aliases.push_back(std::move(value.text));
    } else if (std::string* member = text_member(article, key); member != nullptr) {
      *member = std::move(values.front().text);
      if (is_list) warn(key + " is one text: its first value is taken");
    } else if (key == "passages" || key == "body") {
      warn(key + " is left out: the text of the file is the body");
    } else if (!is_name(key)) {
      warn("a key is left out: names are 1 to 64 of A-Z a-z 0-9 _ -");
    } else {
      std::vector<Value> typed;
      for (Scalar& value : values) typed.push_back(value_of(std::move(value)));
      if (unify(typed)) warn(key + " is read as text: its values are of several types");
      give(article, key, std::move(typed), is_list);
    }
  }

  void warn(const std::string& sentence) { out_.warnings.push_back("front matter: " + sentence); }

 private:
  static std::string* text_member(Article& article, std::string_view key) {
    if (key == "id") return &article.id;
    if (key == "title") return &article.title;
    if (key == "url") return &article.url;
    if (key == "lang") return &article.lang;
    return nullptr;
  }

  static bool is_name(std::string_view key) {
    return key.size() <= ArticleLimits::attribute_name_max && !key.empty() &&
           std::all_of(key.begin(), key.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '-';
           });
  }

  FrontMatter& out_;
};

// The lines "- item" below a key.
std::vector<Scalar> take_items(std::string_view& text, std::size_t& lines) {
  std::vector<Scalar> out;
  while (true) {
    std::string_view rest = text;
    std::string_view line = trimmed(take_line(rest));
    if (!line.starts_with("- ") && line != "-") return out;
    line.remove_prefix(1);
    if (auto scalar = take_scalar(line, ""); scalar && !(scalar->text.empty() && !scalar->quoted)) {
      out.push_back(std::move(*scalar));
    }
    text = rest;
    ++lines;
  }
}

// The length of the front matter, 0 where its closing line is missing.
std::size_t extent(std::string_view text) {
  std::string_view rest = text;
  if (trimmed_right(take_line(rest)) != "---") return 0;
  while (!rest.empty()) {
    const std::string_view line = trimmed_right(take_line(rest));
    if (line == "---" || line == "...") return text.size() - rest.size();
  }
  return 0;
}

}  // namespace

FrontMatter read_front_matter(std::string_view text) {
  FrontMatter out;
  const std::size_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const std::size_t bytes = extent(text.substr(mark));
  if (bytes == 0) return out;
  out.bytes = mark + bytes;
  std::string_view inside = text.substr(mark, bytes);
  take_line(inside);
  out.lines = 1;
  Filler filler(out);
  while (!inside.empty()) {
    std::string_view line = take_line(inside);
    ++out.lines;
    const bool indented = line.starts_with(' ') || line.starts_with('\t');
    line = trimmed_right(line);
    if (inside.empty() || is_end(trimmed(line))) continue;  // its closing line, blank, a comment
    const std::size_t colon = line.find(':');
    const bool has_value_mark =
        colon != std::string_view::npos && (colon + 1 == line.size() || line[colon + 1] == ' ');
    if (indented || !has_value_mark) {
      filler.warn("line " + std::to_string(out.lines) + " is left out: it is no `key: value`");
      continue;
    }
    const std::string key(trimmed(line.substr(0, colon)));
    std::string_view value = trimmed(line.substr(colon + 1));
    if (is_end(value)) {
      filler.member(key, take_items(inside, out.lines), true);
    } else if (value.starts_with('[')) {
      if (auto list = flow_list(value)) {
        filler.member(key, std::move(*list), true);
      } else {
        filler.warn(key + " is left out: its list does not end on the line");
      }
    } else if (auto scalar = take_scalar(value, ""); scalar && is_end(value)) {
      filler.member(key, {std::move(*scalar)}, false);
    } else {
      filler.warn(key + " is left out: its value is no plain or quoted text");
    }
  }
  return out;
}

}  // namespace coldopen
