// The passages of an article, as index and page see them.
#pragma once

#include <vector>

#include "corpus/article.hpp"

namespace coldopen {

// The article's own passages, or its body cut as plain text: list items and slides where the text
// is numbered, else paragraphs. A passage holds at most 400 words; longer ones are cut at sentence
// ends. Deterministic; O(bytes).
std::vector<Passage> passages_of(const Article& article);

}  // namespace coldopen
