#include "server/title_completion.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "query/search.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kNamesMax = 2'000;  // of a segment and space

struct Candidate {
  const SegmentView* view = nullptr;
  DocId doc = 0;
  bool by_alias = false;
  std::string name;  // the key that begins with what was typed
};

void add_names(const SegmentView& view, Space space, const std::string& key,
               std::vector<Candidate>& out) {
  std::size_t names = 0;
  view.segment->for_each_term(space, key, [&](std::string_view name, const TermInfo& info) {
    view.segment->postings(info).for_each([&](DocId doc, Rank) {
      if (view.alive(doc)) {
        out.push_back({&view, doc, space == Space::alias_key, std::string(name)});
      }
    });
    return ++names < kNamesMax;
  });
}

std::string alias_with(const Analyzer& analyzer, const Article& article, const std::string& key) {
  for (const std::string& alias : article.aliases) {
    if (analyzer.key(alias).starts_with(key)) return alias;
  }
  return {};
}

}  // namespace

std::vector<CompletedTitle> complete_titles(const Snapshot& snapshot, std::string_view typed,
                                            std::uint32_t limit) {
  const std::string key = snapshot.analyzer->key(typed);
  std::vector<CompletedTitle> titles;
  if (key.empty()) return titles;
  std::vector<Candidate> found;
  for (const SegmentView& view : snapshot.segments) {
    add_names(view, Space::title_key, key, found);
    add_names(view, Space::alias_key, key, found);
  }
  // The id last, so that segments never matter.
  const auto place = [&key](const Candidate& one) {
    return std::tuple(one.name != key, one.by_alias, one.name.size(), std::string_view(one.name),
                      one.view->segment->documents().id(one.doc));
  };
  std::ranges::sort(found, {}, place);
  std::set<std::string> seen;
  for (const Candidate& one : found) {
    if (titles.size() == limit) break;
    Article article = one.view->segment->documents().article(one.doc);
    if (!seen.insert(article.id).second) continue;
    std::string alias;
    if (one.by_alias) alias = alias_with(*snapshot.analyzer, article, key);
    titles.push_back({std::move(article), std::move(alias)});
  }
  if (titles.size() == limit) return titles;
  SearchRequest request;
  request.q = typed;
  request.limit = limit;
  request.passages = 0;
  for (const Hit& hit : search(snapshot, request).hits) {
    if (titles.size() == limit) break;
    if (!seen.insert(hit.id).second) continue;
    Article article;
    article.id = hit.id;
    article.title = hit.title.text;
    article.url = hit.url;
    article.attributes = hit.attributes;
    titles.push_back({std::move(article), ""});
  }
  return titles;
}

}  // namespace coldopen
