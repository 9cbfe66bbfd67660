// The small part of YAML that stands at the head of Markdown files (readers/markdown.hpp says
// what).
#pragma once

#include <string_view>

#include "corpus/article.hpp"

namespace coldopen {

struct FrontMatter {
  Article article;        // id, title, url, lang, aliases, attributes
  std::size_t bytes = 0;  // behind its closing line; 0 where there is none
  std::size_t lines = 0;  // how many they are
  Strings warnings;
};

FrontMatter read_front_matter(std::string_view text);

}  // namespace coldopen
