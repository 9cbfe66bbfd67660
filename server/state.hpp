// What the whole server knows of itself; handlers and pages read it.
#pragma once

#include <atomic>
#include <chrono>

namespace coldopen {

struct ServerState {
  std::atomic<bool> draining{false};
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

}  // namespace coldopen
