#include "server/addresses.hpp"

#include <set>

#include "corpus/text.hpp"
#include "query/landing.hpp"
#include "server/html.hpp"
#include "server/page.hpp"

namespace coldopen {
namespace {

// A url as it may stand in a field of a head: bytes beyond ASCII and blanks as %XX.
std::string ascii_address(std::string_view url) {
  std::string out;
  for (const char c : url) {
    const bool plain = c > ' ' && c <= '~';
    plain ? out += c : out += percent_encode(std::string_view(&c, 1));
  }
  return out;
}

// Whoever has one of the keys as title or alias, if it lives; each once.
std::set<DocId> named_in(const SegmentView& view, const Strings& keys) {
  std::set<DocId> documents;
  for (const Space space : {Space::title_key, Space::alias_key}) {
    for (const std::string& key : keys) {
      const auto info = view.segment->find(space, key);
      if (!info) continue;
      view.segment->postings(*info).for_each([&](DocId doc, Rank) {
        if (view.alive(doc)) documents.insert(doc);
      });
    }
  }
  return documents;
}

}  // namespace

std::string own_origin(const ServerState& state, std::string_view host) {
  const std::string wanted = ascii_lower(host);
  for (const std::string& origin : state.public_origins) {
    if (origin.ends_with("://" + wanted)) return origin;
  }
  return "http://" + wanted;
}

std::string address_of_article(std::string_view index, std::string_view id, std::string_view url,
                               std::string_view seen, std::string_view anchor) {
  const std::string_view own = safe_link(url);
  return own.empty() ? reading_address(index, id, seen, anchor)
                     : ascii_address(deep_link(own, anchor, ""));
}

std::string address_of_named(const Snapshot& snapshot, std::string_view name,
                             std::string_view seen) {
  const NameKeys keys = snapshot.analyzer->keys(name);
  std::string address;
  for (const SegmentView& view : snapshot.segments) {
    for (const DocId doc : named_in(view, keys.whole)) {
      if (!address.empty()) return {};
      const Article article = view.segment->documents().article(doc);
      const auto called = find_called(article, keys, *snapshot.analyzer).passage;
      const std::string_view anchor =
          called ? article.passages[*called].anchor : std::string_view();
      address = address_of_article(snapshot.index_name, article.id, article.url, seen, anchor);
    }
  }
  return address;
}

}  // namespace coldopen
