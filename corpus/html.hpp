// HTML -> blocks, by gumbo; tolerant, never fails.
//
// Scripts, styles, comments, menus, footers and asides are no text; what is dropped is reported.
// Tags nested deeper than 256 are left out before the parser sees them, because its time grows with
// the square of nesting; our walks use a stack of their own. Cost O(bytes), about 7 MB/s.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/blocks.hpp"

namespace coldopen {

struct HtmlPage {
  std::string title;  // of <h1>, else <title>
  std::string lang;
  std::string url;            // canonical, if http or https
  std::vector<Block> blocks;  // of the main content; anchors from ids
  std::vector<DroppedLine> dropped;
};

// Input: valid UTF-8. With `keep_boilerplate` menus and footers stay; scripts and styles never do.
HtmlPage read_html(std::string_view html, bool keep_boilerplate);

// The text of a fragment: "R&eacute;<b>n</b>" is "Rén".
std::string text_of_html(std::string_view html);

}  // namespace coldopen
