#include "corpus/blocks.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

// A line of at least 50 characters that ends inside a sentence which goes on in lower case was
// broken for width. (Before a capital letter it may as well be a title above another.)
constexpr std::size_t kBrokenLineCharacters = 50;

bool is_broken_line(std::string_view line, std::string_view next) {
  return next.front() >= 'a' && next.front() <= 'z' && line.back() != ':' &&
         count_characters(line) >= kBrokenLineCharacters &&
         sentence_ends(std::string(line) + " x").size() == sentence_ends(line).size();
}

// Where to end a passage that starts at `from`: at most 400 words, at a sentence end if there is
// one, else behind a word.
class LongTextCutter {
 public:
  explicit LongTextCutter(std::string_view text) : text_(text), ends_(sentence_ends(text)) {}

  Strings pieces() {
    Strings out;
    std::size_t from = 0, words = 0, begin = 0;
    for (const std::size_t end : ends_) {
      const std::string_view sentence = text_.substr(begin, end - begin);
      const std::size_t count = count_words(sentence);
      if (words + count > kPassageWordsMax && words > 0) {
        add(out, text_.substr(from, begin - from));
        from = begin;
        words = 0;
      }
      if (count > kPassageWordsMax) {
        cut_words(out, sentence);
        from = end;
      } else {
        words += count;
      }
      begin = end;
    }
    add(out, text_.substr(from));
    return out;
  }

 private:
  static void add(Strings& out, std::string_view piece) {
    piece = trimmed(piece);
    if (!piece.empty()) out.emplace_back(piece);
  }

  // One endless sentence: count_words is asked for growing steps of at most 64 bytes.
  static void cut_words(Strings& out, std::string_view sentence) {
    std::size_t from = 0, words = 0, at = 0;
    while (at < sentence.size()) {
      const std::size_t space = sentence.find_first_of(" \t\n", at);
      std::size_t end = std::min(space == std::string_view::npos ? sentence.size() : space + 1,
                                 at + cut_at_character(sentence.substr(at), 64).size());
      const std::size_t count = count_words(sentence.substr(at, end - at));
      if (words + count > kPassageWordsMax) {
        add(out, sentence.substr(from, at - from));
        from = at;
        words = 0;
      }
      words += count;
      at = end;
    }
    add(out, sentence.substr(from));
  }

  std::string_view text_;
  std::vector<std::size_t> ends_;
};

class Cutter {
 public:
  Cutter(const std::vector<Block>& blocks, Cut cut) : blocks_(blocks), cut_(cut) {}

  std::vector<Passage> run() {
    const auto is_own = [](const Block& b) {
      return b.kind == BlockKind::item || b.kind == BlockKind::slide;
    };
    has_items_ = std::any_of(blocks_.begin(), blocks_.end(), is_own);
    for (const Block& block : blocks_) {
      if (is_own(block)) {
        start_item(block);
      } else if (!block.joined || !in_item_) {
        take(block);
      } else {
        append(block.kind == BlockKind::heading && now_.heading.empty() ? now_.heading : now_.text,
               block.text);
      }
    }
    flush();
    return std::move(out_);
  }

 private:
  void start_item(const Block& block) {
    const bool in_section = !heading_.empty() && block.heading.empty();
    if (in_section) bare_heading_ = false;  // it stands above the items
    flush();
    seen_item_ = in_item_ = true;
    now_.heading = in_section ? heading_ : block.heading;
    now_.ordinal = block.ordinal;
    now_.text = block.text;
    now_.anchor = block.anchor;
    if (now_.anchor.empty() && in_section) now_.anchor = anchor_;
    if (now_.anchor.empty()) {
      const std::string prefix = block.kind == BlockKind::slide ? "slide-" : "item-";
      now_.anchor = unique(prefix + std::to_string(block.ordinal));
    }
    words_ = 0;
  }

  void take(const Block& block) {
    if (in_item_) leave_item();
    if (block.kind == BlockKind::heading) {
      flush();
      heading_ = block.text;
      anchor_ = !block.anchor.empty()     ? block.anchor
                : cut_ == Cut::by_heading ? unique(anchor_of(block.text))
                                          : std::string();
      bare_heading_ = true;
      return;
    }
    const std::size_t words = count_words(block.text);
    const bool each_apart = cut_ == Cut::by_paragraph && !has_items_ && !block.joined;
    if (each_apart || (words_ > 0 && words_ + words > kPassageWordsMax)) flush();
    if (now_.text.empty()) start_section();
    append(now_.text, block.heading);
    append(now_.text, block.text);
    words_ += words;
  }

  void start_section() {
    now_.heading = heading_;
    now_.anchor = anchor_;
    bare_heading_ = false;
    if (cut_ != Cut::by_paragraph || !anchor_.empty()) return;
    if (has_items_) {
      now_.anchor = unique(seen_item_ ? "outro" : "intro");
    } else {
      now_.anchor = "p-" + std::to_string(++paragraphs_);
    }
  }

  void leave_item() {
    flush();
    in_item_ = false;
  }

  void flush() {
    if (!in_item_ && bare_heading_ && now_.text.empty()) {  // a heading with nothing under it
      out_.push_back({heading_, anchor_, 0, {}});
      bare_heading_ = false;
    }
    words_ = 0;
    Passage passage = std::exchange(now_, {});
    if (passage.text.empty() && passage.heading.empty()) return;
    if (count_words(passage.text) <= kPassageWordsMax) {
      out_.push_back(std::move(passage));
      return;
    }
    for (std::string& piece : LongTextCutter(passage.text).pieces()) {
      out_.push_back({passage.heading, passage.anchor, passage.ordinal, std::move(piece)});
    }
  }

  static void append(std::string& text, std::string_view more) {
    if (!text.empty() && !more.empty()) text += '\n';
    text += more;
  }

  std::string unique(std::string anchor) {
    if (anchor.empty()) return anchor;
    const std::size_t times = made_[anchor]++;
    return times == 0 ? anchor : unique(anchor + "-" + std::to_string(times));
  }

  const std::vector<Block>& blocks_;
  Cut cut_;
  std::vector<Passage> out_;
  Passage now_;
  std::string heading_, anchor_;
  std::unordered_map<std::string, std::size_t> made_;
  std::size_t words_ = 0, paragraphs_ = 0;
  bool has_items_ = false, seen_item_ = false, in_item_ = false, bare_heading_ = false;
};

}  // namespace

std::vector<Block> blocks_of_text(std::string_view text) {
  std::vector<Block> blocks;
  bool blank = true;
  std::string_view last;
  std::uint64_t line = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view written = trimmed(text.substr(0, end));
    text.remove_prefix(end);
    if (!text.empty()) text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
    ++line;
    if (written.empty()) {
      blank = true;
      continue;
    }
    if (!blank && is_broken_line(last, written)) {
      blocks.back().text.append(" ").append(written);
    } else {
      blocks.push_back({.joined = !blank, .text = std::string(written), .line = line});
    }
    blank = false;
    last = written;
  }
  return blocks;
}

std::vector<Passage> passages_of_blocks(const std::vector<Block>& blocks, Cut cut) {
  std::vector<Passage> passages = Cutter(blocks, cut).run();
  // A body of very many short lines: paragraphs join up to 400 words instead.
  const bool too_many = passages.size() > ArticleLimits::passages_max && cut == Cut::by_paragraph;
  return too_many ? Cutter(blocks, Cut::by_heading).run() : passages;
}

}  // namespace coldopen
