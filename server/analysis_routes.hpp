// GET /v1/indexes/{index}/analyze: what the analyzer of an index makes of a text.
#pragma once

#include <span>

#include "server/router.hpp"

namespace coldopen {

std::span<const RouteParameter> analyze_parameters();

Reply analyze_get(const Service& service, const Call& call);

}  // namespace coldopen
