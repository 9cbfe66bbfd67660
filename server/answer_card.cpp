#include "server/answer_card.hpp"

#include <algorithm>
#include <string>

#include "server/page.hpp"

namespace coldopen {

namespace {

void link(Html& html, std::string_view index, const AnswerPage& page) {
  if (page.id.empty()) {
    html << "<bdi>" << Text{page.title} << "</bdi>";
    return;
  }
  const std::string_view url = safe_link(page.url);
  const std::string target = url.empty() ? reading_address(index, page.id, "") : std::string(url);
  html << "<a href=\"" << Text{target} << "\"><bdi>" << Text{page.title} << "</bdi></a>";
}

std::string in_words(std::string attribute) {
  std::ranges::replace(attribute, '_', ' ');
  return attribute;
}

}  // namespace

Html answer_card(std::string_view index, const Answer& answer) {
  Html html;
  if (answer.type != Answer::Type::cast || !answer.character || !answer.actor) return html;
  html << "<section class=\"answer\" aria-label=\"Answer\"><p>";
  link(html, index, *answer.character);
  html << " is played by ";
  link(html, index, *answer.actor);
  html << "</p><p class=\"meta\">as <a href=\"" << Text{reading_address(index, answer.from.id, "")}
       << "\">the article</a> says under “" << Text{in_words(answer.from.attribute)}
       << "”</p></section>";
  return html;
}

}  // namespace coldopen
