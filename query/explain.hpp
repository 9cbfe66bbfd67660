// The parts of a score, and the same in words.
#pragma once

#include <vector>

#include "query/request.hpp"

namespace coldopen {

// `parts` are those of the scorer; `coverage` is M where the hit has all telling words, else 0.
// The parts of the result sum to the score within 1e-4.
Explanation explain(std::vector<ScorePart> parts, double coverage);

}  // namespace coldopen
