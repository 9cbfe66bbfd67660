// A stored article to read: passages with their anchors, facts at the side, related ones below. It
// is where a hit leads when its article has no address of its own.
#pragma once

#include <string>
#include <vector>

#include "corpus/article.hpp"
#include "query/request.hpp"
#include "server/page.hpp"

namespace coldopen {

struct ReadingPage {
  Frame frame;
  Article article;                // as stored
  std::vector<Passage> passages;  // passages_of(article)
  std::vector<Hit> related;       // what to read next
};
std::string render_article(const ReadingPage& page);

}  // namespace coldopen
