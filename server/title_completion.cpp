#include "server/title_completion.hpp"

#include <set>
#include <utility>

#include "query/search.hpp"
#include "query/spoiler_guard.hpp"
#include "query/suggest.hpp"
#include "server/mediawiki.hpp"

namespace coldopen {
namespace {

std::vector<Attribute> attributes_of(const Snapshot& snapshot, std::string_view id) {
  auto article = article_of(snapshot, id);
  return article ? std::move(article->attributes) : std::vector<Attribute>();
}

}  // namespace

std::vector<CompletedTitle> complete_titles(const Snapshot& snapshot, std::string_view typed,
                                            std::uint32_t limit) {
  std::vector<CompletedTitle> titles;
  std::set<std::string> seen;
  SuggestRequest begun;
  begun.q = typed;
  begun.limit = limit;
  for (SuggestionGroup& group : suggest(snapshot, begun).groups) {
    for (Suggestion& item : group.items) {
      seen.insert(item.id);
      std::vector<Attribute> attributes = attributes_of(snapshot, item.id);
      titles.push_back({std::move(item.id), std::move(item.text.text), std::move(item.url),
                        std::move(item.matched.text), std::move(item.anchor),
                        std::move(item.description), std::move(attributes)});
    }
  }
  if (titles.size() >= limit || typed.empty()) return titles;
  SearchRequest words;
  words.q = typed;
  words.limit = limit;
  words.passages = 0;
  for (Hit& hit : search(snapshot, words).hits) {
    if (titles.size() == limit) break;
    if (!seen.insert(hit.id).second) continue;
    std::string description = mediawiki_description(hit.attributes);
    titles.push_back({std::move(hit.id), std::move(hit.title.text), std::move(hit.url), "", "",
                      std::move(description), std::move(hit.attributes)});
  }
  return titles;
}

}  // namespace coldopen
