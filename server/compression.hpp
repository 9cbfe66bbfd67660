// The body of an answer as gzip. Whether one is wanted, reception says.
#pragma once

#include "server/router.hpp"

namespace coldopen {

// True where the body is compressed now; without memory for that it goes out as it is. O(bytes), on
// the lane of the handler.
bool compress(Reply& reply) noexcept;

}  // namespace coldopen
