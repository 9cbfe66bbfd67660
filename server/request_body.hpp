// The body of a request as it arrives: its end, its pace, and its share of the memory in which
// bodies wait to be written.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "server/guard.hpp"
#include "server/limits.hpp"

namespace coldopen {

// How long a peer may still take. It begins with the grace, earns time with every byte and spends
// what it waits; more than the grace cannot be saved, so a peer that stands still is cut off after
// it, however much it took before.
class Pace {
 public:
  explicit Pace(const Limits& limits);
  std::chrono::milliseconds left() const noexcept;
  void add(std::size_t bytes, std::chrono::steady_clock::duration waited) noexcept;

 private:
  const Limits& limits_;
  std::chrono::steady_clock::duration left_;
};

// The data of a body, whichever way it is framed.
class BodyReader {
 public:
  // `bytes_max` bounds a chunked body (0: no limit); a length was judged with the head.
  BodyReader(const Framing& framing, std::uint64_t bytes_max);

  // Moves what belongs to the body from `inbox` to `out`.
  void take(std::string& inbox, std::string& out);
  bool complete() const noexcept { return chunked_ ? chunks_.complete() : left_ == 0; }
  const std::optional<Fault>& fault() const noexcept { return chunks_.fault(); }

 private:
  bool chunked_;
  std::uint64_t left_;
  ChunkedBody chunks_;
};

// A request's part of a sum with a limit, given back at its end. One thread.
class HeldBytes {
 public:
  HeldBytes(std::size_t& all, std::size_t max) noexcept : all_(all), max_(max) {}
  ~HeldBytes() { all_ -= held_; }
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  // Raises the part to `bytes`; false where the sum would pass its limit.
  bool hold(std::size_t bytes) noexcept;

 private:
  std::size_t& all_;
  std::size_t max_, held_ = 0;
};

}  // namespace coldopen
