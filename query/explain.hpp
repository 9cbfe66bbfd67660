// The parts of a score, and the same in words.
#pragma once

#include <string>
#include <vector>

#include "index/scoring.hpp"
#include "query/request.hpp"

namespace coldopen {

// The class of a hit, what it counts, and the name that was asked for.
struct ClassShare {
  DocClass of = DocClass::none;
  double points = 0;
  std::string name;
};

// `parts` are those of the scorer. The parts of the result sum to the score within 1e-4.
Explanation explain(std::vector<ScorePart> parts, const ClassShare& share);

}  // namespace coldopen
