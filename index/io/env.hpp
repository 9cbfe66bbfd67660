// The seam to time and threads: clocks and background tasks, so that a test can hold them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace coldopen {

// One thread that does what it is given, one task after another, in order.
class Worker {
 public:
  virtual ~Worker() = default;  // does all that was posted, then ends; never from its own thread
  // From any thread, also from a task. Tasks must not throw.
  virtual void post(std::function<void()> task) = 0;
};

class Env {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  virtual ~Env() = default;
  virtual Steady now() const = 0;  // never jumps; for waits and rates only
  virtual std::unique_ptr<Worker> start_worker() = 0;
};

std::shared_ptr<Env> system_env();

}  // namespace coldopen
