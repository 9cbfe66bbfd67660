#include "corpus/error.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace coldopen {

std::string_view to_string(ErrorCode code) noexcept {
  static constexpr std::array<std::string_view, 16> kNames = {
      "invalid-argument", "bad-input", "not-found",  "too-large",  "conflict", "permission",
      "cannot-create",    "io",        "disk-full",  "damaged",    "in-use",   "newer-format",
      "configuration",    "address",   "overloaded", "unavailable"};
  return kNames[static_cast<std::size_t>(code)];
}

Error::Error(ErrorCode code, const std::string& message, std::string where, std::string_view reason)
    : std::runtime_error(message), code_(code), where_(std::move(where)), reason_(reason) {}

void ensure(bool holds, const char* promise, std::source_location place) noexcept {
  if (holds) return;
  std::fprintf(stderr, "coldopen: broken promise at %s:%u: %s\n", place.file_name(),
               static_cast<unsigned>(place.line()), promise);
  std::abort();
}

}  // namespace coldopen
