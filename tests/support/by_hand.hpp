// The constants of scores that are worked out by hand, whatever the product's own are.
#pragma once

#include "index/scoring.hpp"

namespace coldopen {

inline Scoring by_hand() {
  Scoring scoring;
  scoring.k1 = 1.5;
  scoring.b = 0.75;
  scoring.exact = 0.25;
  scoring.next = 0.2;
  scoring.near = 0.1;
  return scoring;
}

}  // namespace coldopen
