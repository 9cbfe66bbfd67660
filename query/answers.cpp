#include "query/answers.hpp"

#include <utility>
#include <vector>

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

  AnswerPage page(PageAt at) const {
    const Article article = snapshot_.segments[at.segment].segment->documents().article(at.doc);
    return {article.id, article.title, article.url};
  }

  AnswerPage page_or_name(const std::optional<PageAt>& at, const std::string& name) const {
    return at ? page(*at) : AnswerPage{"", name, ""};
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
