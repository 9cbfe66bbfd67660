// What other pages and browsers take from here to search with: embed.js, opensearch.xml.
#pragma once

#include "server/router.hpp"

namespace coldopen {

Reply embed_script(const Service& service, const Call& call);        // GET /embed.js
Reply search_description(const Service& service, const Call& call);  // GET /opensearch.xml

}  // namespace coldopen
