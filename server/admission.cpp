#include "server/admission.hpp"

#include <utility>

namespace coldopen {

WorkLane::WorkLane(LaneLimits limits) : limits_(limits) {
  threads_.reserve(limits_.threads);
  for (unsigned i = 0; i < limits_.threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkLane::~WorkLane() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkLane::submit(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    const double wait_seconds =
        static_cast<double>(queue_.size()) * mean_seconds_ / static_cast<double>(limits_.threads);
    const double wait_max = std::chrono::duration<double>(limits_.wait_max).count();
    if (queue_.size() >= limits_.waiting_max || wait_seconds >= wait_max) return false;
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void WorkLane::submit_unbounded(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
}

std::size_t WorkLane::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkLane::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const std::function<void()> work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    lock.lock();
    mean_seconds_ += (took.count() - mean_seconds_) / 16;
  }
}

}  // namespace coldopen
