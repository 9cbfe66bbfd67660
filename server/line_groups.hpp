// NDJSON as it arrives: bytes in, whole lines out, with a bound for each line.
//
// Blank lines are skipped and counted. A line beyond the bound keeps its number and loses its text;
// what follows it is read as before. Memory: the lines not yet taken and one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/router.hpp"

namespace coldopen {

class LineSplitter {
 public:
  explicit LineSplitter(std::size_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}

  void feed(std::string_view bytes);
  void finish();  // the end of the stream ends the last line too

  std::size_t ready_lines() const noexcept { return ready_.size(); }
  std::size_t ready_bytes() const noexcept { return ready_bytes_; }
  // The first lines that are ready, in order.
  std::vector<NdjsonLine> take(std::size_t lines_max);

 private:
  void end_line();

  std::size_t line_bytes_max_, ready_bytes_ = 0;
  std::uint64_t number_ = 1;
  bool too_long_ = false;
  std::string line_;
  std::vector<NdjsonLine> ready_;
};

}  // namespace coldopen
