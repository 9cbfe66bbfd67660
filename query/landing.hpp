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
#include "index/segment/segment.hpp"

namespace coldopen {

// Whether the article, or a passage of it, goes by the name whose keys these are, by the keys that
// the segment has of its names. O(keys).
bool goes_by(const Segment& segment, DocId doc, const NameKeys& typed);

// Which of them does: the article first, and none of its spellings before a better one of a
// passage. O(its names), each analysed: ask those that go by it.
struct Called {
  bool article = false;
  std::optional<std::uint32_t> passage;
};
Called find_called(const Article& article, const NameKeys& typed, const Analyzer& analyzer);

// Where a hit leads: the anchor of its best passage, a text fragment, or the page itself.
std::string deep_link(std::string_view url, std::string_view anchor, std::string_view link_text);

}  // namespace coldopen
