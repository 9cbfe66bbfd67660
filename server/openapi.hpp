// The API document, OpenAPI 3.1, made from the table of routes.
#pragma once

#include <span>
#include <string>

#include "server/router.hpp"

namespace coldopen {

std::string openapi_document(std::span<const Route> table);

}  // namespace coldopen
