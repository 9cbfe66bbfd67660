// The time a search may take. Looked at once a chunk or every few thousand documents.
#pragma once

#include <chrono>
#include <cstdint>

namespace coldopen {

class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds budget) noexcept
      : end_(std::chrono::steady_clock::now() + budget) {}

  // Stays true once it was.
  bool over() noexcept {
    over_ = over_ || std::chrono::steady_clock::now() >= end_;
    return over_;
  }

  std::chrono::milliseconds left() const noexcept {  // may be negative
    return std::chrono::duration_cast<std::chrono::milliseconds>(end_ -
                                                                 std::chrono::steady_clock::now());
  }

  // For loops over documents: looks at the clock once in 4,096 calls (some 50 us of work).
  bool over_at_step() noexcept { return (++steps_ % 4096 == 0) ? over() : over_; }

 private:
  std::chrono::steady_clock::time_point end_;
  std::uint32_t steps_ = 0;
  bool over_ = false;
};

}  // namespace coldopen
