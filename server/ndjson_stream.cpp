#include "server/ndjson_stream.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "corpus/article.hpp"
#include "corpus/error.hpp"

namespace coldopen {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kGroupLines = 1000;
constexpr std::size_t kGroupBytes = std::size_t{8} << 20;
constexpr milliseconds kGroupTime{20};

}  // namespace

NdjsonStream::NdjsonStream(const Framing& framing)
    : reader_(framing, 0), lines_(ArticleLimits::bytes_max) {}

void NdjsonStream::take(std::string& inbox, Clock::time_point now) {
  if (!has_lines()) first_ready_ = now;
  std::string piece;
  reader_.take(inbox, piece);
  lines_.feed(piece);
  if (complete() && !fault()) lines_.finish();
}

milliseconds NdjsonStream::age(Clock::time_point now) const {
  return std::chrono::duration_cast<milliseconds>(now - first_ready_);
}

bool NdjsonStream::group_is_due(Clock::time_point now, bool ends) const noexcept {
  const bool full = lines_.ready_lines() >= kGroupLines || lines_.ready_bytes() >= kGroupBytes;
  return has_lines() && (full || ends || age(now) >= kGroupTime);
}

milliseconds NdjsonStream::wait(Clock::time_point now, milliseconds left) const {
  return has_lines() ? std::min(kGroupTime - age(now), left) : left;
}

std::vector<NdjsonLine> NdjsonStream::take_group() { return lines_.take(kGroupLines); }

void NdjsonStream::end_group(Clock::time_point now) { first_ready_ = now; }

std::string chunk_of(std::string_view bytes) {
  ensure(!bytes.empty(), "an empty chunk would end the answer");
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
  std::string chunk(size.data(), end);
  chunk += "\r\n";
  chunk += bytes;
  chunk += "\r\n";
  return chunk;
}

}  // namespace coldopen
