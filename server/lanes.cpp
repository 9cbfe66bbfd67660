#include "server/lanes.hpp"

#include <chrono>
#include <cstdint>

namespace coldopen {

using std::chrono::milliseconds;

Lanes::Lanes(const Limits& limits, unsigned search_threads)
    : search(LaneLimits{.threads = search_threads, .waiting_max = limits.waiting_searches_max}),
      // Writers wait for one common sync: more of them make larger groups, and nobody is refused
      // for a slow disk before the queue is full.
      write(LaneLimits{.threads = 16,
                       .waiting_max = limits.waiting_writes_max,
                       .wait_max = milliseconds::max()}),
      // Never refused: what runs here takes little time, monitors must be answered, and no
      // connection has more than one request in it.
      quick(LaneLimits{.threads = 1, .waiting_max = SIZE_MAX, .wait_max = milliseconds::max()}) {}

}  // namespace coldopen
