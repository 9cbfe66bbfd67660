#include "server/progress.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "server/html.hpp"

namespace coldopen {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kLine{10};

std::string time_left(double seconds) {
  const auto whole = static_cast<long>(std::ceil(std::clamp(seconds, 0.0, 359'999.0)));
  std::array<char, 32> text{};
  const int length =
      whole >= 3'600 ? std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld", whole / 3'600,
                                     whole / 60 % 60, whole % 60)
                     : std::snprintf(text.data(), text.size(), "%ld:%02ld", whole / 60, whole % 60);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string megabytes(double bytes_per_second) {
  std::array<char, 32> text{};
  const double rate = bytes_per_second / 1e6;
  const int length =
      std::snprintf(text.data(), text.size(), rate < 10 ? "%.1f MB/s" : "%.0f MB/s", rate);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

std::string progress_line(const ProgressState& state, std::chrono::duration<double> elapsed) {
  std::string line = state.name;
  const bool known = state.bytes_total > 0;
  const double share =
      known
          ? std::min(1.0, static_cast<double>(state.bytes) / static_cast<double>(state.bytes_total))
          : 0;
  if (known) line += "  " + std::to_string(static_cast<int>(share * 100)) + "%";
  line += "  " + grouped(state.articles) + (state.articles == 1 ? " article" : " articles");
  const double seconds = elapsed.count();
  if (seconds < 0.05) return line;
  line += "  " +
          grouped(static_cast<std::uint64_t>(static_cast<double>(state.articles) / seconds)) + "/s";
  line += "  " + megabytes(static_cast<double>(state.bytes) / seconds);
  if (known && share > 0 && share < 1) line += "  ETA " + time_left(seconds / share - seconds);
  return line;
}

Progress::Progress(Manner manner, Write write, Clock clock)
    : manner_(manner),
      write_(std::move(write)),
      clock_(std::move(clock)),
      begin_(clock_()),
      next_(begin_) {}

void Progress::update(const ProgressState& state) {
  if (manner_ == Manner::quiet || clock_() < next_) return;
  draw(state);
}

void Progress::draw(const ProgressState& state) {
  const auto now = clock_();
  const bool starts = manner_ == Manner::lines && !drawn_;
  const std::string line = starts ? "reading " + state.name : progress_line(state, now - begin_);
  if (manner_ == Manner::terminal) {
    write_("\r\x1b[K" + line);
  } else {
    write_(line + "\n");
  }
  next_ = now + (manner_ == Manner::terminal ? std::chrono::milliseconds(kRedraw) : kLine);
  drawn_ = true;
}

void Progress::finish(const ProgressState& state) {
  if (manner_ == Manner::lines) draw(state);
  if (manner_ == Manner::terminal && drawn_) write_("\r\x1b[K");
}

}  // namespace coldopen
