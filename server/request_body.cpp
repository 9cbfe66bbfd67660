#include "server/request_body.hpp"

#include <algorithm>

namespace coldopen {

Pace::Pace(const Limits& limits) : limits_(limits), left_(limits.body_grace) {}

std::chrono::milliseconds Pace::left() const noexcept {
  return std::chrono::duration_cast<std::chrono::milliseconds>(left_);
}

void Pace::add(std::size_t bytes, std::chrono::steady_clock::duration waited) noexcept {
  const std::chrono::milliseconds earned{bytes * 1000 / limits_.body_bytes_per_second_min};
  left_ =
      std::min<std::chrono::steady_clock::duration>(left_ + earned - waited, limits_.body_grace);
}

BodyReader::BodyReader(const Framing& framing, std::uint64_t bytes_max)
    : chunked_(framing.body == Framing::Body::chunked), left_(framing.length), chunks_(bytes_max) {}

void BodyReader::take(std::string& inbox, std::string& out) {
  std::size_t used = 0;
  if (chunked_) {
    used = chunks_.feed(inbox, out);
  } else {
    used = static_cast<std::size_t>(std::min<std::uint64_t>(left_, inbox.size()));
    out.append(inbox, 0, used);
    left_ -= used;
  }
  inbox.erase(0, used);
}

bool HeldBytes::hold(std::size_t bytes) noexcept {
  if (bytes <= held_) return true;
  if (all_ + bytes - held_ > max_) return false;
  all_ += bytes - held_;
  held_ = bytes;
  return true;
}

}  // namespace coldopen
