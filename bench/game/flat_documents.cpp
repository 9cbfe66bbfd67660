#include "bench/game/flat_documents.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <unistd.h>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;

void append_utf8(std::uint32_t point, std::string& out) {
  const auto tail = [&out, point](unsigned shift) {
    out += static_cast<char>(0x80 | ((point >> shift) & 0x3F));
  };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

// One line, from left to right.
class Line {
 public:
  Line(std::string_view text, std::uint64_t number) : text_(text), number_(number) {}

  [[noreturn]] void fail() const {
    throw Error(ErrorCode::bad_input, "a line is no flat JSON object with id, title and text",
                "line " + std::to_string(number_));
  }

  void expect(char wanted) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != wanted) fail();
    ++at_;
  }
  bool take(char wanted) {
    skip_space();
    const bool there = at_ < text_.size() && text_[at_] == wanted;
    at_ += there ? 1 : 0;
    return there;
  }

  // A text without what surrounds it, appended to `out`.
  void text(std::string& out) {
    expect('"');
    while (true) {
      const std::size_t quote = find('"');
      const auto* escape =
          static_cast<const char*>(std::memchr(text_.data() + at_, '\\', quote - at_));
      if (escape == nullptr) {
        out.append(text_, at_, quote - at_);
        at_ = quote + 1;
        return;
      }
      const auto stop = static_cast<std::size_t>(escape - text_.data());
      out.append(text_, at_, stop - at_);
      at_ = stop + 1;
      unescape(out);
    }
  }

  // A text, number or literal.
  void value(std::string& out) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == '"') return text(out);
    const std::size_t end = text_.find_first_of(",} \t", at_);
    if (end == std::string_view::npos || end == at_) fail();
    out.append(text_, at_, end - at_);
    at_ = end;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  std::size_t find(char wanted) const {
    const auto* found =
        static_cast<const char*>(std::memchr(text_.data() + at_, wanted, text_.size() - at_));
    if (found == nullptr) fail();
    return static_cast<std::size_t>(found - text_.data());
  }

  std::uint32_t four_digits() {
    std::uint32_t unit = 0;
    if (text_.size() - at_ < 4) fail();
    const char* const end = text_.data() + at_ + 4;
    if (std::from_chars(text_.data() + at_, end, unit, 16).ptr != end) fail();
    at_ += 4;
    return unit;
  }

  void unescape(std::string& out) {
    if (at_ == text_.size()) fail();
    static constexpr std::string_view kLetters = "nrtbf\"\\/";
    static constexpr std::string_view kMeanings = "\n\r\t\b\f\"\\/";
    const char letter = text_[at_++];
    if (letter != 'u') {
      const std::size_t which = kLetters.find(letter);
      if (which == std::string_view::npos) fail();
      out += kMeanings[which];
      return;
    }
    std::uint32_t point = four_digits();
    if (point >= 0xD800 && point < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      point = 0x10000 + ((point - 0xD800) << 10) + (four_digits() - 0xDC00);
    }
    append_utf8(point, out);
  }

  std::string_view text_;
  std::uint64_t number_;
  std::size_t at_ = 0;
};

}  // namespace

bool FlatDocuments::read_more() {
  if (begin_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < kReadBytes) buffer_.resize(buffer_.size() * 2 + kReadBytes);
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, buffer_.data() + end_, kReadBytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw Error(ErrorCode::io, "the documents cannot be read");
  end_ += static_cast<std::size_t>(got);
  return got > 0;
}

bool FlatDocuments::next_line(std::string_view& line) {
  while (true) {
    const auto* stop = static_cast<const char*>(
        end_ == scanned_ ? nullptr : std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_));
    if (stop != nullptr) {
      const auto length = static_cast<std::size_t>(stop - (buffer_.data() + begin_));
      line = {buffer_.data() + begin_, length};
      begin_ += length + 1;
      scanned_ = begin_;
      ++line_number_;
      return true;
    }
    scanned_ = end_;
    if (read_more()) continue;
    line = {buffer_.data() + begin_, end_ - begin_};  // a last line without an end
    begin_ = scanned_ = end_;
    ++line_number_;
    return !line.empty();
  }
}

bool FlatDocuments::next(FlatDocument& document) {
  std::string_view text;
  do {
    if (!next_line(text)) return false;
  } while (text.find_first_not_of(" \t\r") == std::string_view::npos);
  Line line(text, line_number_);
  document.id.clear();
  title_.clear();
  text_.clear();
  line.expect('{');
  while (!line.take('}')) {
    name_.clear();
    line.text(name_);
    line.expect(':');
    dropped_.clear();
    std::string& value = name_ == "id"      ? document.id
                         : name_ == "title" ? title_
                         : name_ == "text"  ? text_
                                            : dropped_;
    line.value(value);
    if (line.take(',')) continue;
    line.expect('}');
    break;
  }
  document.body = title_;
  document.body += ' ';
  document.body += text_;
  return true;
}

}  // namespace coldopen
