#include "query/best_lines.hpp"

#include <algorithm>

namespace coldopen {

namespace {

bool same_article(const Line& a, const Line& b) noexcept {
  return a.doc == b.doc && a.segment == b.segment;
}

}  // namespace

bool BestLines::before(const Line& a, const Line& b) const {
  if (a.value != b.value) return a.value > b.value;
  if (a.length != b.length) return a.length < b.length;
  const auto id = [this](const Line& line) {
    return snapshot_.segments[line.segment].segment->documents().id(line.doc);
  };
  return id(a) < id(b);
}

bool BestLines::has(const Line& line) const noexcept {
  return std::ranges::any_of(lines_, [&](const Line& one) { return same_article(one, line); });
}

void BestLines::take(const Line& line) {
  if (limit_ == 0) return;
  const auto known =
      std::ranges::find_if(lines_, [&](const Line& one) { return same_article(one, line); });
  if (known != lines_.end()) {
    if (!before(line, *known)) return;
    lines_.erase(known);
  }
  const auto at = std::ranges::find_if(lines_, [&](const Line& one) { return before(line, one); });
  lines_.insert(at, line);
  if (lines_.size() > limit_) lines_.pop_back();
  set_floor();
}

void BestLines::set_floor() noexcept {
  if (!full()) return;
  floor_ = lines_.back().value;
  floor_length_ = lines_.back().length;
}

}  // namespace coldopen
