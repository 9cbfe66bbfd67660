#include "server/page.hpp"

#include <algorithm>

#include "corpus/error.hpp"
#include "server/assets.hpp"

namespace coldopen {
namespace {

const Asset& asset_of(std::string_view name) {
  const auto found = std::ranges::find(assets(), name, &Asset::name);
  ensure(found != assets().end(), "the files of the page are built in");
  return *found;
}

std::string asset_address(std::string_view name) {
  return "/assets/" + std::string(asset_of(name).hashed);
}

// The policy of the pages allows images by https and data: only; so the icon comes in the page.
std::string icon_address() {
  return "data:image/svg+xml," + percent_encode(asset_of("icon.svg").bytes);
}

void add_parameter(std::string& address, std::string_view name, std::string_view value) {
  address += address.find('?') == std::string::npos ? '?' : '&';
  address += name;
  address += '=';
  address += percent_encode(value);
}

void hidden_field(Html& html, Text name, std::string_view value) {
  if (value.empty()) return;
  html << "<input type=\"hidden\" name=\"" << name << "\" value=\"" << Text{value} << "\">";
}

Html index_chooser(const Frame& frame) {
  Html html;
  if (frame.indexes.size() < 2) return html;
  html << "<label class=\"hidden\" for=\"index\">Index</label><select id=\"index\" name=\"index\">";
  for (const std::string& name : frame.indexes) {
    html << "<option";
    if (name == frame.query.index) html << " selected";
    html << ">" << Text{name} << "</option>";
  }
  html << "</select>";
  return html;
}

// How far the reader is: a field of the form beside it, so that it goes along without a script;
// page.js and seen.js remember it in the browser.
Html seen_field(const Frame& frame) {
  Html html;
  if (!frame.has_story && frame.query.seen.empty()) return html;
  html << "<p class=\"seen\"><label for=\"seen\">No spoilers after</label>"
       << "<input id=\"seen\" form=\"box\" name=\"seen\" value=\"" << Text{frame.query.seen}
       << "\" placeholder=\"e.g. S04E13\" size=\"9\" maxlength=\"64\" autocomplete=\"off\" "
       << "autocapitalize=\"off\" spellcheck=\"false\" "
       << "title=\"The last episode you have seen, or a date: S04E13, 4x13, S04, 2008-04-10\">"
       << "<button form=\"box\" formaction=\"" << Text{frame.here} << "\">Set</button></p>";
  return html;
}

Html box(const Frame& frame) {
  Html html;
  html << "<form class=\"box\" id=\"box\" action=\"/search\" method=\"get\" role=\"search\" "
       << "data-index=\"" << Text{frame.query.index} << "\">"
       << "<label class=\"hidden\" for=\"q\">Search the wiki</label>"
       << "<input type=\"search\" id=\"q\" name=\"q\" value=\"" << Text{frame.query.q}
       << "\" placeholder=\"Search episodes, people, quotes\" autocomplete=\"off\" "
       << "autocapitalize=\"off\" spellcheck=\"false\" maxlength=\"512\" enterkeyhint=\"search\"";
  if (frame.home) html << " autofocus";
  html << ">" << index_chooser(frame);
  if (frame.indexes.size() < 2 && frame.query.names_index) {
    hidden_field(html, {"index"}, frame.query.index);
  }
  for (const std::string& filter : frame.query.filters) hidden_field(html, {"filter"}, filter);
  hidden_field(html, {"sort"}, frame.query.sort);
  hidden_field(html, {"match"}, frame.query.match);
  html << "<button>Search</button></form>" << seen_field(frame);
  return html;
}

std::string home_address(const PageQuery& query) {
  std::string address = "/";
  if (query.names_index) add_parameter(address, "index", query.index);
  if (!query.seen.empty()) add_parameter(address, "seen", query.seen);
  return address;
}

std::string search_name(const Frame& frame) {
  return frame.query.names_index ? "coldopen: " + frame.query.index : "coldopen";
}

std::string description_address(const Frame& frame) {
  std::string address = "/opensearch.xml";
  if (frame.query.names_index) add_parameter(address, "index", frame.query.index);
  return address;
}

}  // namespace

std::string address_of(const PageQuery& query) {
  std::string address = "/search";
  add_parameter(address, "q", query.q);
  if (query.names_index) add_parameter(address, "index", query.index);
  for (const std::string& filter : query.filters) add_parameter(address, "filter", filter);
  if (!query.sort.empty()) add_parameter(address, "sort", query.sort);
  if (!query.match.empty()) add_parameter(address, "match", query.match);
  if (!query.typo.empty()) add_parameter(address, "typo", query.typo);
  if (!query.seen.empty()) add_parameter(address, "seen", query.seen);
  if (query.offset > 0) add_parameter(address, "offset", std::to_string(query.offset));
  if (query.explain) add_parameter(address, "explain", "1");
  return address;
}

std::string reading_address(std::string_view index, std::string_view id, std::string_view seen,
                            std::string_view anchor) {
  std::string address = "/wiki/" + percent_encode(index) + "/" + percent_encode(id);
  if (!seen.empty()) add_parameter(address, "seen", seen);
  if (!anchor.empty()) address += "#" + percent_encode(anchor);
  return address;
}

std::string passage_id(std::string_view anchor, std::uint32_t ordinal, std::uint32_t index) {
  if (!anchor.empty()) return std::string(anchor);
  if (ordinal > 0) return "item-" + std::to_string(ordinal);
  return "p-" + std::to_string(index + 1);
}

Html seen_note(const PageQuery& query, std::string_view whole) {
  Html html;
  if (query.seen.empty()) return html;
  std::string address(whole);
  add_parameter(address, "seen", "");  // said, so that seen.js does not lead back
  html << "<p class=\"note\">What lies after " << Text{query.seen} << " is hidden. <a href=\""
       << Text{address} << "\" data-forget>Show all</a></p>";
  return html;
}

std::string render_page(const Frame& frame, const Html& content) {
  Html html;
  html << "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
       << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
       << "<meta name=\"color-scheme\" content=\"light dark\">"
       << "<meta name=\"robots\" content=\"noindex, nofollow\"><meta name=\"referrer\" "
          "content=\"same-origin\">"
       << "<title>" << Text{frame.title} << "</title>"
       << "<link rel=\"icon\" href=\"" << Text{icon_address()} << "\">"
       << "<link rel=\"stylesheet\" href=\"" << Text{asset_address("page.css")} << "\">"
       << "<script src=\"" << Text{asset_address("seen.js")} << "\" data-index=\""
       << Text{frame.query.index} << "\"></script>"
       << "<script type=\"module\" src=\"" << Text{asset_address("page.js")} << "\"></script>"
       << "<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\""
       << Text{search_name(frame)} << "\" href=\"" << Text{description_address(frame)} << "\">"
       << "</head>\n<body";
  if (frame.home) html << " class=\"home\"";
  html << "><a class=\"skip\" href=\"#results\">Skip to the results</a>\n"
       << "<header class=\"top\"><div><a class=\"brand\" href=\"" << Text{home_address(frame.query)}
       << "\" aria-label=\"coldopen, "
          "home\">cold"
       << "<span>open</span></a>" << box(frame) << "</div></header>\n"
       << "<p class=\"hidden\" id=\"status\" role=\"status\" aria-live=\"polite\"></p>\n"
       << "<main id=\"results\" tabindex=\"-1\">" << content << "</main>\n<footer><p>";
  if (!frame.note.empty()) html << "<span>" << Text{frame.note} << "</span>";
  html << "<span>Found with coldopen: what you type goes to this server and nowhere "
       << "else.</span><a href=\"/openapi.json\">API</a></p></footer></body></html>\n";
  return std::move(html).bytes();
}

std::string render_home(const HomePage& page) {
  Html html;
  html << "<div class=\"welcome\"><h1 class=\"hidden\">Search the wiki</h1><p>";
  if (page.articles == 0) {
    html << "There is nothing here yet. Add articles with <code>coldopen index PATH</code>.";
  } else {
    html << "<strong>" << Number{page.articles}
         << (page.articles == 1 ? Markup(" article") : Markup(" articles"))
         << "</strong> to search, down to the passage, the quote and the list item.";
  }
  html << "</p>";
  if (!page.examples.empty()) {
    html << "<nav aria-label=\"Examples\"><ul class=\"chips\">";
    for (const std::string& example : page.examples) {
      PageQuery query = page.frame.query;
      query.q = example;
      html << "<li><a class=\"chip\" href=\"" << Text{address_of(query)} << "\"><bdi>"
           << Text{example} << "</bdi></a></li>";
    }
    html << "</ul></nav>";
  }
  for (const HomePage::Shelf& shelf : page.shelves) {
    html << "<nav aria-label=\"" << Text{shelf.label} << "\"><p>" << Text{shelf.label}
         << "</p><ul class=\"chips\">";
    for (const auto& [text, query] : shelf.links) {
      html << "<li><a class=\"chip\" href=\"" << Text{address_of(query)} << "\"><bdi>" << Text{text}
           << "</bdi></a></li>";
    }
    html << "</ul></nav>";
  }
  html << "</div>";
  return render_page(page.frame, html);
}

Html render_message(std::string_view headline, std::string_view advice) {
  Html html;
  html << "<div class=\"empty\"><h1 data-status>" << Text{headline} << "</h1><p>" << Text{advice}
       << "</p></div>";
  return html;
}

}  // namespace coldopen
