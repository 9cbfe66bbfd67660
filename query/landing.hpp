// Where on a page a reader lands: the passage that a redirect leads to, and links to a passage.
//
// A redirect to a section is an alias of a passage: the article is found by it as by its own
// aliases, and who typed it means that passage, whatever other passages hold the words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/article.hpp"
#include "index/analysis/analyzer.hpp"

namespace coldopen {

// The article or the passage of it that goes by the name whose keys these are: the article first,
// and none of its spellings before a better one of a passage. O(its names), each analysed.
struct Called {
  bool article = false;
  std::optional<std::uint32_t> passage;
};
Called find_called(const Article& article, const NameKeys& typed, const Analyzer& analyzer);

// Where a hit leads: the anchor of its best passage, a text fragment, or the page itself.
std::string deep_link(std::string_view url, std::string_view anchor, std::string_view link_text);

}  // namespace coldopen
