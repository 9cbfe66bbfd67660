#include "server/line_groups.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace coldopen {

void LineSplitter::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    if (!too_long_ && line_.size() + end > line_bytes_max_) {
      too_long_ = true;
      line_ = {};  // gives the memory back
    }
    if (!too_long_) line_ += bytes.substr(0, end);
    if (end == bytes.size()) return;
    end_line();
    bytes.remove_prefix(end + 1);
  }
}

void LineSplitter::finish() {
  if (too_long_ || !line_.empty()) end_line();
}

void LineSplitter::end_line() {
  const bool blank = line_.find_first_not_of(" \t\r") == std::string::npos;
  if (too_long_ || !blank) {
    ready_bytes_ += line_.size();
    ready_.push_back({number_, std::exchange(line_, {}), too_long_});
  }
  line_.clear();
  too_long_ = false;
  ++number_;
}

std::vector<NdjsonLine> LineSplitter::take(std::size_t lines_max) {
  const auto count = static_cast<std::ptrdiff_t>(std::min(lines_max, ready_.size()));
  std::vector<NdjsonLine> taken(std::move_iterator(ready_.begin()),
                                std::move_iterator(ready_.begin() + count));
  ready_.erase(ready_.begin(), ready_.begin() + count);
  for (const NdjsonLine& line : taken) ready_bytes_ -= line.text.size();
  return taken;
}

}  // namespace coldopen
