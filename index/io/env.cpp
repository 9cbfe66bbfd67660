#include "index/io/env.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace coldopen {
namespace {

class ThreadWorker final : public Worker {
 public:
  ThreadWorker() : thread_([this] { run(); }) {}

  ~ThreadWorker() override {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  void post(std::function<void()> task) override {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      task = nullptr;  // what it holds is freed before the next wait, outside the lock
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool closing_ = false;
  std::thread thread_;  // last: starts when all the others are made
};

class SystemEnv final : public Env {
 public:
  Steady now() const override { return std::chrono::steady_clock::now(); }
  std::unique_ptr<Worker> start_worker() override { return std::make_unique<ThreadWorker>(); }
};

}  // namespace

std::shared_ptr<Env> system_env() { return std::make_shared<SystemEnv>(); }

}  // namespace coldopen
