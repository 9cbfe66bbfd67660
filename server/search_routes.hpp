// GET and POST /v1/indexes/{index}/search; GET .../suggest; GET .../articles/{id}/related.
#pragma once

#include <span>
#include <string_view>

#include "query/request.hpp"
#include "server/router.hpp"
#include "server/searched.hpp"

namespace coldopen {

// The parameters of a search: of the query for GET, members of the JSON body for POST.
std::span<const RouteParameter> search_parameters();

struct SearchCall {
  SearchRequest request;
  Highlight highlight = Highlight::html;
  Guarded guarded = Guarded::no;
};

// From parameters as given, strict. Errors: Refusal or Error (400) naming the parameter.
SearchCall search_call(std::span<const NameValue> parameters, const AttributeTypes& types);

// The parameters of a suggestion.
std::span<const RouteParameter> suggest_parameters();

std::span<const RouteParameter> related_parameters();

Reply search_get(const Service& service, const Call& call);
Reply search_post(const Service& service, const Call& call);
Reply suggest_get(const Service& service, const Call& call);
Reply related_get(const Service& service, const Call& call);

}  // namespace coldopen
