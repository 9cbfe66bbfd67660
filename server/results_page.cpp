#include "server/results_page.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

#include "index/analysis/scripts.hpp"
#include "query/query_tree.hpp"
#include "server/answer_card.hpp"
#include "server/page_text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kShownValues = 12;  // of a facet of texts; places of a season are all shown

// --- Clauses that this page writes itself: name:value,"other value"

struct Clause {
  std::string attribute;
  Strings values;
};

std::string in_quotes(std::string_view value) {
  const bool is_range = value.find("..") != std::string_view::npos;
  const bool plain = !value.empty() && !is_range && std::ranges::all_of(value, [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
  });
  if (plain) return std::string(value);
  std::string text = "\"";
  while (!value.empty()) {  // values are compared by their words: a quote in one is a space
    const std::size_t quote = quote_length(value);
    text += quote > 0 ? ' ' : value.front();
    value.remove_prefix(std::max<std::size_t>(quote, 1));
  }
  return text + "\"";
}

std::string to_text(const Clause& clause) {
  std::string text = clause.attribute + ":";
  for (std::size_t i = 0; i < clause.values.size(); ++i) {
    if (i > 0) text += ',';
    text += in_quotes(clause.values[i]);
  }
  return text;
}

// None where the clause is more than a list of values: negated, a range, any value.
std::optional<Clause> read_clause(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || text[0] == '-') return std::nullopt;
  Clause clause{std::string(text.substr(0, colon)), {}};
  std::string value;
  bool in_quotes = false;
  for (const char byte : text.substr(colon + 1)) {
    if (byte == '"') {
      in_quotes = !in_quotes;
    } else if (byte == ',' && !in_quotes) {
      clause.values.push_back(std::move(value));
      value.clear();
    } else {
      value += byte;
    }
  }
  clause.values.push_back(std::move(value));
  const bool simple = !in_quotes && std::ranges::none_of(clause.values, [](const auto& one) {
    return one.empty() || one == "*" || one.find("..") != std::string::npos;
  });
  if (!simple) return std::nullopt;
  return clause;
}

PageQuery from_start(const PageQuery& query) {
  PageQuery first = query;
  first.offset = 0;
  return first;
}

// --- Hits

struct HitLinks {
  std::string page;  // of the title
  bool outside = false;
};

std::string without_fragment(std::string_view url) {
  return std::string(url.substr(0, url.find('#')));
}

HitLinks links_of(const PageQuery& query, const Hit& hit) {
  const std::string_view url = safe_link(hit.url);
  if (!url.empty()) return {std::string(url), true};
  std::string anchor;
  if (!hit.passages.empty()) {
    const FoundPassage& best = hit.passages.front();
    anchor = passage_id(best.anchor, best.ordinal, best.index);
  }
  return {reading_address(query.index, hit.id, query.seen, anchor), false};
}

std::string passage_link(const PageQuery& query, const Hit& hit, const FoundPassage& passage,
                         const HitLinks& links) {
  if (!links.outside) {
    return reading_address(query.index, hit.id, query.seen,
                           passage_id(passage.anchor, passage.ordinal, passage.index));
  }
  if (&passage == &hit.passages.front() || passage.anchor.empty()) return links.page;
  return without_fragment(links.page) + "#" + percent_encode(passage.anchor);
}

// Said where it is known, so that what is laid out by it does not wait for letters.
void lang_attribute(Html& html, const Hit& hit, std::string_view text) {
  if (!hit.lang.empty()) html << " lang=\"" << Text{hit.lang} << "\"";
  html << (is_right_to_left(text) ? Markup(" dir=\"rtl\"") : Markup(" dir=\"auto\""));
}

// "https://wiki.example/a/b#c" -> "wiki.example/a/b"
std::string shown_address(std::string_view url) {
  std::string text = without_fragment(url);
  const std::size_t scheme = text.find("://");
  if (scheme != std::string::npos) text.erase(0, scheme + 3);
  return text;
}

Html passage_html(const PageQuery& query, const Hit& hit, const FoundPassage& passage,
                  const HitLinks& links) {
  Html html;
  html << "<p class=\"passage\"";
  lang_attribute(html, hit, passage.snippet.text);
  html << ">";
  std::string where = passage.heading;
  if (passage.ordinal > 0) {
    where = "#" + std::to_string(passage.ordinal) + (where.empty() ? "" : " " + where);
  }
  if (!where.empty()) {
    html << "<a class=\"where\" href=\"" << Text{passage_link(query, hit, passage, links)} << "\">"
         << Text{where} << "</a>";
  }
  html << Marked{passage.snippet} << "</p>";
  return html;
}

std::string points(double value) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.3f", value);
  return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

Html explanation_html(const Hit& hit) {
  Html html;
  if (!hit.why) return html;
  html << "<details class=\"why\"><summary>Why: " << Text{points(hit.score)} << " points";
  if (!hit.why->text.empty()) html << ", " << Text{hit.why->text};
  html << "</summary><table><tr><th>points<th>where<th>word<th>count<th>idf</tr>";
  for (const ScorePart& part : hit.why->parts) {
    html << "<tr><td>" << Text{points(part.points)} << "<td>" << Text{part.source} << "<td>"
         << Text{part.term} << " " << Text{part.form} << "<td>" << Text{points(part.count)}
         << "<td>" << Text{points(part.idf)} << "</tr>";
  }
  html << "</table></details>";
  return html;
}

// Where nearly the same stands.
Html similar_html(const PageQuery& query, const Hit& hit) {
  static constexpr std::size_t kShown = 5;
  Html html;
  if (hit.similar.empty()) return html;
  html << "<p class=\"meta\">Also at";
  for (std::size_t i = 0; i < std::min(hit.similar.size(), kShown); ++i)
    html << " <a href=\"" << Text{reading_address(query.index, hit.similar[i], query.seen)}
         << "\"><bdi>" << Text{hit.similar[i]} << "</bdi></a>";
  if (hit.similar.size() > kShown)
    html << " and " << Number{hit.similar.size() - kShown} << " more";
  html << "</p>";
  return html;
}

Html hit_html(const PageQuery& query, const Hit& hit) {
  const HitLinks links = links_of(query, hit);
  Html html;
  html << "<li class=\"hit\"><article><h2";
  lang_attribute(html, hit, hit.title.text);
  html << ">";
  const std::string badge = episode_badge(hit.attributes);
  if (!badge.empty()) html << "<span class=\"badge\">" << Text{badge} << "</span>";
  html << "<a href=\"" << Text{links.page} << "\"><bdi>";
  if (hit.title.text.empty()) {
    html << Text{hit.id};
  } else {
    html << Marked{hit.title};
  }
  html << "</bdi></a></h2>";
  Strings facts = facts_line(hit.attributes);
  if (links.outside) facts.push_back(shown_address(links.page));
  if (!facts.empty()) {
    html << "<p class=\"meta\">";
    for (const std::string& fact : facts) html << "<span><bdi>" << Text{fact} << "</bdi></span>";
    html << "</p>";
  }
  for (const FoundPassage& passage : hit.passages) html << passage_html(query, hit, passage, links);
  if (const std::string more = more_passages(hit); !more.empty())
    html << "<p class=\"passage\"><a class=\"where\" href=\""
         << Text{reading_address(query.index, hit.id, query.seen)} << "\">" << Text{more}
         << "</a></p>";
  html << similar_html(query, hit) << explanation_html(hit) << "</article></li>";
  return html;
}

// --- Facets

// Ids, addresses, production codes: most values are of one article alone.
bool is_mostly_unique(const Facet& facet) {
  const auto alone =
      std::ranges::count_if(facet.values, [](const FacetValue& value) { return value.count <= 1; });
  return !facet.in_order && facet.values.size() > 8 && alone * 4 > std::ssize(facet.values) * 3;
}

bool tells_something(const Facet& facet) {
  const bool ticked = std::ranges::any_of(facet.values, &FacetValue::selected);
  if (ticked) return true;
  return facet.values.size() > 1 && !is_mostly_unique(facet);
}

Html facet_html(const PageQuery& query, const Facet& facet) {
  Html html;
  html << "<section class=\"facet\"><h2>" << Text{label_of(facet.attribute)}
       << "</h2><ul class=\"chips\">";
  const std::size_t most = facet.in_order ? facet.values.size() : kShownValues;
  std::size_t count = 0;
  for (const FacetValue& value : facet.values) {
    if (count++ >= most && !value.selected) continue;
    PageQuery target = from_start(query);
    const std::string& typed = value.typed.empty() ? value.value : value.typed;
    target.filters = toggled(query.filters, facet.attribute, typed);
    html << "<li><a class=\"chip" << (value.selected ? Markup(" on") : Markup("")) << "\" href=\""
         << Text{address_of(target)} << "\"";
    if (value.selected) html << " aria-current=\"true\"";
    html << "><bdi>" << Text{value.value} << "</bdi> <small>" << Number{value.count} << "</small>";
    if (value.selected) html << "<span class=\"hidden\"> (chosen; take it away)</span>";
    html << "</a></li>";
  }
  html << "</ul></section>";
  return html;
}

Html facets_html(const ResultsPage& page) {
  static constexpr std::size_t kOpenFacets = 3;
  Html first;
  Html more;
  bool more_is_open = false;
  std::size_t count = 0;
  for (const Facet& facet : page.response.facets) {
    if (!tells_something(facet)) continue;
    if (count++ < kOpenFacets) {
      first << facet_html(page.query, facet);
    } else {
      more << facet_html(page.query, facet);
      more_is_open |= std::ranges::any_of(facet.values, &FacetValue::selected);
    }
  }
  Html html;
  if (count == 0) return html;
  html << "<aside class=\"facets\" aria-label=\"Narrow the results\">" << first;
  if (!more.empty()) {
    html << "<details" << (more_is_open ? Markup(" open") : Markup(""))
         << "><summary>More ways to narrow</summary>" << more << "</details>";
  }
  html << "</aside>";
  return html;
}

Html active_filters(const PageQuery& query) {
  Html html;
  if (query.filters.empty()) return html;
  html << "<ul class=\"chips active\" aria-label=\"Chosen filters\">";
  const auto chip = [&html](const PageQuery& without, const std::string& text) {
    html << "<li><a class=\"chip on\" href=\"" << Text{address_of(without)}
         << "\"><span class=\"hidden\">Take away </span><bdi>" << Text{text}
         << "</bdi> <span aria-hidden=\"true\">✕</span></a></li>";
  };
  for (std::size_t i = 0; i < query.filters.size(); ++i) {
    PageQuery without = from_start(query);
    if (const auto clause = read_clause(query.filters[i])) {
      for (const std::string& value : clause->values) {
        without.filters = toggled(query.filters, clause->attribute, value);
        chip(without, label_of(clause->attribute) + " " + value);
      }
    } else {
      without.filters.erase(without.filters.begin() + static_cast<std::ptrdiff_t>(i));
      chip(without, query.filters[i]);
    }
  }
  html << "</ul>";
  return html;
}

// --- Around the hits

Html orders(const ResultsPage& page) {
  Html html;
  if (!page.has_dates || page.response.total < 2) return html;
  struct Order {
    Markup text;
    std::string_view sort;
  };
  static constexpr std::array kOrders = {Order{"Best first", ""}, Order{"Newest", "-air_date"},
                                         Order{"Oldest", "air_date"}};
  html << "<nav aria-label=\"Order\">";
  for (const Order& order : kOrders) {
    PageQuery target = from_start(page.query);
    target.sort = order.sort;
    html << "<a href=\"" << Text{address_of(target)} << "\"";
    if (page.query.sort == order.sort) html << " aria-current=\"true\"";
    html << ">" << order.text << "</a>";
  }
  html << "</nav>";
  return html;
}

Html nothing_found(const ResultsPage& page) {
  Html html;
  html << "<div class=\"empty\"><h1 data-status>Nothing found";
  if (!page.query.q.empty()) html << " for <bdi>" << Text{page.query.q} << "</bdi>";
  html << "</h1><ul>";
  const auto line = [&html](const PageQuery& target, Markup text) {
    html << "<li><a href=\"" << Text{address_of(target)} << "\">" << text << "</a></li>";
  };
  if (!page.query.filters.empty()) {
    PageQuery target = from_start(page.query);
    target.filters.clear();
    line(target, "Search without the filters");
  }
  if (page.query.q.find(' ') != std::string::npos && page.query.match != "any") {
    PageQuery target = from_start(page.query);
    target.match = "any";
    line(target, "Accept articles that have only some of the words");
  }
  html << "<li>Check the spelling of names.</li>"
       << "<li>Try fewer words, or one you are sure of: an actor, an episode, half a line.</li>"
       << "<li><a href=\"/\">Begin again</a>, or <a href=\"/search?q=\">see all articles</a>.</li>"
       << "</ul></div>";
  return html;
}

Html paging(const ResultsPage& page) {
  Html html;
  const std::uint64_t shown_to = page.query.offset + page.response.hits.size();
  const std::uint64_t reach =
      std::min<std::uint64_t>(page.response.total, SearchLimits::window_max);
  const bool has_next = shown_to < reach && shown_to + page.limit <= SearchLimits::window_max;
  if (page.query.offset == 0 && !has_next) return html;
  html << "<nav class=\"pages\" aria-label=\"Pages\">";
  if (page.query.offset > 0) {
    PageQuery target = page.query;
    target.offset = target.offset > page.limit ? target.offset - page.limit : 0;
    html << "<a rel=\"prev\" href=\"" << Text{address_of(target)} << "\">← Previous</a>";
  }
  html << "<span>" << Number{page.query.offset + 1} << "–" << Number{shown_to} << " of "
       << Number{page.response.total} << "</span>";
  if (has_next) {
    PageQuery target = page.query;
    target.offset += page.limit;
    html << "<a rel=\"next\" href=\"" << Text{address_of(target)} << "\">Next →</a>";
  }
  html << "</nav>";
  return html;
}

std::string time_text(double milliseconds) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(),
                                   milliseconds < 10 ? "%.1f ms" : "%.0f ms", milliseconds);
  return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

// What the search was corrected to, or may have meant: never silently.
Html other_queries(const ResultsPage& page) {
  Html html;
  PageQuery target = from_start(page.query);
  if (const auto& corrected = page.response.corrected) {
    target.q = corrected->from;
    target.typo = "off";
    html << "<p class=\"note\">Showing results for <strong><bdi>" << Text{corrected->to}
         << "</bdi></strong>. <a href=\"" << Text{address_of(target)}
         << "\">Search instead for <bdi>" << Text{corrected->from} << "</bdi></a></p>";
  }
  if (const auto& meant = page.response.did_you_mean) {
    target.q = meant->q;
    html << "<p class=\"note\">Did you mean <a href=\"" << Text{address_of(target)} << "\"><bdi>"
         << Text{meant->q} << "</bdi></a>? (" << Number{meant->total} << ")</p>";
  }
  return html;
}

Html count_line(const ResultsPage& page) {
  Html html;
  html << "<div class=\"count\"><p data-status><strong>" << Number{page.response.total}
       << "</strong>" << (page.response.total == 1 ? Markup(" result") : Markup(" results"));
  if (!page.query.q.empty()) html << " for <bdi>" << Text{page.query.q} << "</bdi>";
  html << "<span aria-hidden=\"true\"> in " << Text{time_text(page.milliseconds)} << "</span></p>"
       << orders(page) << "</div>";
  return html;
}

}  // namespace

std::string results_headline(const ResultsPage& page) {
  std::string text =
      grouped(page.response.total) + (page.response.total == 1 ? " result" : " results");
  if (!page.query.q.empty()) text += " for " + page.query.q;
  return text;
}

Html render_results(const ResultsPage& page) {
  const bool found = page.response.total > 0;
  Html html;
  html << "<div class=\"split\" data-title=\"" << Text{results_headline(page) + " – coldopen"}
       << "\"><div>";
  if (found) html << "<h1 class=\"hidden\">Results</h1>" << count_line(page);
  html << active_filters(page.query);
  html << other_queries(page);
  if (page.response.answer) html << answer_card(page.query, *page.response.answer);
  if (page.response.partial) {
    html << "<p class=\"note\">Not everything could be searched in time; there may be more.</p>";
  }
  PageQuery whole = page.query;
  whole.seen.clear();
  html << seen_note(page.query, address_of(whole));
  for (const Note& note : page.response.notes) {
    html << "<p class=\"note\">" << Text{note.text} << "</p>";
  }
  if (!found) {
    html << nothing_found(page);
  } else {
    html << "<ol>";
    for (const Hit& hit : page.response.hits) html << hit_html(page.query, hit);
    html << "</ol>" << paging(page);
    if (!page.query.explain) {
      PageQuery target = page.query;
      target.explain = true;
      html << "<p class=\"meta\"><a href=\"" << Text{address_of(target)}
           << "\">Why these results?</a></p>";
    }
  }
  html << "</div>" << facets_html(page) << "</div>";
  return html;
}

Strings offered_facets(const AttributeTypes& types, const Settings& settings) {
  static constexpr std::size_t kMost = 7;
  static constexpr std::string_view kDate = "air_date";  // by its years
  static constexpr std::array<std::string_view, 10> kFirst = {
      "season",    "kind",     "series", kDate,     "cast",
      "character", "director", "writer", "speaker", "lang"};
  static constexpr std::array<std::string_view, 14> kNever = {
      "id",         "url",    "image",        "description",     "license",
      "links",      "codes",  "episode",      "production_code", "first_appearance",
      "importance", "source", "portrayed_by", "portrays"};
  Strings offered;
  const auto is_set = [&](std::string_view name) {  // by the owner: offered first, or never
    const auto found = settings.attributes.find(name);
    return found != settings.attributes.end() && found->second.facet.has_value();
  };
  for (const auto& [name, attribute] : settings.attributes)
    if (attribute.facet.value_or(false) && types.contains(name)) offered.push_back(name);
  for (const std::string_view name : kFirst) {
    const auto found = types.find(name);
    if (found == types.end() || is_set(name)) continue;
    if ((found->second == AttributeType::date) == (name == kDate)) offered.emplace_back(name);
  }
  for (const auto& [name, type] : types) {
    const bool known = std::ranges::count(kFirst, name) + std::ranges::count(kNever, name) > 0;
    if (!known && !is_set(name) &&
        (type == AttributeType::text || type == AttributeType::boolean)) {
      offered.push_back(name);
    }
  }
  if (offered.size() > kMost) offered.resize(kMost);
  return offered;
}

Strings toggled(const Strings& filters, std::string_view attribute, std::string_view value) {
  Strings next;
  bool done = false;
  for (const std::string& filter : filters) {
    auto clause = read_clause(filter);
    if (done || !clause || clause->attribute != attribute) {
      next.push_back(filter);
      continue;
    }
    done = true;
    const auto found = std::ranges::find(clause->values, value);
    if (found == clause->values.end()) {
      clause->values.emplace_back(value);
    } else {
      clause->values.erase(found);
    }
    if (!clause->values.empty()) next.push_back(to_text(*clause));
  }
  if (!done) next.push_back(to_text({std::string(attribute), {std::string(value)}}));
  return next;
}

}  // namespace coldopen
