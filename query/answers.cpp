#include "query/answers.hpp"

#include <utility>
#include <vector>

#include "query/landing.hpp"

namespace coldopen {

namespace {

class AnswerFinder {
 public:
  AnswerFinder(const Snapshot& snapshot, const Matches& matches)
      : snapshot_(snapshot), matches_(matches) {}

  std::optional<Answer> cast() const {
    const auto& fact = matches_.names.cast.fact;
    if (!fact || !is_hit(fact->from)) return std::nullopt;
    Answer answer;
    answer.type = Answer::Type::cast;
    answer.text = fact->asks_actor ? fact->character + " is played by " + fact->actor
                                   : fact->actor + " plays " + fact->character;
    answer.character = page_or_name(fact->character_page, fact->character);
    answer.actor = page_or_name(fact->actor_page, fact->actor);
    answer.from = {page(fact->from).id, std::string(fact->attribute)};
    return answer;
  }

  // The page that is called what was typed, or is the episode whose code was: if it is alone.
  std::optional<Answer> go() const {
    const auto [of, pages] = best_called();
    if (pages.size() != 1) return std::nullopt;
    const bool by_code = of == DocClass::bare_title && !matches_.names.codes.empty();
    if (by_code && !matches_.names.beside.empty()) return std::nullopt;
    Answer answer;
    answer.type = by_code ? Answer::Type::episode : Answer::Type::go;
    answer.article = page(pages.front());
    if (of == DocClass::alias) lead_to_passage(pages.front(), *answer.article);
    answer.text = answer.article->title;
    answer.from = {answer.article->id, by_code                 ? "episode"
                                       : of == DocClass::alias ? "aliases"
                                                               : "title"};
    return answer;
  }

 private:
  bool is_hit(PageAt at) const {
    return matches_.segments[at.segment].hits[at.doc / kChunkDocs].test(at.doc % kChunkDocs);
  }

  // Of the highest class from `alias` up.
  std::pair<DocClass, std::vector<PageAt>> best_called() const {
    DocClass best = DocClass::alias;
    std::vector<PageAt> pages;
    for (std::size_t i = 0; i < matches_.segments.size(); ++i) {
      if (!matches_.segments[i].names) continue;
      for (const auto& [doc, of] : matches_.segments[i].names->called()) {
        if (of < best || !is_hit({i, doc})) continue;
        if (of > best) pages.clear();
        best = of;
        pages.push_back({i, doc});
      }
    }
    return {best, std::move(pages)};
  }

  const Documents& documents(PageAt at) const {
    return snapshot_.segments[at.segment].segment->documents();
  }

  AnswerPage page(PageAt at) const {
    const Article article = documents(at).head(at.doc);
    return {article.id, article.title, article.url, ""};
  }

  // Who typed the alias of a passage goes there.
  void lead_to_passage(PageAt at, AnswerPage& page) const {
    if (!documents(at).has_passage_aliases(at.doc)) return;
    const Article article = documents(at).article(at.doc);
    const auto called = find_called(article, matches_.names.keys, *snapshot_.analyzer).passage;
    if (!called) return;
    page.anchor = article.passages[*called].anchor;
    page.url = deep_link(page.url, page.anchor, "");
  }

  AnswerPage page_or_name(const std::optional<PageAt>& at, const std::string& name) const {
    return at ? page(*at) : AnswerPage{"", name, "", ""};
  }

  const Snapshot& snapshot_;
  const Matches& matches_;
};

}  // namespace

std::optional<Answer> find_answer(const Snapshot& snapshot, const SearchRequest& request,
                                  const Matches& matches) {
  if (request.offset > 0) return std::nullopt;
  const AnswerFinder finder(snapshot, matches);
  auto answer = finder.cast();
  return answer ? answer : finder.go();
}

}  // namespace coldopen
