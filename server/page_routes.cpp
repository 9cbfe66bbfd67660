#include "server/page_routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "corpus/article_json.hpp"
#include "corpus/passages.hpp"
#include "corpus/text.hpp"
#include "index/live/engine.hpp"
#include "query/conditions.hpp"
#include "query/related.hpp"
#include "query/search.hpp"
#include "query/spoiler_guard.hpp"
#include "server/addresses.hpp"
#include "server/assets.hpp"
#include "server/page.hpp"
#include "server/page_text.hpp"
#include "server/reading_page.hpp"
#include "server/results_page.hpp"
#include "server/searched.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kPassagesOfAHit = 3;
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src https: data:; form-action 'self'; base-uri 'none'";

Reply html_reply(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.content_type = "text/html; charset=utf-8";
  reply.headers = {{"Content-Security-Policy", std::string(kPolicy)},
                   {"Cache-Control", "no-cache"},
                   {"Referrer-Policy", "same-origin"}};
  reply.body = std::move(body);
  return reply;
}

// The index that the address names, else `main`, else the first there is.
PageQuery query_of(const Call& call, const Strings& indexes) {
  PageQuery query;
  const auto text = [&call](std::string_view name) {
    return std::string(call.parameter(name).value_or(""));
  };
  query.q = text("q");
  query.sort = text("sort");
  query.match = text("match");
  query.typo = text("typo") == "off" ? "off" : "";
  query.seen = text("seen");
  query.explain = text("explain") == "1";
  for (const auto& [name, value] : call.parameters) {
    if (name == "filter" && !value.empty()) query.filters.push_back(value);
  }
  query.index = text("index");
  query.names_index = !query.index.empty() || indexes.size() > 1;
  if (query.index.empty() && !indexes.empty()) {
    query.index = std::ranges::count(indexes, "main") > 0 ? "main" : indexes.front();
  }
  if (query.index.empty()) query.index = "main";
  return query;
}

std::uint32_t offset_of(const Call& call) {
  const std::string_view text = call.parameter("offset").value_or("");
  if (text.empty()) return 0;
  std::uint32_t offset = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (problem != std::errc{} || end != text.data() + text.size() ||
      offset >= SearchLimits::window_max) {
    throw Error(ErrorCode::invalid_argument,
                "offset is a whole number below 10,000: go back and search with more words",
                "offset");
  }
  return offset;
}

Match match_of(const std::string& text) {
  if (text.empty() || text == "auto") return Match::automatic;
  if (text == "all") return Match::all;
  if (text == "any") return Match::any;
  throw Error(ErrorCode::invalid_argument, "match is auto, all or any", "match");
}

bool has_dates(const AttributeTypes& types) {
  const auto found = types.find("air_date");
  return found != types.end() && found->second == AttributeType::date;
}

bool has_story(const Service& service, std::string_view index) {
  const auto snapshot = service.engine.snapshot(index);
  return snapshot && (has_dates(snapshot->types) || snapshot->types.contains("season") ||
                      snapshot->types.contains("episode"));
}

// The clause may name an attribute beyond the offered ones: its values are then offered too.
SearchRequest request_of(const PageQuery& query, const Snapshot& snapshot) {
  SearchRequest request;
  request.q = query.q;
  request.offset = query.offset;
  request.match = match_of(query.match);
  request.typo = query.typo == "off" ? Typo::off : Typo::automatic;
  for (const std::string& filter : query.filters) {
    request.filters.push_back(parse_condition(filter, snapshot.types));
  }
  if (!query.sort.empty()) request.sort = parse_sort(query.sort, snapshot.types);
  request.facets = offered_facets(snapshot.types, *snapshot.settings);
  request.passages = kPassagesOfAHit;
  request.explain = query.explain;
  request.limit = std::min(request.limit, SearchLimits::window_max - query.offset);
  return request;
}

Html searched(const Service& service, const Call& call, PageQuery& query, std::string& title) {
  const auto whole = service.engine.snapshot(query.index);
  if (!whole) {
    throw Error(ErrorCode::not_found,
                "there is no index of that name: begin again from the start page", "index");
  }
  const auto snapshot = guarded(whole, query.seen);
  query.offset = offset_of(call);
  ResultsPage page;
  page.limit = 10;
  page.has_dates = has_dates(snapshot->types);
  Searched found = run_search(service, call, *snapshot, request_of(query, *snapshot),
                              query.seen.empty() ? Guarded::no : Guarded::yes);
  page.response = std::move(found.response);
  page.milliseconds = found.took.count() * 1e3;
  page.query = query;
  if (page.response.corrected) page.query.q = page.response.corrected->to;  // of all its links
  title = results_headline(page) + " – coldopen";
  return render_results(page);
}

// Where `go` leads, or nothing: then the results are shown, of a query without its tilde.
std::string go_address(const Service& service, PageQuery& query) {
  if (query.q.starts_with('~')) {
    query.q = trimmed(std::string_view(query.q).substr(1));
    return {};
  }
  const auto snapshot = service.engine.snapshot(query.index);
  return snapshot ? address_of_named(*guarded(snapshot, query.seen), query.q, query.seen) : "";
}

int status_of(ErrorCode code) {
  if (code == ErrorCode::not_found) return 404;
  return code == ErrorCode::invalid_argument || code == ErrorCode::too_large ? 400 : 0;
}

// What the reader asked for wrongly, said in the page; what is our own trouble is thrown on. Only
// where `error` is caught.
Reply refused(Frame& frame, const Error& error, bool is_part = false) {
  const int status = status_of(error.code());
  if (status == 0) throw;
  frame.title = "Cannot search that – coldopen";
  Html content;
  content << "<div data-refused=\"" << Text{error.where()} << "\">"
          << render_message("That search cannot be run", error.what()) << "</div>";
  return html_reply(status, is_part ? std::move(content).bytes() : render_page(frame, content));
}

// Titles from all over the index: short enough to be read at a glance, no two alike.
Strings example_titles(const Snapshot& snapshot) {
  static constexpr std::size_t kExamples = 5;
  static constexpr std::uint64_t kPlaces = 40;
  static constexpr std::size_t kBytesMax = 28;
  std::uint64_t all = 0;
  for (const SegmentView& view : snapshot.segments) all += view.segment->size();
  Strings titles;
  for (std::uint64_t i = 0; i < kPlaces && titles.size() < kExamples; ++i) {
    // 17 and 40 have no common factor: the places come in a mixed order, each once.
    std::uint64_t at = all * (i * 17 % kPlaces) / kPlaces;
    for (const SegmentView& view : snapshot.segments) {
      if (at >= view.segment->size()) {
        at -= view.segment->size();
        continue;
      }
      const auto doc = static_cast<DocId>(at);
      const std::string title(view.segment->documents().title(doc));
      const bool fits = view.alive(doc) && !title.empty() && title.size() <= kBytesMax;
      if (fits && std::ranges::count(titles, title) == 0) titles.push_back(title);
      break;
    }
  }
  return titles;
}

std::vector<HomePage::Shelf> shelves_of(const Snapshot& snapshot, const PageQuery& query) {
  std::vector<HomePage::Shelf> shelves;
  SearchRequest request;
  request.limit = 0;
  for (const char* name : {"season", "kind", "series"}) {
    if (snapshot.types.contains(name)) request.facets.emplace_back(name);
  }
  if (request.facets.empty()) return shelves;
  for (const Facet& facet : search(snapshot, request).facets) {
    if (facet.values.size() < 2 || shelves.size() == 2) continue;
    HomePage::Shelf shelf{label_of(facet.attribute), {}};
    for (const FacetValue& value : facet.values) {
      PageQuery target = query;
      target.filters = toggled({}, facet.attribute, value.value);
      shelf.links.emplace_back(value.value, std::move(target));
    }
    shelves.push_back(std::move(shelf));
  }
  return shelves;
}

// The article as given; to a guarded reader what a search may tell of it.
std::optional<Article> readable(const Service& service, const PageQuery& query,
                                std::string_view id) {
  const auto snapshot = service.engine.snapshot(query.index);
  if (!snapshot) return std::nullopt;
  if (!query.seen.empty()) return article_of(*guarded(snapshot, query.seen), id);
  const auto stored = service.engine.get(query.index, id);
  return stored ? std::optional(article_from_json(stored->json)) : std::nullopt;
}

// The article can be read without them.
std::vector<Hit> related_to(const Service& service, const PageQuery& query, std::string_view id) {
  constexpr std::size_t kShown = 5;
  try {
    const auto snapshot = service.engine.snapshot(query.index);
    if (!snapshot) return {};
    return find_related(*guarded(snapshot, query.seen), id, kShown).value_or(std::vector<Hit>());
  } catch (const Error&) {
    return {};
  }
}

// The same words for what is not there and for what lies ahead.
Html nothing_to_read(const PageQuery& query) {
  return render_message("This article is not here",
                        query.seen.empty()
                            ? "It may have been removed or renamed; search for it above."
                            : "It may lie after what you have seen, or have been removed or "
                              "renamed; search for it above.");
}

}  // namespace

Reply home(const Service& service, const Call& call) {
  HomePage page;
  page.frame.indexes = service.engine.index_names();
  page.frame.query = query_of(call, page.frame.indexes);
  page.frame.query.q.clear();
  page.frame.query.filters.clear();
  page.frame.title = "coldopen – search";
  page.frame.home = true;
  page.frame.has_story = has_story(service, page.frame.query.index);
  page.frame.here = "/";
  try {
    if (const auto whole = service.engine.snapshot(page.frame.query.index)) {
      const auto snapshot = guarded(whole, page.frame.query.seen);
      page.articles = snapshot->stats.documents;
      page.examples = example_titles(*snapshot);
      page.shelves = shelves_of(*snapshot, page.frame.query);
    }
  } catch (const Error& error) {
    return refused(page.frame, error);
  }
  return html_reply(200, render_home(page));
}

Reply results(const Service& service, const Call& call) {
  Frame frame;
  frame.indexes = service.engine.index_names();
  frame.query = query_of(call, frame.indexes);
  frame.has_story = has_story(service, frame.query.index);
  const bool is_part = call.parameter("fragment") == "1";
  try {
    if (call.parameter("go") == "1") {
      const std::string address = go_address(service, frame.query);
      if (!address.empty()) return {302, "", {{"Location", address}}, "", false};
    }
    Html content = searched(service, call, frame.query, frame.title);
    return html_reply(200, is_part ? std::move(content).bytes() : render_page(frame, content));
  } catch (const Error& error) {
    return refused(frame, error, is_part);
  }
}

Reply reading_page(const Service& service, const Call& call) {
  ReadingPage page;
  page.frame.indexes = service.engine.index_names();
  page.frame.query = query_of(call, page.frame.indexes);
  const std::string_view index = call.path_parameter("index");
  page.frame.query.index = index;
  page.frame.query.names_index = page.frame.indexes.size() > 1;
  page.frame.has_story = has_story(service, index);
  page.frame.here = reading_address(index, call.path_parameter("id"), "");
  std::optional<Article> article;
  try {
    article = readable(service, page.frame.query, call.path_parameter("id"));
  } catch (const Error& error) {
    return refused(page.frame, error);
  }
  if (!article) {
    page.frame.title = "Not here – coldopen";
    return html_reply(404, render_page(page.frame, nothing_to_read(page.frame.query)));
  }
  page.article = std::move(*article);
  page.passages = passages_of(page.article);
  page.related = related_to(service, page.frame.query, page.article.id);
  page.frame.title = page.article.title + " – coldopen";
  const std::string license = first_shown(page.article.attributes, "license");
  if (!license.empty()) page.frame.note = "Licence of the text: " + license;
  return html_reply(200, render_article(page));
}

Reply asset(const Service& service, const Call& call) {
  static_cast<void>(service);
  const std::string_view name = call.path_parameter("name");
  for (const Asset& one : assets()) {
    if (name != one.name && name != one.hashed) continue;
    Reply reply;
    reply.content_type = one.type;
    reply.headers = {
        {"Cache-Control", name == one.hashed ? "public, max-age=31536000, immutable" : "no-cache"}};
    reply.body = one.bytes;
    return reply;
  }
  throw Error(ErrorCode::not_found, "there is no such file of the page", std::string(name));
}

}  // namespace coldopen
