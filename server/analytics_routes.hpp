// What was searched for, told to the owner of an index.
#pragma once

#include <span>

#include "server/router.hpp"

namespace coldopen {

std::span<const RouteParameter> analytics_parameters();

Reply analytics_get(const Service& service, const Call& call);

}  // namespace coldopen
