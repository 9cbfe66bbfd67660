// Bounded work: a lane is a few threads and a queue with an end. What would wait too long is
// refused at once, so that the caller can come back and nobody waits for an answer nobody reads.
//
// Rule (promise O3): in, if fewer than `waiting_max` wait and waiting x mean service time /
// threads is below `wait_max`. The mean is a running one (1/16 of each new value).
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace coldopen {

struct LaneLimits {
  unsigned threads = 1;
  std::size_t waiting_max = 256;
  std::chrono::milliseconds wait_max{500};
};

class WorkLane {
 public:
  explicit WorkLane(LaneLimits limits);
  ~WorkLane();  // finishes what was let in
  WorkLane(const WorkLane&) = delete;
  WorkLane& operator=(const WorkLane&) = delete;

  // False: refused, `work` is not run. `work` must not throw. Threads: any.
  bool submit(std::function<void()> work);
  // For streams, which the connection itself holds back: never refused.
  void submit_unbounded(std::function<void()> work);

  std::size_t waiting() const;

 private:
  void run();

  const LaneLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  double mean_seconds_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace coldopen
