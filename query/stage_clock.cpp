#include "query/stage_clock.hpp"

#include <ctime>
#include <numeric>

namespace coldopen {

namespace {

constexpr std::array<std::string_view, kStages> kNames = {
    "parse",    "words",    "names",     "matching", "corrections", "scoring", "nearness",
    "articles", "passages", "highlight", "facets",   "response",    "other"};

std::int64_t thread_nanoseconds() noexcept {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::size_t place(Stage stage) noexcept { return static_cast<std::size_t>(stage); }

}  // namespace

std::string_view name_of(Stage stage) noexcept { return kNames[place(stage)]; }

void StageClock::start() noexcept {
  spent_.fill(0);
  now_ = Stage::other;
  since_ = thread_nanoseconds();
}

Stage StageClock::enter(Stage stage) noexcept {
  const Stage left = now_;
  const std::int64_t now = thread_nanoseconds();
  spent_[place(left)] += now - since_;
  since_ = now;
  now_ = stage;
  return left;
}

void StageClock::stop() noexcept { enter(Stage::other); }

double StageClock::microseconds(Stage stage) const noexcept {
  return static_cast<double>(spent_[place(stage)]) / 1e3;
}

double StageClock::total() const noexcept {
  return static_cast<double>(std::accumulate(spent_.begin(), spent_.end(), std::int64_t{0})) / 1e3;
}

}  // namespace coldopen
