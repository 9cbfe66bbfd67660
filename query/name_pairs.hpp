// Whether two words stand side by side in a title or an alias.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "index/live/snapshot.hpp"
#include "query/deadline.hpp"

namespace coldopen {

// Remembers what it was asked. Serves one search; `snapshot` and `deadline` must outlive it.
class NamePairs {
 public:
  NamePairs(const Snapshot& snapshot, Deadline& deadline)
      : snapshot_(snapshot), deadline_(deadline) {}

  // Four look-ups a segment; where names have both, as much as a phrase of them.
  bool hold(const std::string& first, const std::string& second);

 private:
  bool find(const std::string& first, const std::string& second);

  const Snapshot& snapshot_;
  Deadline& deadline_;
  std::map<std::pair<std::string, std::string>, bool> known_;
};

}  // namespace coldopen
