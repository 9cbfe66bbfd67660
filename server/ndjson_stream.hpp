// A stream of NDJSON between the socket and the lane, without either: body bytes in, groups of
// lines out, and when a group is due. How each piece of an answer without a length is framed stands
// here too (chunked coding, RFC 9112 section 7.1).
//
// A group is due with 1,000 lines or 8 MiB, when its first line has waited for 20 ms, or at the end
// of the stream. Memory: a group and one read. One thread; the caller brings the clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/guard.hpp"
#include "server/line_groups.hpp"
#include "server/request_body.hpp"
#include "server/router.hpp"

namespace coldopen {

class NdjsonStream {
 public:
  using Clock = std::chrono::steady_clock;

  // The length of the body has no limit, that of a line is ArticleLimits::bytes_max.
  explicit NdjsonStream(const Framing& framing);

  // Moves what belongs to the body from `inbox` to the lines.
  void take(std::string& inbox, Clock::time_point now);
  const std::optional<Fault>& fault() const noexcept { return reader_.fault(); }
  bool complete() const noexcept { return reader_.complete(); }
  bool has_lines() const noexcept { return lines_.ready_lines() > 0; }

  // `ends`: no more will be read.
  bool group_is_due(Clock::time_point now, bool ends) const noexcept;
  // How long to wait for more bytes: until a group is due, or for what `left` the peer may take.
  std::chrono::milliseconds wait(Clock::time_point now, std::chrono::milliseconds left) const;

  std::vector<NdjsonLine> take_group();
  void end_group(Clock::time_point now);  // its results are written: the age of the rest begins

 private:
  std::chrono::milliseconds age(Clock::time_point now) const;

  BodyReader reader_;
  LineSplitter lines_;
  Clock::time_point first_ready_;  // when the first of the lines that wait came
};

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";
std::string chunk_of(std::string_view bytes);  // of at least one byte: an empty one is the last

}  // namespace coldopen
