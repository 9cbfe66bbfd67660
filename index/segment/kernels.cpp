#include "index/segment/kernels.hpp"

#include <algorithm>
#include <array>
#include <atomic>

namespace coldopen {
namespace {

struct Runnable {
  std::array<const Kernels*, 3> twins{};
  std::size_t size = 0;
  void add(const Kernels& twin) { twins[size++] = &twin; }
};

Runnable find_runnable() noexcept {
  Runnable found;
  found.add(scalar::kKernels);
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                    __builtin_cpu_supports("popcnt");
  if (bits && __builtin_cpu_supports("avx2")) found.add(avx2::kKernels);
  if (bits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") &&
      __builtin_cpu_supports("avx512vpopcntdq")) {
    found.add(avx512::kKernels);
  }
#endif
  return found;
}

// The one thing here that changes: which of the constant tables is in use.
std::atomic<const Kernels*>& in_use() noexcept {
  static std::atomic<const Kernels*> table{runnable_kernels().back()};
  return table;
}

}  // namespace

std::span<const Kernels* const> runnable_kernels() noexcept {
  static const Runnable runnable = find_runnable();
  return {runnable.twins.data(), runnable.size};
}

const Kernels& kernels() noexcept { return *in_use().load(std::memory_order_acquire); }

bool use_kernels(std::string_view name) noexcept {
  for (const Kernels* twin : runnable_kernels()) {
    if (twin->name != name) continue;
    in_use().store(twin, std::memory_order_release);
    return true;
  }
  return false;
}

}  // namespace coldopen
