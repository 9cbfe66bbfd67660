// Any bytes are a manifest or are refused; what is taken is printed and read back as the same. The
// checksum is made right first, so that the search goes behind it.
#include "index/live/manifest.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "corpus/error.hpp"

namespace {

using namespace coldopen;

void read(const std::string& text) {
  Manifest manifest;
  try {
    manifest = parse_manifest(text);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::damaged || error.code() == ErrorCode::newer_format) return;
    std::abort();
  }
  if (parse_manifest(print_manifest(manifest)) != manifest) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read(text);
  std::array<char, 17> checksum{};
  std::snprintf(checksum.data(), checksum.size(), "%016llx",
                static_cast<unsigned long long>(hash64(text)));
  read(text + "checksum " + checksum.data() + "\n");
  return 0;
}
