// The addresses under which a MediaWiki is asked for its search, for each index of ours: read only,
// and lenient as it is itself: unknown parameters are passed over, numbers out of range are cut.
// Errors have MediaWiki's shapes: the REST API says them by status, the action API by a body of
// status 200 and the field MediaWiki-API-Error.
#pragma once

#include <span>

#include "server/router.hpp"

namespace coldopen {

std::span<const RouteParameter> mediawiki_rest_parameters();
std::span<const RouteParameter> mediawiki_api_parameters();

Reply mediawiki_titles(const Service& service, const Call& call);  // rest.php/v1/search/title
Reply mediawiki_pages(const Service& service, const Call& call);   // rest.php/v1/search/page
Reply mediawiki_api(const Service& service, const Call& call);
Reply mediawiki_api_post(const Service& service,
                         const Call& call);  // its fields beside the address     // api.php

}  // namespace coldopen
