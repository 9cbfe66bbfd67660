#include "query/landing.hpp"

#include <algorithm>

namespace coldopen {

namespace {

bool share_one(const Strings& some, const Strings& others) {
  return std::ranges::any_of(
      some, [&](const std::string& key) { return std::ranges::find(others, key) != others.end(); });
}

void append_percent_encoded(std::string_view text, std::string_view kept, std::string& out) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
}

}  // namespace

Called find_called(const Article& article, const NameKeys& typed, const Analyzer& analyzer) {
  for (const auto spelling : {&NameKeys::whole, &NameKeys::tight}) {
    const auto is_called = [&](const std::string& name) {
      return share_one(analyzer.keys(name).*spelling, typed.*spelling);
    };
    const bool by_title =
        is_called(article.title) || share_one(analyzer.keys(article.title).bare, typed.*spelling);
    if (by_title || std::ranges::any_of(article.aliases, is_called)) return {true, std::nullopt};
    const auto found = std::ranges::find_if(article.passages, [&](const Passage& passage) {
      return std::ranges::any_of(passage.aliases, is_called);
    });
    if (found != article.passages.end())
      return {false, static_cast<std::uint32_t>(found - article.passages.begin())};
  }
  return {};
}

std::string deep_link(std::string_view url, std::string_view anchor, std::string_view link_text) {
  if (url.empty() || (anchor.empty() && link_text.empty())) return std::string(url);
  std::string link(url.substr(0, url.find('#')));
  if (!anchor.empty()) {
    link += '#';
    append_percent_encoded(anchor, "-._~!$&'()*+,;=:@/?", link);
  } else {
    link += "#:~:text=";
    append_percent_encoded(link_text, "._~!'()*", link);  // - , & have a meaning here
  }
  return link;
}

}  // namespace coldopen
