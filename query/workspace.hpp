// The memory of one search at a time: nothing on the way of a query allocates once it is warm.
//
// One a thread; `reset` before each query gives all of it back to itself.
#pragma once

#include <array>
#include <cstdint>
#include <memory_resource>
#include <span>

#include "query/candidates.hpp"

namespace coldopen {

struct Workspace {
  Workspace();
  void reset();

  std::pmr::monotonic_buffer_resource arena;  // chunks of lists, lists made for a query
  alignas(64) std::array<std::uint16_t, 4'096 + 64> window{};  // sums of bounds, zero between uses
  Candidates candidates;

  template <class T>
  std::span<T> take(std::size_t n);  // uninitialised, 64-aligned, 64 readable bytes behind
};

}  // namespace coldopen
