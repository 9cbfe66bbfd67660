// Something that is made of its owner once, by whoever asks first, and then lives as long as it.
//
// For what only some searches need, so that neither opening nor publishing pays for it. A copy of
// the owner begins without: it may be changed before it is published.
// Threads  any number ask at once: one makes, the others wait.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace coldopen {

class MadeOnce {
 public:
  MadeOnce() = default;
  MadeOnce(const MadeOnce&) noexcept {}
  MadeOnce& operator=(const MadeOnce&) = delete;
  ~MadeOnce() = default;

  // What `make()` gave at the first call. All calls of one place ask for the same T.
  template <class T, class Make>
  const T& get(Make&& make) const {
    std::call_once(made_, [&] { value_ = std::make_shared<const T>(std::forward<Make>(make)()); });
    return *static_cast<const T*>(value_.get());
  }

 private:
  mutable std::once_flag made_;
  mutable std::shared_ptr<const void> value_;
};

}  // namespace coldopen
