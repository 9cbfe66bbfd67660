#include "query/landing.hpp"

#include <algorithm>
#include <array>

#include "query/merged_list.hpp"

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

bool goes_by(const Segment& segment, DocId doc, const NameKeys& typed) {
  const auto is_in = [&](Space space, const Strings& keys) {
    return std::ranges::any_of(keys, [&](const std::string& key) {
      return find_list(segment, space, key).find(doc).has_value();
    });
  };
  constexpr std::array kSpaces = {Space::title_key, Space::bare_key, Space::alias_key};
  return is_in(Space::tight_key, typed.tight) || std::ranges::any_of(kSpaces, [&](Space space) {
           return is_in(space, typed.whole) || is_in(space, typed.tight);
         });
}

Called find_called(const Article& article, const NameKeys& typed, const Analyzer& analyzer) {
  enum class Spelling : std::uint8_t { whole, tight, other };
  const auto spelling_of = [&](const std::string& name, bool is_title) {
    const NameKeys keys = analyzer.keys(name);
    const auto is_typed = [&](const Strings& own, const Strings& some) {
      return share_one(own, some) || (is_title && share_one(keys.bare, some));
    };
    if (is_typed(keys.whole, typed.whole)) return Spelling::whole;
    return is_typed(keys.tight, typed.tight) ? Spelling::tight : Spelling::other;
  };
  Spelling of_article = spelling_of(article.title, true);
  for (const std::string& alias : article.aliases)
    of_article = std::min(of_article, spelling_of(alias, false));
  if (of_article == Spelling::whole) return {true, std::nullopt};
  Spelling of_passage = Spelling::other;
  Called called;
  for (std::uint32_t i = 0; i < article.passages.size(); ++i) {
    for (const std::string& alias : article.passages[i].aliases) {
      const Spelling spelling = spelling_of(alias, false);
      if (spelling >= of_passage) continue;
      of_passage = spelling;
      called.passage = i;
    }
  }
  if (of_article <= of_passage && of_article != Spelling::other) return {true, std::nullopt};
  return called;
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
