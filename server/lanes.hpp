// The threads on which handlers run: one bounded lane for each kind of work in the table of routes.
#pragma once

#include "server/admission.hpp"
#include "server/limits.hpp"
#include "server/router.hpp"

namespace coldopen {

struct Lanes {
  // `search_threads` above 0. Its end waits for all work that was let in.
  Lanes(const Limits& limits, unsigned search_threads);

  WorkLane& of(Lane lane) noexcept {
    return lane == Lane::search ? search : lane == Lane::write ? write : quick;
  }

  WorkLane search, write, quick;
};

}  // namespace coldopen
