#include "server/embed_routes.hpp"

#include <algorithm>
#include <string>

#include "corpus/text.hpp"
#include "index/live/engine.hpp"
#include "server/addresses.hpp"
#include "server/assets.hpp"
#include "server/html.hpp"
#include "server/state.hpp"

namespace coldopen {
namespace {

const Asset& embed_asset() {
  const auto found = std::ranges::find(assets(), "embed.js", &Asset::name);
  ensure(found != assets().end(), "embed.js is built in");
  return *found;
}

}  // namespace

// Modules are always fetched with CORS; the script is the same for all and tells nothing.
Reply embed_script(const Service&, const Call& call) {
  const Asset& script = embed_asset();
  Reply reply;
  reply.headers = {{"Access-Control-Allow-Origin", "*"},
                   {"Cross-Origin-Resource-Policy", "cross-origin"},
                   {"Cache-Control", "public, max-age=3600"},
                   {"ETag", "\"" + std::string(script.hashed) + "\""}};
  const auto tags = parse_entity_tags(call.header("If-None-Match"));
  if (tags && matches_weakly(*tags, script.hashed)) {
    reply.status = 304;
    return reply;
  }
  reply.content_type = script.type;
  reply.body = script.bytes;
  return reply;
}

// OpenSearch 1.1, draft 6, and its Suggestions extension.
Reply search_description(const Service& service, const Call& call) {
  const std::string given(call.parameter("index").value_or(""));
  const std::string index = is_index_name(given) ? given : "main";
  const std::string origin = own_origin(service.state, call.header("Host"));
  const std::string name = given.empty() ? "coldopen" : "coldopen: " + index;
  Html xml;
  xml << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>"
      << Text{cut_at_character(name, 16)} << "</ShortName>\n<LongName>"
      << Text{cut_at_character(name, 48)} << "</LongName>\n<Description>Search the wiki "
      << Text{index} << "</Description>\n<InputEncoding>UTF-8</InputEncoding>\n"
      << "<Url type=\"text/html\" template=\"" << Text{origin} << "/search?"
      << Text{given.empty() ? "" : "index=" + index + "&"} << "q={searchTerms}\"/>\n"
      << "<Url type=\"application/x-suggestions+json\" template=\"" << Text{origin} << "/mw/"
      << Text{index} << "/api.php?action=opensearch&amp;search={searchTerms}\"/>\n"
      << "</OpenSearchDescription>\n";
  Reply reply;
  reply.content_type = "application/opensearchdescription+xml; charset=utf-8";
  reply.headers = {{"Cache-Control", "public, max-age=3600"}};
  reply.body = std::move(xml).bytes();
  return reply;
}

}  // namespace coldopen
