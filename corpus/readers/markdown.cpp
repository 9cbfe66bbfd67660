#include "corpus/readers/markdown.hpp"

#include <algorithm>
#include <md4c.h>
#include <utility>

#include "corpus/document_reader.hpp"
#include "corpus/html.hpp"
#include "corpus/passages.hpp"
#include "corpus/readers/front_matter.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

// Blocks from the events of md4c, which walks without recursion and in linear time.
class BlockMaker {
 public:
  BlockMaker(std::string_view text, std::uint64_t first_line) : text_(text), line_(first_line) {}

  std::vector<Block> run() {
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEAUTOLINKS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return static_cast<BlockMaker*>(self)->enter(type, detail);
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
      return static_cast<BlockMaker*>(self)->leave(type);
    };
    parser.enter_span = [](MD_SPANTYPE, void*, void*) { return 0; };
    parser.leave_span = [](MD_SPANTYPE, void*, void*) { return 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* part, MD_SIZE size, void* self) {
      return static_cast<BlockMaker*>(self)->take(type, {part, size});
    };
    md_parse(text_.data(), static_cast<MD_SIZE>(text_.size()), &parser, this);
    close();
    return std::move(blocks_);
  }

 private:
  struct List {
    bool ordered = false;
    std::uint32_t next = 1;
  };

  int enter(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_UL:
        lists_.push_back({});
        break;
      case MD_BLOCK_OL:
        lists_.push_back({true, static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start});
        break;
      case MD_BLOCK_LI:
        begin_item();
        break;
      case MD_BLOCK_H:
        begin(BlockKind::heading);
        now_.level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
        break;
      case MD_BLOCK_P:
        if (!fresh_item_) begin(BlockKind::paragraph);
        break;
      case MD_BLOCK_CODE:
        begin(BlockKind::paragraph);
        break;
      case MD_BLOCK_HTML:
        begin(BlockKind::paragraph);
        html_ = true;
        break;
      case MD_BLOCK_TR:
        begin(BlockKind::table_row);
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        if (!now_.text.empty()) now_.text += " | ";
        break;
      default:
        break;
    }
    return 0;
  }

  int leave(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        close();
        lists_.pop_back();
        break;
      case MD_BLOCK_LI:
      case MD_BLOCK_H:
      case MD_BLOCK_P:
      case MD_BLOCK_CODE:
      case MD_BLOCK_HTML:
      case MD_BLOCK_TR:
        close();
        break;
      default:
        break;
    }
    return 0;
  }

  void begin_item() {
    begin(BlockKind::list_item);
    fresh_item_ = true;
    now_.joined = false;
    now_.level = static_cast<int>(lists_.size());
    List& list = lists_.back();
    if (list.ordered) now_.ordinal = list.next++;
  }

  void begin(BlockKind kind) {
    close();
    open_ = true;
    now_.kind = kind;
    now_.joined = !lists_.empty();
  }

  void close() {
    if (std::exchange(html_, false)) now_.text = text_of_html(now_.text);
    now_.text = std::string(trimmed(now_.text));
    if (open_ && !now_.text.empty()) blocks_.push_back(std::move(now_));
    now_ = Block();
    open_ = fresh_item_ = false;
  }

  int take(MD_TEXTTYPE type, std::string_view part) {
    if (!open_) begin(BlockKind::paragraph);
    note_line(part);
    switch (type) {
      case MD_TEXT_NULLCHAR:
        append_utf8(now_.text, 0xFFFD);
        break;
      case MD_TEXT_BR:
        now_.text += '\n';
        break;
      case MD_TEXT_SOFTBR:
        now_.text += ' ';
        break;
      case MD_TEXT_ENTITY:
        now_.text += text_of_html(part);
        break;
      case MD_TEXT_HTML:
        if (html_) now_.text += part;  // tags inside a line are not text
        break;
      default:
        now_.text += part;
    }
    return 0;
  }

  // Text is given as pieces of the source, in order: count the lines between them.
  void note_line(std::string_view part) {
    const bool inside =
        part.data() >= text_.data() + counted_ && part.data() <= text_.data() + text_.size();
    if (inside) {
      const auto at = static_cast<std::size_t>(part.data() - text_.data());
      line_ += static_cast<std::uint64_t>(
          std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                     text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
      counted_ = at;
    }
    if (now_.line == 0) now_.line = line_;
  }

  std::string_view text_;
  std::vector<Block> blocks_;
  std::vector<List> lists_;
  Block now_;
  bool open_ = false, fresh_item_ = false, html_ = false;
  std::size_t counted_ = 0;
  std::uint64_t line_;
};

// The first `# heading`, if it stands before any text or says the title again.
void take_title(std::vector<Block>& blocks, std::string& title) {
  if (blocks.empty()) return;
  const Block& first = blocks.front();
  if (first.kind != BlockKind::heading || first.level != 1) return;
  if (!title.empty() && !same_words(title, first.text)) return;
  if (title.empty()) title = first.text;
  blocks.erase(blocks.begin());
}

}  // namespace

ReadArticle read_markdown(std::string_view text, const SourceName& name) {
  ReadArticle out;
  FrontMatter front = read_front_matter(text);
  out.article = std::move(front.article);
  out.warnings = std::move(front.warnings);
  if (front.bytes == 0 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(front.bytes);
  std::vector<Block> blocks = BlockMaker(text, front.lines + 1).run();
  take_title(blocks, out.article.title);
  CutDocument cut =
      cut_document(std::move(blocks), out.article.title, Cut::by_heading, name.keep_boilerplate);
  out.article.passages = std::move(cut.passages);
  out.dropped = std::move(cut.dropped);
  return out;
}

std::unique_ptr<Reader> open_markdown(ByteSource source, SourceName name) {
  return read_as_document(std::move(source), std::move(name), ArticleLimits::bytes_max,
                          read_markdown);
}

}  // namespace coldopen
