#include "server/answer_card.hpp"

#include <algorithm>
#include <string>

namespace coldopen {

namespace {

void link(Html& html, const PageQuery& query, const AnswerPage& page) {
  if (page.id.empty()) {
    html << "<bdi>" << Text{page.title} << "</bdi>";
    return;
  }
  const std::string_view url = safe_link(page.url);
  const std::string target = url.empty()
                                 ? reading_address(query.index, page.id, query.seen, page.anchor)
                                 : std::string(url);
  html << "<a href=\"" << Text{target} << "\"><bdi>" << Text{page.title} << "</bdi></a>";
}

std::string in_words(std::string attribute) {
  std::ranges::replace(attribute, '_', ' ');
  return attribute;
}

}  // namespace

Html answer_card(const PageQuery& query, const Answer& answer) {
  Html html;
  if (answer.type != Answer::Type::cast || !answer.character || !answer.actor) return html;
  html << "<section class=\"answer\" aria-label=\"Answer\"><p>";
  link(html, query, *answer.character);
  html << " is played by ";
  link(html, query, *answer.actor);
  html << "</p><p class=\"meta\">as <a href=\""
       << Text{reading_address(query.index, answer.from.id, query.seen)}
       << "\">the article</a> says under “" << Text{in_words(answer.from.attribute)}
       << "”</p></section>";
  return html;
}

}  // namespace coldopen
