// Random searches for the oracle: all kinds of leaves, operators, filters and facets, names and
// codes in all spellings; likely to match something.
#pragma once

#include "query/request.hpp"
#include "tests/support/random_words.hpp"
#include "tests/support/random_world.hpp"

namespace coldopen {

SearchRequest random_request(Random& random, const World& world);

}  // namespace coldopen
