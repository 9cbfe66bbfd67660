// HTML made harmless for a parser whose time grows with the square of nesting: what is nested
// deeper than 256 loses its tags and keeps its text.
//
// Scripts, styles, comments and other contents that are no text of the page go here already; line
// feeds stay, so that line numbers hold. Input: valid UTF-8, anything. Cost O(bytes).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/blocks.hpp"

namespace coldopen {

std::string bounded_html(std::string_view html, std::vector<DroppedLine>& dropped);

}  // namespace coldopen
