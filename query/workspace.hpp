// The memory of one search at a time: once it is warm, lists that are read where they lie and the
// kernels' rooms allocate nothing. An odd query that needs more than 16 MB leaves no more than
// that.
//
// One a thread. `reset` before the lists of a query are made (scored_list.hpp: they live here)
// takes all of it back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <type_traits>
#include <vector>

#include "query/candidates.hpp"

namespace coldopen {

// Memory that is given back all at once. What was needed for one query is one block for the next.
class Arena : public std::pmr::memory_resource {
 public:
  // Uninitialised, at a multiple of 64, 64 more readable bytes behind.
  std::byte* take(std::size_t bytes);
  void reset();

 private:
  struct Block {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size = 0;
  };
  void add_block(std::size_t bytes);
  void* do_allocate(std::size_t bytes, std::size_t) override { return take(bytes); }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  std::vector<Block> blocks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

struct Workspace {
  void reset() { arena.reset(); }

  // Uninitialised, at a multiple of 64, 64 more bytes behind. Kernels may write 64 values beyond
  // what they return: ask for these.
  template <class T>
  std::span<T> take(std::size_t n) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 64);
    return {reinterpret_cast<T*>(arena.take(n * sizeof(T))), n};
  }

  Arena arena;
  alignas(64) std::array<std::uint16_t, 4'096 + 64> window{};  // sums of bounds, zero between uses
  Candidates candidates;
};

// For what a function makes and no longer needs when it returns. One a thread, reset by whoever
// begins: never hold it while a function of another file that might take it is called.
Workspace& scratch_of_thread();

}  // namespace coldopen
