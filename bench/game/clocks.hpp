// Clocks of the benchmark, in nanoseconds and seconds.
#pragma once

#include <cstdint>
#include <ctime>

namespace coldopen {

inline std::uint64_t nanoseconds(clockid_t clock) {
  std::timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec);
}

inline double seconds(clockid_t clock) { return static_cast<double>(nanoseconds(clock)) * 1e-9; }

}  // namespace coldopen
