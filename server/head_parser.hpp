// Beast's parser for the heads that HeadScan has found whole and let pass. The only room with
// Beast.
#pragma once

#include <optional>
#include <string_view>

#include "server/guard.hpp"

namespace coldopen {

// `bytes` is one head with its empty line. None where Beast does not take it.
std::optional<Head> parse_head(std::string_view bytes);

}  // namespace coldopen
