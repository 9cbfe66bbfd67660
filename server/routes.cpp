#include "server/routes.hpp"

#include <array>

#include "corpus/article.hpp"
#include "index/settings_json.hpp"
#include "server/admin_routes.hpp"
#include "server/analysis_routes.hpp"
#include "server/analytics_routes.hpp"
#include "server/article_routes.hpp"
#include "server/embed_routes.hpp"
#include "server/mediawiki_routes.hpp"
#include "server/openapi.hpp"
#include "server/page_routes.hpp"
#include "server/search_routes.hpp"
#include "server/settings_routes.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kFormBodyMax = std::size_t{16} << 10;
constexpr std::size_t kSearchBodyMax = std::size_t{64} << 10;
// The limit of an article is judged by article_routes; beyond this slack nothing is read at all.
constexpr std::size_t kArticleBodyMax = ArticleLimits::bytes_max + (std::size_t{64} << 10);

constexpr std::size_t kSettingsBodyMax = SettingsLimits::bytes_max;

constexpr std::string_view kSettings = "/v1/indexes/{index}/settings";
constexpr std::string_view kIndex = "/v1/indexes/{index}";
constexpr std::string_view kSearch = "/v1/indexes/{index}/search";
constexpr std::string_view kArticles = "/v1/indexes/{index}/articles";
constexpr std::string_view kArticle = "/v1/indexes/{index}/articles/{id}";

const std::array kRoutes = {
    Route{.method = "GET",
          .pattern = kSearch,
          .right = Right::search,
          .lane = Lane::search,
          .handler = search_get,
          .summary = "ranked hits",
          .parameters = search_parameters(),
          .answer = "Search"},
    Route{.method = "POST",
          .pattern = kSearch,
          .right = Right::search,
          .lane = Lane::search,
          .handler = search_post,
          .summary = "ranked hits, parameters as JSON",
          .body_kind = BodyKind::whole,
          .body_bytes_max = kSearchBodyMax,
          .parameters = search_parameters(),
          .answer = "Search"},
    Route{.method = "GET",
          .pattern = "/v1/indexes/{index}/suggest",
          .right = Right::search,
          .lane = Lane::search,
          .handler = suggest_get,
          .summary = "names that go on as typed, grouped by kind",
          .parameters = suggest_parameters(),
          .answer = "Suggest"},
    Route{.method = "GET",
          .pattern = kArticle,
          .right = Right::search,
          .lane = Lane::search,
          .handler = get_article,
          .summary = "one article, as given",
          .answer = "Article"},
    Route{.method = "PUT",
          .pattern = kArticle,
          .right = Right::write,
          .lane = Lane::write,
          .handler = put_article,
          .summary = "add or replace one article",
          .body_kind = BodyKind::whole,
          .body_bytes_max = kArticleBodyMax,
          .answer = "WriteResult"},
    Route{.method = "DELETE",
          .pattern = kArticle,
          .right = Right::write,
          .lane = Lane::write,
          .handler = delete_article,
          .summary = "delete one article"},
    Route{.method = "POST",
          .pattern = kArticles,
          .right = Right::write,
          .lane = Lane::write,
          .handler = begin_article_lines,
          .summary = "add or replace articles: a line in, a result line out, in order",
          .body_kind = BodyKind::lines,
          .answer = "WriteResult",
          .lines = apply_article_lines},
    Route{.method = "GET",
          .pattern = "/v1/indexes",
          .right = Right::search,
          .lane = Lane::search,
          .handler = list_indexes,
          .summary = "all indexes",
          .answer = "Indexes"},
    Route{.method = "GET",
          .pattern = kIndex,
          .right = Right::search,
          .lane = Lane::search,
          .handler = index_stats,
          .summary = "statistics of an index",
          .answer = "IndexStats"},
    Route{.method = "GET",
          .pattern = "/v1/indexes/{index}/analyze",
          .right = Right::admin,
          .lane = Lane::search,
          .handler = analyze_get,
          .summary = "the tokens of a text, or how a query is read",
          .parameters = analyze_parameters(),
          .answer = "Analysis"},
    Route{.method = "GET",
          .pattern = "/v1/indexes/{index}/analytics",
          .right = Right::admin,
          .lane = Lane::search,
          .handler = analytics_get,
          .summary = "what was searched for most, and what of it found nothing",
          .parameters = analytics_parameters(),
          .answer = "Analytics"},
    Route{.method = "GET",
          .pattern = kSettings,
          .right = Right::admin,
          .lane = Lane::search,
          .handler = get_settings,
          .summary = "the settings that hold, defaults filled in",
          .parameters = settings_parameters(),
          .answer = "Settings"},
    Route{.method = "PUT",
          .pattern = kSettings,
          .right = Right::admin,
          .lane = Lane::write,
          .handler = put_settings,
          .summary = "replace all settings; what is not named gets its default",
          .body_kind = BodyKind::whole,
          .body_bytes_max = kSettingsBodyMax,
          .body = "Settings",
          .answer = "Settings"},
    Route{.method = "DELETE",
          .pattern = kIndex,
          .right = Right::admin,
          .lane = Lane::write,
          .handler = drop_index,
          .summary = "drop an index with all its articles"},
    Route{.method = "GET",
          .pattern = "/healthz",
          .handler = healthz,
          .summary = "alive",
          .answer = "Health"},
    Route{.method = "GET",
          .pattern = "/readyz",
          .handler = readyz,
          .summary = "ready to answer; 503 while rebuilding or stopping",
          .answer = "Health"},
    Route{.method = "GET",
          .pattern = "/metrics",
          .handler = metrics,
          .summary = "counters and histograms as Prometheus text"},
    Route{.method = "GET",
          .pattern = "/openapi.json",
          .handler = openapi,
          .summary = "this document",
          .answer = "Any"},
    Route{.method = "GET",
          .pattern = "/",
          .right = Right::search,
          .lane = Lane::search,
          .handler = home,
          .summary = "the page with the search box"},
    Route{.method = "GET",
          .pattern = "/search",
          .right = Right::search,
          .lane = Lane::search,
          .handler = results,
          .summary = "the results page"},
    Route{.method = "GET",
          .pattern = "/wiki/{index}/{id}",
          .right = Right::search,
          .lane = Lane::search,
          .handler = reading_page,
          .summary = "one article to read"},
    Route{.method = "GET",
          .pattern = "/mw/{index}/rest.php/v1/search/title",
          .right = Right::search,
          .lane = Lane::search,
          .handler = mediawiki_titles,
          .summary = "titles that begin with q, as MediaWiki's REST API has them",
          .parameters = mediawiki_rest_parameters(),
          .answer = "MediaWikiPages"},
    Route{.method = "GET",
          .pattern = "/mw/{index}/rest.php/v1/search/page",
          .right = Right::search,
          .lane = Lane::search,
          .handler = mediawiki_pages,
          .summary = "pages that match q, as MediaWiki's REST API has them",
          .parameters = mediawiki_rest_parameters(),
          .answer = "MediaWikiPages"},
    Route{.method = "GET",
          .pattern = "/mw/{index}/api.php",
          .right = Right::search,
          .lane = Lane::search,
          .handler = mediawiki_api,
          .summary = "MediaWiki's action API: opensearch, and query with list=search",
          .parameters = mediawiki_api_parameters(),
          .answer = "Any"},
    Route{.method = "POST",
          .pattern = "/mw/{index}/api.php",
          .right = Right::search,
          .lane = Lane::search,
          .handler = mediawiki_api_post,
          .summary = "the same, with parameters as the fields of a form",
          .body_kind = BodyKind::form,
          .body_bytes_max = kFormBodyMax,
          .parameters = mediawiki_api_parameters(),
          .answer = "Any"},
    Route{.method = "GET",
          .pattern = "/opensearch.xml",
          .handler = search_description,
          .summary = "OpenSearch 1.1: how browsers search here"},
    Route{.method = "GET",
          .pattern = "/embed.js",
          .handler = embed_script,
          .summary = "the search box for other pages: <coldopen-search>"},
    Route{.method = "GET",
          .pattern = "/assets/{name}",
          .handler = asset,
          .summary = "styles, scripts and pictures of the pages"},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Reply openapi(const Service&, const Call& call) {
  check_parameters(call, {});
  Reply reply = json_reply(200, openapi_document(routes()));
  reply.headers = {{"Cache-Control", "no-cache"}};
  return reply;
}

}  // namespace coldopen
