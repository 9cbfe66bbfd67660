// The seed of a random test. The same every time, so that what landed stays green; other worlds by
// COLDOPEN_SEED=NUMBER (a failure again) or COLDOPEN_SEED=random.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace coldopen {

inline std::uint32_t test_seed() {
  const char* const given = std::getenv("COLDOPEN_SEED");
  if (given == nullptr) return 20'261'122;
  if (std::string(given) == "random") return std::random_device{}();
  return static_cast<std::uint32_t>(std::stoul(given));
}

}  // namespace coldopen
