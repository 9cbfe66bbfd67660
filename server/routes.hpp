// THE table: every route of the server. API page, metrics, rights and openapi.json follow from it.
#pragma once

#include <span>

#include "server/router.hpp"

namespace coldopen {

std::span<const Route> routes();

// GET /openapi.json: OpenAPI 3.1 of exactly this table.
Reply openapi(const Service& service, const Call& call);

}  // namespace coldopen
