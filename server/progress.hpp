// How far a long work is, for people: one line on a terminal, redrawn at most ten times a second;
// elsewhere a line at the start (`reading dunderpedia.jsonl`), every ten seconds and at the end.
// Quiet: nothing.
//
//   dunderpedia.jsonl  62%  12,340 articles  3,870/s  41 MB/s  ETA 0:04
// ETA comes from bytes read; where the whole is not known there is no percentage and no ETA.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace coldopen {

struct ProgressState {
  std::string name;  // of the input
  std::uint64_t articles = 0;
  std::uint64_t bytes = 0;        // read so far
  std::uint64_t bytes_total = 0;  // 0: not known
};

// The line, without escape codes or line end.
std::string progress_line(const ProgressState& state, std::chrono::duration<double> elapsed);

class Progress {
 public:
  enum class Manner : std::uint8_t { quiet, lines, terminal };
  using Clock = std::function<std::chrono::steady_clock::time_point()>;
  using Write = std::function<void(std::string_view)>;

  Progress(Manner manner, Write write, Clock clock = std::chrono::steady_clock::now);

  void update(const ProgressState& state);  // cheap: draws only when it is time
  void finish(const ProgressState& state);  // the last line; on a terminal the line is cleared

 private:
  void draw(const ProgressState& state);

  Manner manner_;
  Write write_;
  Clock clock_;
  std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point next_;
  bool drawn_ = false;
};

}  // namespace coldopen
