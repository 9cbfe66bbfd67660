// What the whole server knows of itself; handlers and pages read it.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "server/cursors.hpp"

namespace coldopen {

struct ServerState {
  std::atomic<bool> draining{false};
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  std::vector<std::string> public_origins;  // "https://search.example"; set before anybody asks
  mutable Cursors cursors;                  // of all who page through hits; locks itself
};

}  // namespace coldopen
