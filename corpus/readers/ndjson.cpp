#include "corpus/readers/ndjson.hpp"

#include <algorithm>
#include <utility>

#include "corpus/article_json.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kRecordBytesMax = ArticleLimits::bytes_max;

ReadItem read_record(std::string_view json, const SourceName& name, const std::string& where) {
  try {
    ReadArticle out;
    out.article = article_from_json(json, &out.warnings);
    return out;
  } catch (const Error& error) {
    return problem_of(error, name.source, where);
  }
}

ReadProblem too_long(const SourceName& name, const std::string& where) {
  return {.source = name.source,
          .where = where,
          .reason = "longer than 8 MiB, the most an article may be: split it"};
}

class NdjsonReader final : public Reader {
 public:
  NdjsonReader(ByteSource source, SourceName name)
      : source_(std::move(source)), name_(std::move(name)) {}

  std::optional<ReadItem> next() override {
    bool long_line = false;
    while (source_.next_line(line_, kRecordBytesMax, long_line)) {
      ++number_;
      if (!long_line && line_.find_first_not_of(" \t\r") == std::string::npos) continue;
      const std::string where = "line " + std::to_string(number_);
      if (long_line) return too_long(name_, where);
      return read_record(line_, name_, where);
    }
    return std::nullopt;
  }

  std::uint64_t bytes_read() const override { return source_.position(); }

 private:
  ByteSource source_;
  SourceName name_;
  std::string line_;
  std::uint64_t number_ = 0;
};

// Cuts a list into its elements by counting brackets outside strings; what an element is worth is
// for article_from_json to say.
class JsonReader final : public Reader {
 public:
  JsonReader(ByteSource source, SourceName name)
      : source_(std::move(source)), name_(std::move(name)) {}

  std::optional<ReadItem> next() override {
    if (done_) return std::nullopt;
    if (!started_) {
      started_ = true;
      if (source_.peek(3) == "\xEF\xBB\xBF") source_.skip(3);
      skip_space();
      if (!take('[')) return whole();
      skip_space();
      if (take(']')) return behind_list();
    }
    return list_ended_ ? behind_list() : element();
  }

  std::uint64_t bytes_read() const override { return source_.position(); }

 private:
  void skip_space() {
    while (true) {
      const std::string_view bytes = source_.peek(4096);
      const std::size_t end = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
      source_.skip(end);
      if (bytes.empty() || end < bytes.size()) return;
    }
  }

  bool take(char c) {
    if (!source_.peek(1).starts_with(c)) return false;
    source_.skip(1);
    return true;
  }

  std::string place() const { return "byte " + std::to_string(source_.position()); }

  std::optional<ReadItem> whole() {
    done_ = true;
    const std::string where = place();
    bool beyond = false;
    const std::string json = source_.rest(kRecordBytesMax, beyond);
    if (beyond) return too_long(name_, where);
    if (trimmed(json).empty()) return std::nullopt;
    return read_record(json, name_, where);
  }

  std::optional<ReadItem> behind_list() {
    done_ = true;
    skip_space();
    if (source_.peek(1).empty()) return std::nullopt;
    return ReadProblem{
        .source = name_.source, .where = place(), .reason = "text after the list: it is not read"};
  }

  std::optional<ReadItem> element() {
    skip_space();
    const std::string where = place();
    std::string json;
    bool beyond = false;
    const char end = read_element(json, beyond);
    if (end != ',' && end != ']') {
      done_ = true;
      return ReadProblem{.source = name_.source,
                         .where = place(),
                         .reason = "the list of articles ends too early: the rest is lost",
                         .fatal = true};
    }
    source_.skip(1);
    std::optional<ReadItem> item =
        beyond ? ReadItem(too_long(name_, where)) : read_record(json, name_, where);
    list_ended_ = end == ']';
    return item;
  }

  // Reads up to the ',' or ']' that ends the element, which stays; 0 at the end of the source.
  char read_element(std::string& json, bool& beyond) {
    std::size_t depth = 0;
    bool in_string = false, escaped = false;
    while (true) {
      const std::string_view bytes = source_.peek(std::size_t{32} << 10);
      std::size_t at = 0;
      char end = 0;
      for (; at < bytes.size() && end == 0; ++at) {
        const char c = bytes[at];
        if (in_string) {
          in_string = escaped || c != '"';
          escaped = !escaped && c == '\\';
        } else if (c == '"') {
          in_string = true;
        } else if (depth == 0 && (c == ',' || c == ']')) {
          end = c;
          break;
        } else if (c == '{' || c == '[') {
          ++depth;
        } else if ((c == '}' || c == ']') && depth > 0) {
          --depth;
        }
      }
      beyond = beyond || json.size() + at > kRecordBytesMax;
      if (!beyond) json.append(bytes.substr(0, at));
      source_.skip(at);
      if (end != 0 || bytes.empty()) return end;
    }
  }

  ByteSource source_;
  SourceName name_;
  bool started_ = false, list_ended_ = false, done_ = false;
};

}  // namespace

std::unique_ptr<Reader> open_ndjson(ByteSource source, SourceName name) {
  return std::make_unique<NdjsonReader>(std::move(source), std::move(name));
}

std::unique_ptr<Reader> open_json(ByteSource source, SourceName name) {
  return std::make_unique<JsonReader>(std::move(source), std::move(name));
}

}  // namespace coldopen
