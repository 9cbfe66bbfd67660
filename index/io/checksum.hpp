// Checksums of stored bytes, and the hash of the dictionary.
//
// CRC-32C (Castagnoli, polynomial 0x1EDC6F41, as iSCSI and ext4 use it) names the damaged block;
// XXH3-128 proves a whole file; XXH3-64 finds terms. Values are part of the formats.
// Threads  pure functions.   Cost  2 GB/s with SSE4.2, 1 GB/s without (CRC); 10 GB/s (XXH3).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "index/io/bytes.hpp"

namespace coldopen {

// `before` is the CRC of the bytes before these, so that a long run may come in pieces.
std::uint32_t crc32c(Bytes bytes, std::uint32_t before = 0) noexcept;

namespace scalar {
std::uint32_t crc32c(Bytes bytes, std::uint32_t before = 0) noexcept;  // the twin on any machine
}

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const Hash128&) const = default;
};
Hash128 hash128(Bytes bytes) noexcept;

// hash128 of bytes that come in pieces.
class Hash128Stream {
 public:
  Hash128Stream();
  ~Hash128Stream();
  void add(Bytes bytes) noexcept;
  Hash128 value() const noexcept;  // of all so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::uint64_t hash64(std::string_view text, std::uint64_t seed = 0) noexcept;

}  // namespace coldopen
