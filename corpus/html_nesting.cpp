// Follows the tokenizer of the HTML standard (13.2.5) as far as it decides where a tag ends; what
// it emits it has understood, so the parser behind it can see no tag that was not counted.
#include "corpus/html_nesting.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kDepthMax = 256;
// The parser compares each attribute of a tag with all others: longer tags lose theirs.
constexpr std::size_t kTagBytesMax = 2048;

constexpr auto kNoContent = std::to_array<std::string_view>(
    {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img",
     "input", "keygen", "link", "meta", "param", "source", "track", "wbr"});
// These end by themselves where the next one starts, so they do not nest alone.
constexpr auto kEndByThemselves =
    std::to_array<std::string_view>({"html",   "head",     "body",    "p",  "li", "dt",    "dd",
                                     "option", "optgroup", "tr",      "td", "th", "thead", "tbody",
                                     "tfoot",  "colgroup", "caption", "rb", "rt", "rtc",   "rp"});
// These are opened again by the parser after their parent has ended.
constexpr auto kFormatting =
    std::to_array<std::string_view>({"a", "b", "big", "code", "em", "font", "i", "nobr", "s",
                                     "small", "strike", "strong", "tt", "u"});
// Contents that are no text of the page, up to their end tag.
constexpr auto kSkipped = std::to_array<std::string_view>(
    {"script", "style", "iframe", "noembed", "noframes", "xmp", "svg", "math", "template",
     "textarea", "object", "canvas", "audio", "video"});

template <std::size_t n>
bool is_one_of(std::string_view name, const std::array<std::string_view, n>& table) {
  return std::find(table.begin(), table.end(), name) != table.end();
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Flattener {
 public:
  Flattener(std::string_view html, std::vector<DroppedLine>& dropped)
      : html_(html), dropped_(dropped) {
    out_.reserve(html.size());
  }

  std::string run() {
    while (at_ < html_.size()) {
      const std::size_t open = std::min(html_.find('<', at_), html_.size());
      out_.append(html_.substr(at_, open - at_));
      at_ = open;
      if (at_ < html_.size()) markup();
    }
    return std::move(out_);
  }

 private:
  void markup() {
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
      skip_to(end_behind("-->", at_ + 4));
    } else if (rest.starts_with("<!") || rest.starts_with("<?")) {
      skip_to(end_behind(">", at_));
    } else if (rest.size() > 1 && is_letter(rest[1])) {
      start_tag();
    } else if (rest.size() > 2 && rest[1] == '/' && is_letter(rest[2])) {
      end_tag();
    } else {
      out_ += "&lt;";
      ++at_;
    }
  }

  std::size_t end_behind(std::string_view mark, std::size_t from) const {
    const std::size_t found = html_.find(mark, from);
    return found == std::string_view::npos ? html_.size() : found + mark.size();
  }

  // Leaves out up to `end`, but for its line feeds.
  void skip_to(std::size_t end) {
    const std::string_view left_out = html_.substr(at_, end - at_);
    out_.append(static_cast<std::size_t>(std::count(left_out.begin(), left_out.end(), '\n')), '\n');
    at_ = end;
  }

  std::string name_at(std::size_t at) const {
    std::size_t end = at;
    while (end < html_.size() && !is_space(html_[end]) && html_[end] != '/' && html_[end] != '>') {
      ++end;
    }
    return ascii_lower(html_.substr(at, end - at));
  }

  // Behind the '>' of a tag; quotes count only where a value may begin.
  std::size_t tag_end(std::size_t at) const {
    enum class In : std::uint8_t { name, value_begin, value } in = In::name;
    while (at < html_.size()) {
      const char c = html_[at++];
      if (c == '>') return at;
      if (in == In::name) {
        if (c == '=') in = In::value_begin;
      } else if (in == In::value_begin) {
        if (is_space(c)) continue;
        in = In::value;
        if (c != '"' && c != '\'') continue;
        const std::size_t close = html_.find(c, at);
        if (close == std::string_view::npos) return html_.size();
        at = close + 1;
        in = In::name;
      } else if (is_space(c)) {
        in = In::name;
      }
    }
    return at;
  }

  void start_tag() {
    const std::string name = name_at(at_ + 1);
    const std::size_t end = tag_end(at_ + 1 + name.size());
    if (is_one_of(name, kSkipped)) {
      skip_element(name, end);
      return;
    }
    if (name == "title") {
      emit_title(end);
      return;
    }
    if (name == "plaintext" || !enters(name)) {
      skip_to(end);
      return;
    }
    emit(name, end);
  }

  // Whether a tag may be opened here; counts it.
  bool enters(const std::string& name) {
    if (is_one_of(name, kNoContent) || is_one_of(name, kEndByThemselves)) return true;
    const bool formatting = is_one_of(name, kFormatting);
    if (open_.size() + formatting_open_ >= kDepthMax) {
      ++left_out_[name];
      return false;
    }
    if (formatting) {
      ++formatting_open_;
      ++formatting_[name];
    } else {
      open_.push_back(name);
    }
    return true;
  }

  void end_tag() {
    const std::string name = name_at(at_ + 2);
    const std::size_t end = tag_end(at_ + 2 + name.size());
    if (const auto found = left_out_.find(name); found != left_out_.end() && found->second > 0) {
      --found->second;
      skip_to(end);
      return;
    }
    if (is_one_of(name, kFormatting)) {
      std::size_t& count = formatting_[name];
      if (count > 0) {
        --count;
        --formatting_open_;
      }
    } else {
      const auto found = std::find(open_.rbegin(), open_.rend(), name);
      if (found != open_.rend()) open_.erase(std::prev(found.base()), open_.end());
    }
    out_ += "</" + name + ">";
    skip_to(end);
  }

  void emit(const std::string& name, std::size_t end) {
    if (end - at_ <= kTagBytesMax) {
      out_.append(html_.substr(at_, end - at_));
      at_ = end;
    } else {
      out_ += "<" + name + ">";
      skip_to(end);
    }
  }

  // Where the end tag of `name` begins, or the end of all.
  std::size_t end_tag_of(const std::string& name, std::size_t from) const {
    while (true) {
      from = html_.find("</", from);
      if (from == std::string_view::npos) return html_.size();
      if (name_at_is(from + 2, name)) return from;
      from += 2;
    }
  }

  bool name_at_is(std::size_t at, const std::string& name) const {
    if (html_.size() - at < name.size()) return false;
    const std::size_t end = at + name.size();
    return ascii_lower(html_.substr(at, name.size())) == name &&
           (end == html_.size() || is_space(html_[end]) || html_[end] == '/' || html_[end] == '>');
  }

  void skip_element(const std::string& name, std::size_t begin) {
    const std::size_t close = end_tag_of(name, begin);
    const std::string_view inside = trimmed(html_.substr(begin, close - begin));
    const std::string_view shown = inside.empty() ? html_.substr(at_, begin - at_) : inside;
    const auto line = static_cast<std::uint64_t>(
        std::count(out_.begin() + static_cast<std::ptrdiff_t>(counted_), out_.end(), '\n'));
    lines_ += line;
    counted_ = out_.size();
    if (name == "script" || name == "style") {  // the others hold pictures and fallbacks, no lines
      dropped_.push_back({collapsed(cut_at_character(shown, 200)), name, lines_ + 1});
    }
    skip_to(end_behind(">", close));
  }

  void emit_title(std::size_t begin) {
    const std::size_t close = end_tag_of("title", begin);
    out_ += "<title>";
    for (const char c : html_.substr(begin, close - begin)) {
      if (c == '<') {
        out_ += "&lt;";
      } else {
        out_ += c;
      }
    }
    out_ += "</title>";
    at_ = end_behind(">", close);
  }

  std::string_view html_;
  std::vector<DroppedLine>& dropped_;
  std::string out_;
  std::size_t at_ = 0, counted_ = 0;
  std::uint64_t lines_ = 0;
  Strings open_;
  std::unordered_map<std::string, std::size_t> formatting_, left_out_;
  std::size_t formatting_open_ = 0;
};

}  // namespace

std::string bounded_html(std::string_view html, std::vector<DroppedLine>& dropped) {
  return Flattener(html, dropped).run();
}

}  // namespace coldopen
