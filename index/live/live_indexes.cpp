#include "index/live/live_indexes.hpp"

#include <utility>

namespace coldopen {

std::shared_ptr<LiveIndex> LiveIndexes::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = indexes_.find(name);
  return found == indexes_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<LiveIndex>> LiveIndexes::all() const {
  std::vector<std::shared_ptr<LiveIndex>> found;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, index] : indexes_) found.push_back(index);
  return found;
}

void LiveIndexes::insert(std::shared_ptr<LiveIndex> index) {
  std::string name = index->stored().name;
  const std::lock_guard lock(mutex_);
  indexes_.insert_or_assign(std::move(name), std::move(index));
}

void LiveIndexes::erase(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = indexes_.find(name);
  if (found != indexes_.end()) indexes_.erase(found);
}

}  // namespace coldopen
