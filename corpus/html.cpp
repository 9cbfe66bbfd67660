#include "corpus/html.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <gumbo.h>
#include <memory>
#include <utility>

#include "corpus/html_nesting.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kShownBytes = 200;  // of what is dropped, in the report

class Tree {  // what gumbo made of a text; ends with it
 public:
  explicit Tree(std::string html) : html_(std::move(html)) {
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    output_ = gumbo_parse_with_options(&options, html_.data(), html_.size());
  }
  ~Tree() { gumbo_destroy_output(&kGumboDefaultOptions, output_); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  const GumboNode* root() const { return output_->root; }

 private:
  std::string html_;
  GumboOutput* output_;
};

bool is_element(const GumboNode* node) {
  return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}
GumboTag tag_of(const GumboNode* node) {
  return is_element(node) ? node->v.element.tag : GUMBO_TAG_UNKNOWN;
}
std::string_view attribute(const GumboNode* node, const char* name) {
  if (!is_element(node)) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node->v.element.attributes, name);
  return found == nullptr ? std::string_view() : found->value;
}
bool has_attribute(const GumboNode* node, const char* name) {
  return is_element(node) && gumbo_get_attribute(&node->v.element.attributes, name) != nullptr;
}
bool is_text(const GumboNode* node) {
  return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
         node->type == GUMBO_NODE_CDATA;
}

// Visits a node and all below it; `enter` says whether to go below, `leave` follows each entered.
template <class Enter, class Leave>
void walk(const GumboNode* root, Enter enter, Leave leave) {
  struct Frame {
    const GumboNode* node;
    unsigned next;
  };
  std::vector<Frame> stack;
  if (enter(root)) stack.push_back({root, 0});
  while (!stack.empty()) {
    Frame& top = stack.back();
    if (!is_element(top.node) || top.next == top.node->v.element.children.length) {
      leave(top.node);
      stack.pop_back();
      continue;
    }
    const auto* child =
        static_cast<const GumboNode*>(top.node->v.element.children.data[top.next++]);
    if (enter(child)) stack.push_back({child, 0});
  }
}

std::string text_below(const GumboNode* root, std::size_t bytes_max) {
  std::string out;
  walk(
      root,
      [&](const GumboNode* node) {
        if (is_text(node) && out.size() <= bytes_max) out += node->v.text.text;
        return out.size() <= bytes_max;
      },
      [](const GumboNode*) {});
  return out;
}

std::string shown(const GumboNode* node) {
  const std::string text = collapsed(text_below(node, 4 * kShownBytes));
  return std::string(cut_at_character(text, kShownBytes));
}

template <class Visit>
void for_each_word(std::string_view list, Visit visit) {
  while (!(list = trimmed(list)).empty()) {
    const std::size_t end = std::min(list.find_first_of(" \t\r\n\f"), list.size());
    visit(list.substr(0, end));
    list.remove_prefix(end);
  }
}

struct Named {  // a class or id, and what such an element is
  std::string_view name;
  std::string_view reason;
};
constexpr auto kFurniture = std::to_array<Named>({
    {"sidebar", "sidebar"},
    {"breadcrumb", "menu"},
    {"breadcrumbs", "menu"},
    {"menu", "menu"},
    {"navbox", "menu"},
    {"navbar", "menu"},
    {"toc", "table of contents"},
    {"table-of-contents", "table of contents"},
    {"mw-editsection", "menu"},
    {"mw-jump-link", "menu"},
    {"catlinks", "footer"},
    {"printfooter", "footer"},
    {"noprint", "menu"},
    {"reference", "footnote mark"},
    {"related-posts", "related posts"},
    {"relatedposts", "related posts"},
    {"jp-relatedposts", "related posts"},
    {"sharedaddy", "share bar"},
    {"share-buttons", "share bar"},
    {"social-share", "share bar"},
    {"addtoany_share_save_container", "share bar"},
    {"post-ratings", "rating"},
    {"comments", "comments"},
    {"comment-list", "comments"},
    {"respond", "comments"},
    {"newsletter", "share call"},
    {"cookie-banner", "page furniture"},
    {"cookie-notice", "page furniture"},
});
// Containers of the article itself, the most telling first.
constexpr auto kContent = std::to_array<std::string_view>(
    {"mw-parser-output", "mw-content-text", "entry-content", "post-content", "article-content",
     "article-body", "bodycontent"});

std::string_view reason_to_skip(const GumboNode* node) {
  switch (tag_of(node)) {
    case GUMBO_TAG_NAV:
      return "menu";
    case GUMBO_TAG_FOOTER:
      return "footer";
    case GUMBO_TAG_ASIDE:
      return "aside";
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
      return "page furniture";
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_UNKNOWN:
      return {};
    default:
      break;
  }
  if (has_attribute(node, "hidden")) return "hidden";
  const std::string_view role = attribute(node, "role");
  if (role == "navigation") return "menu";
  if (role == "contentinfo") return "footer";
  std::string_view reason;
  const auto look = [&reason](std::string_view word) {
    const std::string name = ascii_lower(word);
    for (const Named& row : kFurniture) {
      if (row.name == name) reason = row.reason;
    }
  };
  for_each_word(attribute(node, "class"), look);
  look(attribute(node, "id"));
  return reason;
}

// The element that holds the article, null where nothing tells.
const GumboNode* main_content(const GumboNode* root) {
  std::array<std::vector<const GumboNode*>, kContent.size() + 2> found;
  walk(
      root,
      [&](const GumboNode* node) {
        if (!is_element(node)) return false;
        const GumboTag tag = tag_of(node);
        const auto look = [&](std::string_view word) {
          const auto row = std::find(kContent.begin(), kContent.end(), ascii_lower(word));
          if (row != kContent.end()) {
            found[static_cast<std::size_t>(row - kContent.begin())].push_back(node);
          }
        };
        for_each_word(attribute(node, "class"), look);
        look(attribute(node, "id"));
        if (tag == GUMBO_TAG_MAIN || attribute(node, "role") == "main") {
          found[kContent.size()].push_back(node);
        }
        if (tag == GUMBO_TAG_ARTICLE) found[kContent.size() + 1].push_back(node);
        return true;
      },
      [](const GumboNode*) {});
  for (const std::vector<const GumboNode*>& nodes : found) {
    // Several are a list of pages; one with next to nothing in it is no article.
    if (nodes.size() == 1 && trimmed(text_below(nodes[0], 1000)).size() >= 100) return nodes[0];
  }
  return nullptr;
}

int heading_level(GumboTag tag) {
  return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? static_cast<int>(tag - GUMBO_TAG_H1) + 1 : 0;
}

bool is_block(GumboTag tag) {
  static constexpr auto kBlocks = std::to_array<GumboTag>(
      {GUMBO_TAG_P,        GUMBO_TAG_DIV,        GUMBO_TAG_SECTION, GUMBO_TAG_ARTICLE,
       GUMBO_TAG_MAIN,     GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_FIGURE,  GUMBO_TAG_FIGCAPTION,
       GUMBO_TAG_PRE,      GUMBO_TAG_CENTER,     GUMBO_TAG_ADDRESS, GUMBO_TAG_DL,
       GUMBO_TAG_DT,       GUMBO_TAG_DD,         GUMBO_TAG_DETAILS, GUMBO_TAG_SUMMARY,
       GUMBO_TAG_FIELDSET, GUMBO_TAG_FORM,       GUMBO_TAG_TABLE,   GUMBO_TAG_CAPTION,
       GUMBO_TAG_HEADER,   GUMBO_TAG_HR,         GUMBO_TAG_UL,      GUMBO_TAG_OL});
  return std::find(kBlocks.begin(), kBlocks.end(), tag) != kBlocks.end();
}

std::uint32_t number_in(std::string_view text, std::uint32_t otherwise) {
  std::uint32_t value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

class PageReader {
 public:
  PageReader(const GumboNode* root, bool keep) : root_(root), keep_(keep) {
    if (!keep) main_ = main_content(root);
    inside_main_ = main_ == nullptr;
  }

  HtmlPage run() {
    page_.lang = std::string(trimmed(attribute(root_, "lang")));
    walk(
        root_, [this](const GumboNode* node) { return enter(node); },
        [this](const GumboNode* node) { leave(node); });
    flush();
    finish_title();
    return std::move(page_);
  }

 private:
  struct List {
    bool ordered = false;
    std::uint32_t next = 1;
  };

  bool enter(const GumboNode* node) {
    if (is_text(node)) {
      add_text(node->v.text.text, node->v.text.start_pos.line);
      return false;
    }
    if (!is_element(node)) return false;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_HEAD) {
      read_head(node);
      return false;
    }
    if (node == main_) {
      flush();
      inside_main_ = true;
    }
    const std::string_view reason = keep_ ? std::string_view() : reason_to_skip(node);
    if (!reason.empty() && node != main_ && !holds_main(node)) {
      drop(shown(node), reason, node->v.element.start_pos.line);
      return false;
    }
    enter_element(node, tag);
    return true;
  }

  // main_ may stand inside an element with a name of furniture; then that name lies.
  bool holds_main(const GumboNode* node) const {
    for (const GumboNode* at = main_; at != nullptr; at = at->parent) {
      if (at == node) return true;
    }
    return false;
  }

  void enter_element(const GumboNode* node, GumboTag tag) {
    if (tag == GUMBO_TAG_SECTION || tag == GUMBO_TAG_A) note_anchor(node);
    if (const int level = heading_level(tag); level > 0 && !is_fresh_item()) {
      begin(BlockKind::heading, node);
      now_.level = level;
      if (const auto id = attribute(node, "id"); !id.empty()) now_.anchor = std::string(id);
      if (now_.anchor.empty()) now_.anchor = anchor_;
    } else if (now_.kind == BlockKind::heading && now_.anchor.empty()) {
      if (const auto id = attribute(node, "id"); !id.empty()) now_.anchor = std::string(id);
    }
    switch (tag) {
      case GUMBO_TAG_UL:
        lists_.push_back({});
        break;
      case GUMBO_TAG_OL:
        lists_.push_back({true, number_in(attribute(node, "start"), 1)});
        break;
      case GUMBO_TAG_LI:
        begin_item(node);
        break;
      case GUMBO_TAG_TR:
        begin(BlockKind::table_row, node);
        ++rows_;
        break;
      case GUMBO_TAG_TD:
      case GUMBO_TAG_TH:
        cell_ = !trimmed(now_.text).empty();
        break;
      case GUMBO_TAG_BR:
        line_break();
        break;
      case GUMBO_TAG_PRE:
        ++preformatted_;
        break;
      default:
        break;
    }
    if (is_block(tag)) boundary(node);
  }

  void leave(const GumboNode* node) {
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL) lists_.pop_back();
    if (tag == GUMBO_TAG_PRE) --preformatted_;
    if (tag == GUMBO_TAG_TR) --rows_;
    if (heading_level(tag) > 0 && now_.kind == BlockKind::list_item) {
      now_.heading = collapsed(std::exchange(now_.text, {}));
    } else if (heading_level(tag) > 0 || tag == GUMBO_TAG_LI || tag == GUMBO_TAG_TR) {
      flush();
    } else if (is_block(tag)) {
      boundary(node);
    }
    if (node == main_) {
      flush();
      inside_main_ = false;
    }
  }

  // <li><h3>: the heading is the item's own.
  bool is_fresh_item() const {
    return now_.kind == BlockKind::list_item && now_.heading.empty() && trimmed(now_.text).empty();
  }

  void note_anchor(const GumboNode* node) {
    std::string_view id = attribute(node, "id");
    if (id.empty() && tag_of(node) == GUMBO_TAG_A) id = attribute(node, "name");
    if (!id.empty() && trimmed(now_.text).empty()) anchor_ = std::string(id);
  }

  void begin_item(const GumboNode* node) {
    if (rows_ > 0) {  // a list in a cell stays in its row
      line_break();
      return;
    }
    begin(BlockKind::list_item, node);
    now_.joined = false;
    now_.level = static_cast<int>(lists_.size());
    now_.anchor = std::string(attribute(node, "id"));
    if (lists_.empty() || !lists_.back().ordered) return;
    List& list = lists_.back();
    list.next = number_in(attribute(node, "value"), list.next);
    now_.ordinal = list.next++;
  }

  void begin(BlockKind kind, const GumboNode* node) {
    flush();
    now_.kind = kind;
    now_.joined = !lists_.empty();
    now_.line = node->v.element.start_pos.line;
  }

  // The start or end of an element that stands apart: a new block, or a new line in a row.
  void boundary(const GumboNode* node) {
    if (rows_ > 0 || now_.kind == BlockKind::heading) {
      line_break();
    } else if (!trimmed(now_.text).empty()) {
      begin(BlockKind::paragraph, node);
    }
  }

  void line_break() {
    while (now_.text.ends_with(' ')) now_.text.pop_back();
    if (!now_.text.empty() && now_.text.back() != '\n') now_.text += '\n';
  }

  void add_text(std::string_view text, unsigned line) {
    if (std::exchange(cell_, false)) {
      while (now_.text.ends_with(' ') || now_.text.ends_with('\n')) now_.text.pop_back();
      now_.text += " | ";
    }
    if (now_.line == 0) now_.line = line;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      const bool wide_space = c == '\xC2' && text.substr(at, 2) == "\xC2\xA0";
      at += wide_space;
      if (c == '\n' && preformatted_ > 0) {
        line_break();
      } else if (wide_space || std::string_view(" \t\r\n\f").find(c) != std::string_view::npos) {
        const bool fresh = now_.text.empty() || now_.text.back() == ' ' || now_.text.back() == '\n';
        if (!fresh) now_.text += ' ';
      } else {
        now_.text += c;
      }
    }
  }

  void flush() {
    Block block = std::exchange(now_, {});
    now_.joined = !lists_.empty();
    cell_ = false;
    block.text = std::string(trimmed(block.text));
    if (block.text.empty()) block.text = std::exchange(block.heading, {});
    if (block.text.empty()) return;
    anchor_.clear();
    if (block.kind == BlockKind::heading && block.level == 1) {
      if (any_h1_.empty()) any_h1_ = block.text;
      if (inside_main_ && main_h1_.empty()) main_h1_ = block.text;
    }
    if (inside_main_) {
      page_.blocks.push_back(std::move(block));
    } else {
      outside_.push_back({std::string(cut_at_character(block.text, kShownBytes)),
                          "outside the main content", block.line});
    }
  }

  void drop(std::string text, std::string_view reason, std::uint64_t line) {
    if (!text.empty()) page_.dropped.push_back({std::move(text), std::string(reason), line});
  }

  void read_head(const GumboNode* head) {
    const GumboVector& children = head->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
      const auto* node = static_cast<const GumboNode*>(children.data[i]);
      if (tag_of(node) == GUMBO_TAG_TITLE) title_ = collapsed(text_below(node, 4096));
      if (tag_of(node) == GUMBO_TAG_META && attribute(node, "property") == "og:site_name") {
        site_ = collapsed(attribute(node, "content"));
      }
      if (tag_of(node) == GUMBO_TAG_LINK && attribute(node, "rel") == "canonical") {
        const std::string_view href = trimmed(attribute(node, "href"));
        if (href.starts_with("https://") || href.starts_with("http://")) page_.url = href;
      }
    }
  }

  void finish_title() {
    if (!site_.empty() && title_.ends_with(site_)) {
      std::string_view bare = std::string_view(title_).substr(0, title_.size() - site_.size());
      for (const std::string_view mark : {" - ", " | ", " \u2013 ", " \u2014 "}) {
        if (bare.ends_with(mark)) title_ = std::string(trimmed(bare.substr(0, bare.size() - 3)));
      }
    }
    page_.title = !main_h1_.empty() ? main_h1_ : !any_h1_.empty() ? any_h1_ : title_;
    const auto is_title = [this](const Block& block) {
      return block.kind == BlockKind::heading && block.text == page_.title;
    };
    const auto found = std::find_if(page_.blocks.begin(), page_.blocks.end(), is_title);
    if (found != page_.blocks.end() && found->level == 1) page_.blocks.erase(found);
    for (DroppedLine& line : outside_) {
      if (line.text != page_.title) page_.dropped.push_back(std::move(line));
    }
  }

  const GumboNode* root_;
  bool keep_;
  const GumboNode* main_ = nullptr;
  HtmlPage page_;
  Block now_;
  std::vector<List> lists_;
  std::vector<DroppedLine> outside_;
  std::string anchor_, title_, site_, any_h1_, main_h1_;
  std::size_t rows_ = 0, preformatted_ = 0;
  bool inside_main_ = false, cell_ = false;
};

}  // namespace

HtmlPage read_html(std::string_view html, bool keep_boilerplate) {
  std::vector<DroppedLine> dropped;
  const Tree tree(bounded_html(html, dropped));
  HtmlPage page = PageReader(tree.root(), keep_boilerplate).run();
  page.dropped.insert(page.dropped.end(), std::make_move_iterator(dropped.begin()),
                      std::make_move_iterator(dropped.end()));
  return page;
}

std::string text_of_html(std::string_view html) {
  std::vector<DroppedLine> dropped;
  const Tree tree(bounded_html(html, dropped));
  return text_below(tree.root(), html.size() * 4 + 16);
}

}  // namespace coldopen
