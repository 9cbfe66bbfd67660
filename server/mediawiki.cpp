#include "server/mediawiki.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "corpus/text.hpp"
#include "server/headers.hpp"
#include "server/html.hpp"
#include "server/page_text.hpp"
#include "server/version.hpp"

namespace coldopen {
namespace {

constexpr std::uint64_t kPageIdLimit = std::uint64_t{1} << 53;

std::string escaped(std::string_view text) {
  Html html;
  html << Text{text};
  return std::move(html).bytes();
}

// A value that is null where there is none.
void write_text_or_null(JsonWriter& out, std::string_view name, std::string_view value) {
  out.name(name);
  value.empty() ? out.raw("null") : out.text(value);
}

std::string_view media_type(std::string_view url) {
  struct Row {
    std::string_view ending, type;
  };
  constexpr std::array kTypes = {Row{".png", "image/png"}, Row{".gif", "image/gif"},
                                 Row{".webp", "image/webp"}, Row{".svg", "image/svg+xml"}};
  const std::string path = ascii_lower(url.substr(0, url.find_first_of("?#")));
  const auto row =
      std::ranges::find_if(kTypes, [&](const Row& one) { return path.ends_with(one.ending); });
  return row == kTypes.end() ? "image/jpeg" : row->type;
}

void write_thumbnail(JsonWriter& out, std::string_view url) {
  out.name("thumbnail");
  if (url.empty()) {
    out.raw("null");
    return;
  }
  out.open('{').name("mimetype").text(media_type(url)).name("width").raw("null");
  out.name("height").raw("null").name("duration").raw("null").name("url").text(url).close('}');
}

}  // namespace

std::uint64_t mediawiki_page_id(std::string_view id) {
  std::uint64_t number = 0;
  const char* const end = id.data() + id.size();
  const auto [at, error] = std::from_chars(id.data(), end, number);
  if (error == std::errc{} && at == end && number > 0 && number < kPageIdLimit) return number;
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a: no defence is needed, only difference
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash % (kPageIdLimit - 1) + 1;
}

std::string searchmatch_html(const MarkedText& text) {
  std::string html;
  std::size_t at = 0;
  const std::string_view bytes = text.text;
  for (const Mark& mark : text.marks) {
    html += escaped(bytes.substr(at, mark.begin - at));
    html += "<span class=\"searchmatch\">";
    html += escaped(bytes.substr(mark.begin, mark.end - mark.begin));
    html += "</span>";
    at = mark.end;
  }
  return html + escaped(bytes.substr(at));
}

std::string mediawiki_description(const std::vector<Attribute>& attributes) {
  std::string text = first_shown(attributes, "description");
  if (!text.empty()) return text;
  for (const std::string& fact : facts_line(attributes)) {
    if (!text.empty()) text += ", ";
    text += fact;
  }
  return text;
}

std::string mediawiki_pages_json(std::span<const MediaWikiPage> pages) {
  JsonWriter out;
  out.open('{').name("pages").open('[');
  for (const MediaWikiPage& page : pages) {
    std::string key = page.title;
    std::ranges::replace(key, ' ', '_');
    out.open('{').name("id").number(mediawiki_page_id(page.id));
    out.name("key").text(key).name("title").text(page.title);
    out.name("excerpt").text(page.excerpt);
    write_text_or_null(out, "matched_title", page.matched_title);
    write_text_or_null(out, "anchor", page.anchor);
    write_text_or_null(out, "description", page.description);
    write_thumbnail(out, page.thumbnail);
    out.close('}');
  }
  out.close(']').close('}');
  return out.take();
}

std::string opensearch_json(std::string_view q, std::span<const OpenSearchRow> rows) {
  JsonWriter out;
  out.open('[').text(q);
  for (std::string OpenSearchRow::* column :
       {&OpenSearchRow::title, &OpenSearchRow::description, &OpenSearchRow::url}) {
    out.open('[');
    for (const OpenSearchRow& row : rows) out.text(row.*column);
    out.close(']');
  }
  out.close(']');
  return out.take();
}

void write_true(JsonWriter& out, std::string_view name, int format_version) {
  out.name(name).raw(format_version == 2 ? "true" : "\"\"");
}

void write_search(JsonWriter& out, std::uint64_t total, std::span<const MediaWikiHit> hits) {
  out.name("searchinfo").open('{').name("totalhits").number(total).close('}');
  out.name("search").open('[');
  for (const MediaWikiHit& hit : hits) {
    out.open('{').name("ns").raw("0").name("title").text(hit.title);
    out.name("pageid").number(mediawiki_page_id(hit.id)).name("size").number(hit.bytes);
    out.name("wordcount").number(hit.words).name("snippet").text(hit.snippet);
    if (!hit.timestamp.empty()) out.name("timestamp").text(hit.timestamp);
    out.close('}');
  }
  out.close(']');
}

void write_pages(JsonWriter& out, std::span<const MediaWikiHit> hits, std::uint64_t offset,
                 int format_version) {
  const bool listed = format_version == 2;
  out.name("pages").open(listed ? '[' : '{');
  for (const MediaWikiHit& hit : hits) {
    const std::uint64_t id = mediawiki_page_id(hit.id);
    if (!listed) out.name(std::to_string(id));
    out.open('{').name("pageid").number(id).name("ns").raw("0").name("title").text(hit.title);
    out.name("index").number(++offset).close('}');
  }
  out.close(listed ? ']' : '}');
}

void write_user(JsonWriter& out, int format_version) {
  out.name("userinfo").open('{').name("id").raw("0").name("name").text("anonymous");
  write_true(out, "anon", format_version);
  out.name("groups").texts({"*"}).name("rights").texts({"read"}).close('}');
}

// Clients read the number after "MediaWiki" and refuse what is too old for them: that of the
// release whose documents the shapes follow.
void write_general(JsonWriter& out, const MediaWikiSite& site, int format_version) {
  const std::string index(site.index), origin(site.origin);
  out.name("general").open('{').name("mainpage").text("Main Page");
  out.name("base").text(origin + "/").name("sitename").text(index);
  out.name("generator").text("MediaWiki 1.43.0 (coldopen)").name("coldopen").text(kVersion);
  out.name("case").text("case-sensitive").name("lang").text("en");
  write_true(out, "readonly", format_version);
  out.name("readonlyreason").text("coldopen answers searches; edits go to the wiki itself");
  out.name("articlepath").text("/wiki/" + index + "/$1");
  out.name("scriptpath").text("/mw/" + index).name("script").text("/mw/" + index + "/index.php");
  out.name("server").text(origin).name("wikiid").text(index).close('}');
}

void write_namespaces(JsonWriter& out, int format_version) {
  out.name("namespaces").open('{').name("0").open('{').name("id").raw("0");
  out.name("case").text("case-sensitive").name(format_version == 2 ? "name" : "*").text("");
  write_true(out, "content", format_version);
  out.close('}').close('}');
}

void write_statistics(JsonWriter& out, const MediaWikiSite& site) {
  out.name("statistics").open('{').name("pages").number(site.articles);
  out.name("articles").number(site.articles).close('}');
}

std::string mediawiki_error_json(std::string_view code, std::string_view info) {
  JsonWriter out;
  out.open('{').name("error").open('{').name("code").text(code).name("info").text(info);
  out.close('}').close('}');
  return out.take();
}

std::string mediawiki_rest_error_json(int status, std::string_view key, std::string_view text) {
  JsonWriter out;
  out.open('{').name("errorKey").text(key).name("messageTranslations").open('{');
  out.name("en").text(text).close('}');
  out.name("httpCode").number(static_cast<std::uint64_t>(status));
  out.name("httpReason").text(reason_of(status)).close('}');
  return out.take();
}

}  // namespace coldopen
