#include "server/reading_page.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "index/analysis/scripts.hpp"
#include "server/page_text.hpp"
#include "server/results_page.hpp"

namespace coldopen {
namespace {

// Values of these are searched as filters: a click on an actor shows everything with that actor.
bool leads_somewhere(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "kind",   "series",  "season",  "cast",         "character", "director",
      "writer", "speaker", "network", "portrayed_by", "genre",     "tag"};
  return std::ranges::find(kNames, name) != kNames.end();
}

void value_html(Html& html, const Frame& frame, const Attribute& attribute, const Value& value) {
  const std::string text = shown(value);
  const std::string_view link = safe_link(text);
  if (!link.empty() && !link.starts_with('/')) {
    html << "<a href=\"" << Text{link} << "\" rel=\"nofollow noreferrer\">" << Text{link} << "</a>";
  } else if (leads_somewhere(attribute.name)) {
    PageQuery query = frame.query;
    query.q.clear();
    query.filters = toggled({}, attribute.name, text);
    html << "<a href=\"" << Text{address_of(query)} << "\"><bdi>" << Text{text} << "</bdi></a>";
  } else {
    html << "<bdi>" << Text{text} << "</bdi>";
  }
}

Html facts_html(const ReadingPage& page) {
  Html html;
  const Article& article = page.article;
  if (article.attributes.empty() && article.aliases.empty() && safe_link(article.url).empty()) {
    return html;
  }
  html << "<aside class=\"facts\" aria-label=\"Facts\"><dl>";
  if (!article.aliases.empty()) {
    html << "<dt>Also</dt><dd>";
    for (std::size_t i = 0; i < article.aliases.size(); ++i) {
      if (i > 0) html << ", ";
      html << "<bdi>" << Text{article.aliases[i]} << "</bdi>";
    }
    html << "</dd>";
  }
  for (const Attribute& attribute : article.attributes) {
    html << "<dt>" << Text{label_of(attribute.name)} << "</dt><dd"
         << (attribute.values.size() > 20 ? Markup(" class=\"many\"") : Markup("")) << ">";
    for (std::size_t i = 0; i < attribute.values.size(); ++i) {
      if (i > 0) html << ", ";
      value_html(html, page.frame, attribute, attribute.values[i]);
    }
    html << "</dd>";
  }
  const std::string_view source = safe_link(article.url);
  if (!source.empty()) {
    html << "<dt>Source</dt><dd><a href=\"" << Text{source} << "\" rel=\"noreferrer\">"
         << Text{source} << "</a></dd>";
  }
  html << "</dl></aside>";
  return html;
}

// Paragraphs stand apart where the text has an empty line; other line ends stay line ends. The
// first one carries the number of its item.
void paragraphs(Html& html, std::string_view text, std::uint32_t ordinal) {
  while (!text.empty()) {
    const std::size_t gap = text.find("\n\n");
    const std::string_view paragraph = text.substr(0, gap);
    if (paragraph.find_first_not_of(" \t\n") != std::string_view::npos) {
      html << "<p dir=\"" << (is_right_to_left(paragraph) ? Markup("rtl") : Markup("auto"))
           << "\">";
      if (ordinal > 0) {
        html << "<span class=\"num\">" << Text{std::to_string(ordinal)} << ".</span> ";
        ordinal = 0;
      }
      html << Text{paragraph} << "</p>";
    }
    if (gap == std::string_view::npos) break;
    text.remove_prefix(gap + 2);
  }
}

void passage_html(Html& html, const Passage& passage, std::uint32_t index, bool repeats_heading) {
  const std::string id = passage_id(passage.anchor, passage.ordinal, index);
  html << "<section id=\"" << Text{id} << "\">";
  if (!passage.heading.empty() && !repeats_heading) {
    html << "<h2><bdi>" << Text{passage.heading} << "</bdi> <a href=\"#" << Text{percent_encode(id)}
         << "\" aria-label=\"Link to this passage\">#</a></h2>";
  }
  paragraphs(html, passage.text, passage.ordinal);
  html << "</section>";
}

Html related_html(const ReadingPage& page) {
  Html html;
  if (page.related.empty()) return html;
  html << "<nav class=\"related\" aria-label=\"Related\"><h2>Related</h2><ul>";
  for (const Hit& hit : page.related) {
    html << "<li><a href=\""
         << Text{reading_address(page.frame.query.index, hit.id, page.frame.query.seen)} << "\"";
    if (!hit.lang.empty()) html << " lang=\"" << Text{hit.lang} << "\"";
    html << "><bdi>" << Text{hit.title.text.empty() ? hit.id : hit.title.text} << "</bdi></a></li>";
  }
  html << "</ul></nav>";
  return html;
}

}  // namespace

std::string render_article(const ReadingPage& page) {
  const Article& article = page.article;
  const std::string& name = article.title.empty() ? article.id : article.title;
  Html html;
  html << "<div class=\"read\"><article";
  if (!article.lang.empty()) html << " lang=\"" << Text{article.lang} << "\"";
  html << "><h1 dir=\"" << (is_right_to_left(name) ? Markup("rtl") : Markup("auto")) << "\"><bdi>"
       << Text{name} << "</bdi></h1><p class=\"meta\">";
  const std::string badge = episode_badge(article.attributes);
  if (!badge.empty()) html << "<span class=\"badge\">" << Text{badge} << "</span>";
  for (const std::string& fact : facts_line(article.attributes)) {
    html << "<span><bdi>" << Text{fact} << "</bdi></span>";
  }
  html << "</p>" << seen_note(page.frame.query, page.frame.here);
  for (std::uint32_t i = 0; i < page.passages.size(); ++i) {
    const bool repeats = i > 0 && page.passages[i].heading == page.passages[i - 1].heading;
    passage_html(html, page.passages[i], i, repeats);
  }
  html << "</article>" << facts_html(page) << related_html(page) << "</div>";
  return render_page(page.frame, html);
}

}  // namespace coldopen
