#include "server/mediawiki_routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "corpus/text.hpp"
#include "index/live/engine.hpp"
#include "query/spoiler_guard.hpp"
#include "server/addresses.hpp"
#include "server/html.hpp"
#include "server/mediawiki.hpp"
#include "server/mediawiki_modules.hpp"
#include "server/page_text.hpp"
#include "server/searched.hpp"
#include "server/title_completion.hpp"

namespace coldopen {
namespace {

using Kind = ParameterKind;

constexpr RouteParameter kSeen{"seen", Kind::text,
                               "what lies ahead is hidden: S04E13, The Office:S04E13"};
constexpr std::array kRestParameters = {
    RouteParameter{"q", Kind::text, "what was typed"},
    RouteParameter{"limit", Kind::number, "1 to 100; default 50"},
    kSeen,
};
constexpr std::array kApiParameters = {
    RouteParameter{"action", Kind::text, "opensearch, query or paraminfo"},
    RouteParameter{"modules", Kind::text, "paraminfo: of what it tells the parameters"},
    RouteParameter{"search", Kind::text, "opensearch: what was typed"},
    RouteParameter{"limit", Kind::text, "opensearch: 1 to 100 or max; default 10"},
    RouteParameter{"redirects", Kind::text, "opensearch: return (aliases as titles) or resolve"},
    RouteParameter{"list", Kind::text, "query: search"},
    RouteParameter{"srsearch", Kind::text, "query: what to search"},
    RouteParameter{"srlimit", Kind::text, "query: 1 to 100 or max; default 10"},
    RouteParameter{"sroffset", Kind::number, "query: hits left out before"},
    RouteParameter{"srnamespace", Kind::text, "query: articles are namespace 0, the default"},
    RouteParameter{"generator", Kind::text, "query: search; its parameters begin with gsr"},
    RouteParameter{"gsrsearch", Kind::text, "query: what to search"},
    RouteParameter{"gsrlimit", Kind::text, "query: 1 to 100 or max; default 10"},
    RouteParameter{"gsroffset", Kind::number, "query: hits left out before"},
    RouteParameter{"gsrnamespace", Kind::text, "query: as srnamespace"},
    RouteParameter{"meta", Kind::text, "query: siteinfo, userinfo"},
    RouteParameter{"siprop", Kind::text,
                   "query: general, namespaces, namespacealiases, statistics"},
    RouteParameter{"format", Kind::text, "json, whatever is asked"},
    RouteParameter{"formatversion", Kind::text, "1 or 2; default 1"},
    RouteParameter{"origin", Kind::text, "passed over: cors-origins says who may read"},
    kSeen,
};

std::string text_of(const Call& call, std::string_view name) {
  return std::string(call.parameter(name).value_or(""));
}

// Cut to [from, to]; the default where it is no number.
std::uint32_t number_of(const Call& call, std::string_view name, std::uint32_t fallback,
                        std::uint32_t from, std::uint32_t to) {
  const std::string_view text = call.parameter(name).value_or("");
  if (text == "max") return to;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return fallback;
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(number, std::int64_t{from}, std::int64_t{to}));
}

// "general|namespaces" -> its parts.
Strings parts_of(std::string_view text) {
  Strings parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('|'), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// Our words as MediaWiki says its own.
std::string sentence_of(const Error& error) {
  std::string text = error.what();
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text + ".";
}

bool lists(const Strings& parts, std::string_view word) {
  return std::ranges::find(parts, word) != parts.end();
}

SearchResponse searched(const Service& service, const Call& call, const Snapshot& snapshot,
                        SearchRequest request) {
  const bool guarded = !call.parameter("seen").value_or("").empty();
  return run_search(service, call, snapshot, std::move(request),
                    guarded ? Guarded::yes : Guarded::no)
      .response;
}

std::string thumbnail_of(const std::vector<Attribute>& attributes) {
  const std::string image = first_shown(attributes, "image");
  const std::string_view link = safe_link(image);
  return link.starts_with("http") ? std::string(link) : "";
}

// --- rest.php ------------------------------------------------------------------------------------

Reply rest_refusal(int status, std::string_view key, std::string_view text) {
  return json_reply(status, mediawiki_rest_error_json(status, key, text));
}

// What both ask for, then `pages` of it; the caller's mistakes in MediaWiki's shape.
template <class Pages>  // std::vector<MediaWikiPage>(const Snapshot&, const std::string&, uint32)
Reply rest_reply(const Service& service, const Call& call, Pages&& pages) {
  const auto whole = service.engine.snapshot(call.path_parameter("index"));
  if (!whole) return rest_refusal(404, "rest-no-match", "There is no index of this name.");
  if (!call.parameter("q")) {
    return rest_refusal(400, "paramvalidator-missingparam", "The \"q\" parameter must be set.");
  }
  const std::uint32_t limit = number_of(call, "limit", 50, 1, SearchLimits::limit_max);
  try {
    const auto snapshot = guarded(whole, call.parameter("seen").value_or(""));
    const std::string q(trimmed(*call.parameter("q")));
    std::vector<MediaWikiPage> found;
    if (!q.empty()) found = pages(*snapshot, q, limit);
    Reply reply = json_reply(200, mediawiki_pages_json(found));
    reply.headers = {{"Cache-Control", "public, max-age=60"}};
    return reply;
  } catch (const Error& error) {
    if (problem_of(error).status >= 500) throw;
    return rest_refusal(400, "paramvalidator-badvalue", sentence_of(error));
  }
}

// --- api.php -------------------------------------------------------------------------------------

Reply api_reply(std::string body) {
  Reply reply = json_reply(200, std::move(body));
  reply.headers = {{"Cache-Control", "no-cache"}};
  return reply;
}

Reply api_refusal(std::string_view code, std::string_view info, int status = 200) {
  Reply reply = api_reply(mediawiki_error_json(code, info));
  reply.status = status;
  reply.headers.emplace_back("MediaWiki-API-Error", code);
  return reply;
}

Reply opensearch(const Service& service, const Call& call, const Snapshot& snapshot) {
  if (!call.parameter("search")) {
    return api_refusal("missingparam", "The \"search\" parameter must be set.");
  }
  const std::string typed(trimmed(*call.parameter("search")));
  const std::uint32_t limit = number_of(call, "limit", 10, 1, SearchLimits::limit_max);
  const std::string origin = own_origin(service.state, call.header("Host"));
  const bool resolve = call.parameter("redirects") == "resolve";
  std::vector<OpenSearchRow> rows;
  for (CompletedTitle& one : complete_titles(snapshot, typed, limit)) {
    std::string address =
        address_of_article(snapshot.index_name, one.id, one.url, text_of(call, "seen"), one.anchor);
    if (address.starts_with('/')) address.insert(0, origin);
    rows.push_back({one.alias.empty() || resolve ? std::move(one.title) : std::move(one.alias),
                    std::move(one.description), std::move(address)});
  }
  Reply reply = api_reply(opensearch_json(text_of(call, "search"), rows));
  reply.headers = {{"Cache-Control", "public, max-age=60"}};
  return reply;
}

// Sizes are those of the text as it is indexed: of headings and passages.
MediaWikiHit hit_of(const Snapshot& snapshot, const Hit& hit) {
  MediaWikiHit out{hit.id, hit.title.text, "", 0, 0, ""};
  if (!hit.passages.empty()) out.snippet = searchmatch_html(hit.passages.front().snippet);
  if (const auto article = article_of(snapshot, hit.id)) {
    for (const Passage& passage : article->passages) {
      out.bytes += passage.heading.size() + passage.text.size();
      out.words += count_words(passage.heading) + count_words(passage.text);
    }
  }
  const Attribute* changed = find_in(hit.attributes, "timestamp");
  if (changed == nullptr) return out;
  if (const auto* day = std::get_if<Date>(&changed->values.front())) {
    out.timestamp = to_string(*day) + "T00:00:00Z";
  }
  return out;
}

struct SearchList {
  std::string prefix;  // of its parameters: "sr", or "gsr" where it generates pages
  std::uint64_t total = 0;
  std::uint64_t offset = 0;
  std::vector<MediaWikiHit> hits;
  std::optional<std::uint64_t> next;  // the offset of what follows
};

SearchList search_list(const Service& service, const Call& call, const Snapshot& snapshot,
                       const std::string& prefix) {
  SearchList list;
  list.prefix = prefix;
  const Strings spaces = parts_of(call.parameter(prefix + "namespace").value_or("0"));
  if (!lists(spaces, "0") && !lists(spaces, "*")) return list;
  SearchRequest request;
  request.q = text_of(call, prefix + "search");
  request.offset = number_of(call, prefix + "offset", 0, 0, SearchLimits::window_max - 1);
  request.limit = std::min(number_of(call, prefix + "limit", 10, 1, SearchLimits::limit_max),
                           SearchLimits::window_max - request.offset);
  const SearchResponse response = searched(service, call, snapshot, request);
  list.total = response.total;
  list.offset = request.offset;
  for (const Hit& hit : response.hits) list.hits.push_back(hit_of(snapshot, hit));
  const std::uint64_t next = std::uint64_t{request.offset} + request.limit;
  if (next < std::min<std::uint64_t>(response.total, SearchLimits::window_max)) list.next = next;
  return list;
}

void write_warnings(JsonWriter& out, const Strings& words) {
  if (words.empty()) return;
  std::string text = "Unrecognized values for modules:";
  for (const std::string& word : words) text += " " + word;
  out.name("warnings").open('{').name("query").open('{').name("*").text(text + ".");
  out.close('}').close('}');
}

void write_site(JsonWriter& out, const Service& service, const Call& call, const Snapshot& snapshot,
                int version) {
  const Strings parts = parts_of(call.parameter("siprop").value_or("general"));
  const std::string origin = own_origin(service.state, call.header("Host"));
  const MediaWikiSite site{snapshot.index_name, origin, snapshot.stats.documents};
  if (lists(parts, "general")) write_general(out, site, version);
  if (lists(parts, "namespaces")) write_namespaces(out, version);
  for (const char* empty : {"namespacealiases", "extensions", "interwikimap"})
    if (lists(parts, empty)) out.name(empty).open('[').close(']');
  if (lists(parts, "statistics")) write_statistics(out, site);
}

Reply query(const Service& service, const Call& call, const Snapshot& snapshot) {
  const Strings asked_lists = parts_of(call.parameter("list").value_or(""));
  const Strings metas = parts_of(call.parameter("meta").value_or(""));
  const int version = call.parameter("formatversion") == "2" ? 2 : 1;
  const std::string_view generator = call.parameter("generator").value_or("");
  const bool generates = generator == "search";
  std::optional<SearchList> found;
  if (generates || lists(asked_lists, "search")) {
    const std::string prefix = generates ? "gsr" : "sr";
    if (trimmed(call.parameter(prefix + "search").value_or("")).empty())
      return api_refusal("missingparam", "The \"" + prefix + "search\" parameter must be set.");
    found = search_list(service, call, snapshot, prefix);
  }
  Strings unknown;
  for (const std::string& one : asked_lists) {
    if (one != "search") unknown.push_back(one);
  }
  if (!generates && !generator.empty()) unknown.emplace_back(generator);
  for (const std::string& one : metas) {
    if (one != "siteinfo" && one != "userinfo") unknown.push_back(one);
  }
  JsonWriter out;
  out.open('{');
  write_true(out, "batchcomplete", version);
  if (found && found->next) {
    out.name("continue").open('{').name(found->prefix + "offset").number(*found->next);
    out.name("continue").text(generates ? "gsroffset||" : "-||").close('}');
  }
  write_warnings(out, unknown);
  out.name("query").open('{');
  if (lists(metas, "siteinfo")) write_site(out, service, call, snapshot, version);
  if (lists(metas, "userinfo")) write_user(out, version);
  if (found && generates) write_pages(out, found->hits, found->offset, version);
  if (found && !generates) write_search(out, found->total, found->hits);
  out.close('}').close('}');
  return api_reply(out.take());
}

}  // namespace

std::span<const RouteParameter> mediawiki_rest_parameters() { return kRestParameters; }
std::span<const RouteParameter> mediawiki_api_parameters() { return kApiParameters; }

Reply mediawiki_titles(const Service& service, const Call& call) {
  return rest_reply(
      service, call, [](const Snapshot& snapshot, const std::string& q, std::uint32_t limit) {
        std::vector<MediaWikiPage> pages;
        for (CompletedTitle& one : complete_titles(snapshot, q, limit)) {
          std::string excerpt = searchmatch_html({one.title, {}});
          pages.push_back({std::move(one.id), std::move(one.title), std::move(excerpt),
                           std::move(one.alias), std::move(one.anchor), std::move(one.description),
                           thumbnail_of(one.attributes)});
        }
        return pages;
      });
}

Reply mediawiki_pages(const Service& service, const Call& call) {
  return rest_reply(
      service, call, [&](const Snapshot& snapshot, const std::string& q, std::uint32_t limit) {
        SearchRequest request;
        request.q = q;
        request.limit = limit;
        std::vector<MediaWikiPage> pages;
        for (const Hit& hit : searched(service, call, snapshot, request).hits) {
          const bool shown = !hit.passages.empty();
          pages.push_back({hit.id, hit.title.text,
                           shown ? searchmatch_html(hit.passages.front().snippet) : "", "", "",
                           mediawiki_description(hit.attributes), thumbnail_of(hit.attributes)});
        }
        return pages;
      });
}

Reply mediawiki_api(const Service& service, const Call& call) {
  const auto whole = service.engine.snapshot(call.path_parameter("index"));
  if (!whole) return api_refusal("nosuchindex", "There is no index of this name.", 404);
  const std::string action = text_of(call, "action");
  try {
    const auto snapshot = guarded(whole, text_of(call, "seen"));
    if (action == "opensearch") return opensearch(service, call, *snapshot);
    if (action == "paraminfo")
      return api_reply(mediawiki_paraminfo_json(parts_of(call.parameter("modules").value_or(""))));
    if (action == "query") return query(service, call, *snapshot);
    return api_refusal("badvalue", "Unrecognized value for parameter \"action\": " + action + ".");
  } catch (const Error& error) {
    if (problem_of(error).status >= 500) throw;
    return api_refusal("badvalue", sentence_of(error));
  }
}

Reply mediawiki_api_post(const Service& service, const Call& call) {
  Call joined = call;
  joined.body.clear();
  try {
    joined.parameters = parse_query(call.body);  // first: a form wins over the address
  } catch (const Error& error) {
    return api_refusal("badvalue", sentence_of(error));
  }
  joined.parameters.insert(joined.parameters.end(), call.parameters.begin(), call.parameters.end());
  return mediawiki_api(service, joined);
}

}  // namespace coldopen
