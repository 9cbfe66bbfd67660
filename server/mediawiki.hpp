// What is found, as MediaWiki writes it, so that its search boxes and clients can ask here.
//
// Sources: mediawiki.org, API:REST_API/Reference (search result object), API:Opensearch,
// API:Search, API:Siteinfo, API:Userinfo, API:Errors and warnings. Pure functions from values to
// JSON; MediaWiki numbers its pages, so ids become numbers here and only here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/request.hpp"
#include "server/json_writer.hpp"

namespace coldopen {

// The id itself where it is a number, else a hash below 2^53: the same for ever, and exact in
// JavaScript.
std::uint64_t mediawiki_page_id(std::string_view id);

// Escaped text, its marks as <span class="searchmatch">.
std::string searchmatch_html(const MarkedText& text);

// The attribute `description`, else the facts of a line ("episode, The Office, 10 April 2008").
std::string mediawiki_description(const std::vector<Attribute>& attributes);

struct MediaWikiPage {
  std::string id, title;
  std::string excerpt;        // HTML
  std::string matched_title;  // the alias that matched; may be empty
  std::string anchor;         // of the passage whose alias that is; may be empty
  std::string description;    // may be empty
  std::string thumbnail;      // url; may be empty
};
std::string mediawiki_pages_json(std::span<const MediaWikiPage> pages);

struct OpenSearchRow {
  std::string title, description, url;
};
std::string opensearch_json(std::string_view q, std::span<const OpenSearchRow> rows);

struct MediaWikiHit {
  std::string id, title, snippet;  // snippet: HTML
  std::uint64_t bytes = 0, words = 0;
  std::string timestamp;  // ISO 8601; empty: not known, and left out
};

// formatversion=2 has true where 1 has "" (and false where it has nothing).
void write_true(JsonWriter& out, std::string_view name, int format_version);

void write_search(JsonWriter& out, std::uint64_t total, std::span<const MediaWikiHit> hits);
// The hits as pages, as a generator gives them: by id, or (version 2) one after the other; `index`
// is the place of each in the whole list, from 1.
void write_pages(JsonWriter& out, std::span<const MediaWikiHit> hits, std::uint64_t offset,
                 int format_version);
void write_user(JsonWriter& out, int format_version);

struct MediaWikiSite {
  std::string_view index, origin;
  std::uint64_t articles = 0;
};
void write_general(JsonWriter& out, const MediaWikiSite& site, int format_version);
void write_namespaces(JsonWriter& out, int format_version);
void write_statistics(JsonWriter& out, const MediaWikiSite& site);

// {"error":{"code","info"}}, and the object of the REST API.
std::string mediawiki_error_json(std::string_view code, std::string_view info);
std::string mediawiki_rest_error_json(int status, std::string_view key, std::string_view text);

}  // namespace coldopen
