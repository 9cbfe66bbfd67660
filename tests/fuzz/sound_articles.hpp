// What every reader owes to any bytes: it ends, does not throw, and its articles are sound.
#pragma once

#include <string>

#include "corpus/article_json.hpp"
#include "corpus/error.hpp"
#include "corpus/passages.hpp"
#include "corpus/reader.hpp"
#include "corpus/text.hpp"

namespace coldopen {

inline void expect_sound(Reader& reader, std::size_t input_bytes) {
  std::size_t items = 0;
  while (std::optional<ReadItem> item = reader.next()) {
    ensure(++items <= input_bytes + 1, "a reader gives no more items than it has bytes");
    const auto* read = std::get_if<ReadArticle>(&*item);
    if (read == nullptr) continue;
    check(read->article);
    const std::string json = article_to_json(read->article);
    ensure(article_from_json(json) == read->article, "an article comes back from its JSON");
    for (const Passage& passage : passages_of(read->article)) {
      ensure(utf8_error(passage.text) == std::string::npos, "passages are UTF-8");
      ensure(count_words(passage.text) <= kPassageWordsMax || !read->article.passages.empty(),
             "passages cut from a body are short");
    }
    for (const DroppedLine& line : read->dropped) {
      ensure(utf8_error(line.text) == std::string::npos, "dropped lines are UTF-8");
    }
  }
}

}  // namespace coldopen
