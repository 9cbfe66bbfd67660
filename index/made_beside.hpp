// Something made of its owner and of what stands beside it, kept for whoever stood there last.
//
// As MadeOnce, where others come and go beside an owner that stays: what was made for the same
// ones is found again, so that a change far from the owner costs it nothing.
// Memory   what was made for the last two: a snapshot that is still read, and the newest.
// Threads  any number ask at once: one makes, the others wait.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace coldopen {

class MadeBeside {
 public:
  // Who stands beside, in order. One that is gone is never taken for one that came later.
  using Others = std::vector<std::weak_ptr<const void>>;

  // What `make()` gave when these others stood here. All calls of one place ask for the same T.
  template <class T, class Make>
  std::shared_ptr<const T> get(const Others& others, Make&& make) const {
    const std::lock_guard lock(mutex_);
    const auto same = std::ranges::find_if(
        kept_, [&](const auto& kept) { return std::ranges::equal(kept.first, others, is_same); });
    if (same != kept_.end()) {
      std::rotate(kept_.begin(), same, same + 1);
    } else {
      auto made = std::make_shared<const T>(std::forward<Make>(make)());
      if (kept_.size() == kKept) kept_.pop_back();
      kept_.insert(kept_.begin(), {others, std::move(made)});
    }
    return std::static_pointer_cast<const T>(kept_.front().second);
  }

 private:
  static constexpr std::size_t kKept = 2;
  static bool is_same(const std::weak_ptr<const void>& a, const std::weak_ptr<const void>& b) {
    return !a.owner_before(b) && !b.owner_before(a);
  }

  mutable std::mutex mutex_;
  mutable std::vector<std::pair<Others, std::shared_ptr<const void>>> kept_;  // the last one first
};

}  // namespace coldopen
