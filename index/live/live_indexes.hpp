// The indexes of a data directory by name.
//
// Threads  any; each call sees all of those before it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "index/live/live_index.hpp"

namespace coldopen {

class LiveIndexes {
 public:
  std::shared_ptr<LiveIndex> find(std::string_view name) const;  // null: no such index
  std::vector<std::shared_ptr<LiveIndex>> all() const;           // by name
  void insert(std::shared_ptr<LiveIndex> index);                 // in place of one of its name
  void erase(std::string_view name);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LiveIndex>, std::less<>> indexes_;
};

}  // namespace coldopen
