// The best lines of a suggestion while names go by: one an article, at most so many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "index/live/snapshot.hpp"

namespace coldopen {

struct Line {
  double value = 0;          // higher is better
  std::uint32_t length = 0;  // of the name; then shorter is better
  std::uint32_t segment = 0;
  DocId doc = 0;
};

class BestLines {
 public:
  BestLines(const Snapshot& snapshot, std::size_t limit) : snapshot_(snapshot), limit_(limit) {}

  // Whether a line of such a value and length could be among the best as things stand.
  bool may_take(double value, std::uint32_t length) const noexcept {
    return value > floor_ || (value == floor_ && length <= floor_length_);
  }
  void take(const Line& line);  // O(limit)
  bool full() const noexcept { return lines_.size() >= limit_; }
  bool has(const Line& line) const noexcept;  // a line of its article

  const std::vector<Line>& lines() const noexcept { return lines_; }  // best first

 private:
  bool before(const Line& a, const Line& b) const;
  void set_floor() noexcept;

  const Snapshot& snapshot_;
  std::size_t limit_;
  std::vector<Line> lines_;
  double floor_ = -std::numeric_limits<double>::infinity();
  std::uint32_t floor_length_ = std::numeric_limits<std::uint32_t>::max();
};

}  // namespace coldopen
